package dev.holdfast.cli;

import dev.holdfast.cli.run.Launched;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Where the program begins. */
public final class Main {

    private static final String TRACE = "HOLDFAST_TRACE";
    private static final String COMPLETION = "completion";
    private static final List<String> HELP = List.of("-h", "--help", "help");
    private static final List<String> ALL_WANTED = List.of(COMPLETION, "warm-up");

    private Main() {}

    public static void main(String[] arguments) {
        int code = run(List.of(arguments), Launched.inColour());
        System.exit(code);
    }

    private static int run(List<String> arguments, boolean colours) {
        boolean onlyHelp = arguments.size() == 1 && HELP.contains(arguments.get(0));
        if (arguments.isEmpty() || onlyHelp) {
            Holdfast.help(new PrintWriter(System.out, false, StandardCharsets.UTF_8), new Paint(colours));
            return arguments.isEmpty() ? Exit.USAGE : Exit.DONE;
        }
        if (arguments.get(0).equals("--version")) {
            return commandLine(colours, List.of()).execute("--version");
        }
        // Only the command that is called; all of them where none is, for suggestions, and where all are wanted.
        Optional<Catalogue.Entry> called =
                Catalogue.find(arguments.get(0)).filter(entry -> !ALL_WANTED.contains(entry.name()));
        CommandLine line =
                called.map(entry -> commandLine(colours, List.of(entry))).orElseGet(() -> commandLine(colours));
        return line.execute(arguments.toArray(String[]::new));
    }

    /** The command line with all commands. */
    static CommandLine commandLine(boolean colours) {
        return commandLine(colours, Catalogue.all());
    }

    private static CommandLine commandLine(boolean colours, List<Catalogue.Entry> commands) {
        CommandLine line = new CommandLine(new Holdfast());
        commands.forEach(
                entry -> line.addSubcommand(entry.name(), entry.command().get()));
        line.setColorScheme(Help.defaultColorScheme(colours ? Ansi.ON : Ansi.OFF));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpAutoWidth(true);
        withHelp(line);
        line.getCommandSpec()
                .addOption(OptionSpec.builder("--version")
                        .versionHelp(true)
                        .description("Show the version.")
                        .build());
        line.setExecutionExceptionHandler((failure, at, parsed) -> failed(failure, at.getErr(), colours));
        line.setParameterExceptionHandler((wrong, parsed) -> misused(wrong, colours));
        // What follows the tool's name is the tool's.
        Optional.ofNullable(line.getSubcommands().get("client")).ifPresent(client -> client.setStopAtPositional(true));
        return line;
    }

    private static void withHelp(CommandLine line) {
        line.getCommandSpec()
                .addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("Show this.")
                        .build());
        line.getSubcommands().forEach((name, sub) -> {
            if (!name.equals(COMPLETION)) {
                withHelp(sub); // completion has help of its own
            }
        });
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
        String message = wrong instanceof UnmatchedArgumentException unmatched
                        && at.getParent() == null
                        && !unmatched.isUnknownOption()
                ? "there is no command '" + unmatched.getUnmatched().get(0) + "'"
                : String.valueOf(wrong.getMessage());
        StringBuilder guesses = new StringBuilder();
        if (wrong instanceof UnmatchedArgumentException unmatched
                && !unmatched.getSuggestions().isEmpty()) {
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
