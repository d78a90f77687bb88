package dev.holdfast.cli;

import dev.holdfast.cli.run.Launched;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program itself, without a command. */
@Command(name = "holdfast", versionProvider = Holdfast.Version.class)
final class Holdfast implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command is given");
    }

    /** The top help. */
    static void help(PrintWriter out, Paint paint) {
        String command = Launched.command();
        out.println("Runs stateful databases on Apache Mesos, and on one machine with nothing else installed.");
        out.println();
        out.println("Usage: " + paint.bold(command) + " COMMAND [OPTIONS]      first steps: " + command + " up kafka");
        out.println();
        Catalogue.all().stream()
                .filter(Catalogue.Entry::isListed)
                .forEach(entry -> out.println("  " + paint.yellow(pad(entry.name())) + entry.about()));
        out.println();
        out.println("  COMMAND --help says more; --version shows the version.");
        out.println(
                "  Exit codes: 0 done, 2 usage, 3 invalid, 4 unknown, 5 conflict, 6 unavailable, 7 denied, 8 timeout,");
        out.println("  1 a fault of holdfast's own, 130 interrupted.");
        out.flush();
    }

    private static String pad(String name) {
        return name + " ".repeat(Math.max(1, 12 - name.length()));
    }

    /** The version of this program and of Java. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"holdfast " + Launched.version() + " on Java " + System.getProperty("java.version")};
        }
    }
}
