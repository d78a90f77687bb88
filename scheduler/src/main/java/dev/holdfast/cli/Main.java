package dev.holdfast.cli;

import dev.holdfast.cli.run.Launched;
import java.io.PrintWriter;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Where the program begins. */
public final class Main {

    private static final String TRACE = "HOLDFAST_TRACE";

    private Main() {}

    public static void main(String[] arguments) {
        int code = commandLine(Launched.inColour()).execute(arguments);
        System.exit(code);
    }

    /** The whole command line; tests give it writers of their own. */
    static CommandLine commandLine(boolean colours) {
        CommandLine line = new CommandLine(new Holdfast());
        line.setColorScheme(Help.defaultColorScheme(colours ? Ansi.ON : Ansi.OFF));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpAutoWidth(true);
        withHelp(line);
        line.getCommandSpec()
                .addOption(OptionSpec.builder("--version")
                        .versionHelp(true)
                        .description("Show the version.")
                        .build());
        line.addSubcommand("completion", new AutoComplete.GenerateCompletion());
        line.setExecutionExceptionHandler((failure, at, parsed) -> failed(failure, at.getErr(), colours));
        line.setParameterExceptionHandler((wrong, parsed) -> misused(wrong, colours));
        // What follows the tool's name is the tool's.
        CommandLine client = line.getSubcommands().get("client");
        if (client != null) {
            client.setStopAtPositional(true);
        }
        return line;
    }

    private static void withHelp(CommandLine line) {
        line.getCommandSpec()
                .addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("Show this.")
                        .build());
        line.getSubcommands().values().forEach(Main::withHelp);
    }

    private static int failed(Exception failure, PrintWriter err, boolean colours) {
        Paint paint = new Paint(colours);
        if (System.getenv(TRACE) != null) {
            failure.printStackTrace(err);
        }
        if (failure instanceof Failure known) {
            print(err, paint, String.valueOf(known.getMessage()), known.remedy());
            return known.exitCode();
        }
        if (failure instanceof InterruptedException) {
            return Exit.INTERRUPTED;
        }
        print(
                err,
                paint,
                "internal error: " + failure,
                "this is a fault of holdfast's; " + TRACE + "=1 shows where it came from");
        return Exit.INTERNAL;
    }

    private static int misused(ParameterException wrong, boolean colours) {
        CommandLine at = wrong.getCommandLine();
        String message = String.valueOf(wrong.getMessage());
        StringBuilder guesses = new StringBuilder();
        if (wrong instanceof UnmatchedArgumentException unmatched && !unmatched.getSuggestions().isEmpty()) {
            guesses.append("did you mean ")
                    .append(String.join(", ", unmatched.getSuggestions()))
                    .append("? ");
        }
        print(
                at.getErr(),
                new Paint(colours),
                message,
                guesses + at.getCommandSpec().qualifiedName() + " --help shows what there is");
        return Exit.USAGE;
    }

    private static void print(PrintWriter err, Paint paint, String cause, String remedy) {
        err.println(paint.red("error: ") + cause);
        if (!remedy.isEmpty()) {
            err.println("  " + remedy);
        }
        err.flush();
    }
}
