package dev.holdfast.cli;

import dev.holdfast.cli.run.Launched;
import dev.holdfast.database.crate.sql.Answer;
import dev.holdfast.database.crate.sql.SqlClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** SQL for CrateDB over HTTP: one statement or several, what comes down a pipe, or a prompt. */
final class CrateClient implements DatabaseClient {

    @Override
    public int run(ClientCall call) throws IOException {
        Words words = new Words();
        CommandLine parser = new CommandLine(words);
        parser.getCommandSpec()
                .addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("Show this.")
                        .build());
        try {
            parser.parseArgs(call.words().toArray(String[]::new));
        } catch (ParameterException e) {
            throw new Failure(
                    Exit.USAGE,
                    String.valueOf(e.getMessage()),
                    "holdfast client " + call.cluster() + " --help tells",
                    e);
        }
        if (parser.isUsageHelpRequested()) {
            parser.usage(call.out());
            return Exit.DONE;
        }
        SqlOutput output = new SqlOutput(words.form, call.out());
        try (Asking asking = new Asking(CrateDoor.of(call, words.access), Duration.ofSeconds(words.seconds))) {
            if (!words.commands.isEmpty()) {
                for (String command : words.commands) {
                    SqlStatements statements = new SqlStatements();
                    for (String line : command.split("\n", -1)) {
                        run(statements.add(line), asking, output);
                    }
                    run(statements.finish(), asking, output);
                }
                return Exit.DONE;
            }
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
            if (!isPersonThere()) {
                return pipe(in, asking, output);
            }
            return new SqlPrompt(call.cluster(), in, call.out(), call.err())
                    .run(statement -> output.print(asking.ask(statement)));
        }
    }

    private static void run(List<String> statements, Asking asking, SqlOutput output) {
        statements.forEach(statement -> output.print(asking.ask(statement)));
    }

    /** From Java 22 on, a console says nothing of a terminal; then the launcher's word counts alone. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isPersonThere() {
        return System.console() != null && Launched.onTerminal();
    }

    /** The first failure ends it: what follows may build on what failed. */
    private static int pipe(BufferedReader in, Asking asking, SqlOutput output) throws IOException {
        SqlStatements statements = new SqlStatements();
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            run(statements.add(line), asking, output);
        }
        run(statements.finish(), asking, output);
        return Exit.DONE;
    }

    /** The words after a CrateDB cluster's name. */
    @Command(
            name = "holdfast client NAME",
            description = "Speaks SQL to a CrateDB cluster. Without -c it reads statements, each ended by a semicolon.")
    static final class Words {

        @Option(
                names = {"-c", "--command"},
                paramLabel = "SQL",
                description = "Run this and end. May be given more than once.")
        private List<String> commands = List.of();

        @Option(
                names = {"-o", "--output"},
                paramLabel = "FORM",
                description = "table (for people) or json.")
        private SqlOutput.Form form = SqlOutput.Form.table;

        @Mixin
        private CrateDoor.Given access = new CrateDoor.Given();

        @Option(names = "--timeout", paramLabel = "SECONDS", description = "For one statement. Usually 600.")
        private int seconds = 600;
    }

    /** Asks the first node that can be reached, and stays with it while it can be. */
    private static final class Asking implements AutoCloseable {

        private final Deque<SqlClient> nodes = new ArrayDeque<>();
        private final Duration timeout;

        Asking(List<SqlClient> open, Duration timeout) {
            this.timeout = timeout;
            nodes.addAll(open);
        }

        Answer.Rows ask(String statement) {
            Answer answer = nodes.getFirst().ask(statement, List.of(), timeout);
            // What nobody heard may be said again, to another.
            for (int left = nodes.size() - 1; left > 0 && isUnheard(answer); left--) {
                nodes.addLast(nodes.removeFirst());
                answer = nodes.getFirst().ask(statement, List.of(), timeout);
            }
            if (answer instanceof Answer.Rows rows) {
                return rows;
            }
            throw failure(answer, nodes.getFirst().address());
        }

        private static boolean isUnheard(Answer answer) {
            return (answer instanceof Answer.Silence silence && !silence.reached())
                    || (answer instanceof Answer.Refused refused && refused.isDisconnected());
        }

        private static Failure failure(Answer answer, String address) {
            if (answer instanceof Answer.Refused refused) {
                int code = switch (refused.status()) {
                    case 400 -> Exit.INVALID;
                    case 401, 403 -> Exit.DENIED;
                    case 404 -> Exit.UNKNOWN;
                    case 409 -> Exit.CONFLICT;
                    default -> Exit.UNAVAILABLE;
                };
                return new Failure(code, refused.message(), refused.isDenied() ? "see --user and --password-file" : "");
            }
            return new Failure(
                    Exit.UNAVAILABLE,
                    address + ": " + answer.problem().orElse("no answer"),
                    "holdfast status shows how the cluster is");
        }

        @Override
        public void close() {
            nodes.forEach(SqlClient::close);
        }
    }
}
