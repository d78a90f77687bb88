package dev.holdfast.cli;

import java.io.IOException;
import java.util.List;

/** A prompt for CQL statements, Cassandra's nodetool, and load of our own making. */
final class CassandraClient implements DatabaseClient {

    private static final String PROMPT = "cqlsh";
    private static final String NODETOOL = "nodetool";
    private static final String STRESS = "stress";

    @Override
    public int run(ClientCall call) throws IOException, InterruptedException {
        List<String> words = call.words();
        String first = words.isEmpty() ? PROMPT : words.get(0);
        if (first.startsWith("-")) {
            return CqlClient.run(call, words);
        }
        List<String> rest = words.isEmpty() ? List.of() : words.subList(1, words.size());
        return switch (first) {
            case PROMPT, "cql" -> CqlClient.run(call, rest);
            case NODETOOL -> NodeTool.run(call, rest);
            case STRESS -> StressClient.run(call, rest);
            default ->
                throw new Failure(
                        Exit.USAGE,
                        "there is no tool '" + first + "'",
                        "there are " + PROMPT + ", " + NODETOOL + " and " + STRESS + ", and none opens a prompt");
        };
    }
}
