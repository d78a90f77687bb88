package dev.holdfast.cli;

import dev.holdfast.cli.run.Launched;
import dev.holdfast.database.cassandra.ring.CqlTalk;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** CQL for Cassandra: one statement or several, what comes down a pipe, or a prompt. Needs no Python. */
final class CqlClient {

    private final CqlTalk talk;
    private final CqlOutput output;

    private CqlClient(CqlTalk talk, CqlOutput output) {
        this.talk = talk;
        this.output = output;
    }

    static int run(ClientCall call, List<String> arguments) throws IOException {
        Words words = new Words();
        if (!CqlTool.read(call, "cqlsh", words, arguments)) {
            return Exit.DONE;
        }
        CqlTool.checkLevel(words.consistency);
        try (CqlTalk talk = CqlTool.open(call, words.door, words.consistency, words.seconds)) {
            return new CqlClient(talk, new CqlOutput(words.form, call.out())).serve(call, words.commands);
        } catch (CqlTalk.RefusedException e) {
            throw CqlTool.failure(e);
        }
    }

    private int serve(ClientCall call, List<String> commands) throws IOException {
        if (!commands.isEmpty()) {
            for (String command : commands) {
                SqlStatements statements = new SqlStatements();
                for (String line : command.split("\n", -1)) {
                    all(statements.add(line));
                }
                all(statements.finish());
            }
            return Exit.DONE;
        }
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
        if (Launched.onTerminal()) {
            return new SqlPrompt("CQL", call.cluster(), in, call.out(), call.err()).run(this::one);
        }
        // The first failure ends it: what follows may build on what failed.
        SqlStatements statements = new SqlStatements();
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            all(statements.add(line));
        }
        all(statements.finish());
        return Exit.DONE;
    }

    private void all(List<String> statements) {
        statements.forEach(this::one);
    }

    private void one(String statement) {
        try {
            output.print(talk.ask(statement));
        } catch (CqlTalk.RefusedException e) {
            throw CqlTool.failure(e);
        }
    }

    /** The words after {@code cqlsh}. */
    @Command(
            name = "holdfast client NAME cqlsh",
            description =
                    "Speaks CQL to a Cassandra cluster. Without -c it reads statements, each ended by a semicolon.")
    static final class Words {

        @Option(
                names = {"-c", "--command", "-e", "--execute"},
                paramLabel = "CQL",
                description = "Run this and end. May be given more than once.")
        private List<String> commands = List.of();

        @Option(
                names = {"-o", "--output"},
                paramLabel = "FORM",
                description = "table (for people) or json.")
        private SqlOutput.Form form = SqlOutput.Form.table;

        @Mixin
        private CqlDoor door = new CqlDoor();

        @Option(
                names = "--consistency",
                paramLabel = "LEVEL",
                description = "How many replicas must answer: one, quorum, local_quorum, all. Usually one.")
        private String consistency = "one";

        @Option(names = "--timeout", paramLabel = "SECONDS", description = "For one statement. Usually 60.")
        private int seconds = 60;
    }
}
