package dev.holdfast.cli;

import dev.holdfast.database.cassandra.CassandraPackage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Cassandra's own nodetool, connected to a node. Management is open on a node's own machine only: where that is this one, each of its nodes has a
 * loopback address, and the endpoints tell it.
 */
final class NodeTool {

    private static final String NODE = "--node";
    private static final String ENDPOINT = "jmx.";
    private static final String MAIN = "org.apache.cassandra.tools.NodeTool";

    private static final String QUIET = """
        <configuration scan="false"><root level="OFF"/></configuration>
        """;

    private NodeTool() {}

    static int run(ClientCall call, List<String> words) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(words);
        String endpoint = endpoint(call, arguments);
        int colon = endpoint.lastIndexOf(':');
        String classPath = ToolShelf.of(System.getenv(), call.err()).classPath("cassandra-" + call.version());
        Path logging = Files.createTempFile("holdfast-nodetool", ".xml");
        try {
            Files.writeString(logging, QUIET, StandardCharsets.UTF_8);
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
            command.addAll(CassandraPackage.javaOptions());
            command.add("-Dlogback.configurationFile=" + logging);
            command.addAll(List.of("-cp", classPath, MAIN));
            command.addAll(List.of("-h", endpoint.substring(0, colon), "-p", endpoint.substring(colon + 1)));
            command.addAll(arguments.isEmpty() ? List.of("help") : arguments);
            Signals.on(Signals.INTERRUPT, () -> {});
            Process process = new ProcessBuilder(command).inheritIO().start();
            Thread end = new Thread(process::destroy, "client-end");
            Runtime.getRuntime().addShutdownHook(end);
            return process.waitFor();
        } finally {
            Files.deleteIfExists(logging);
        }
    }

    /** Of the node that {@code --node} names, which is taken out of the arguments; else of the first. */
    private static String endpoint(ClientCall call, List<String> arguments) {
        SortedMap<String, String> known = new TreeMap<>();
        for (Map.Entry<String, String> endpoint : call.endpoints().entrySet()) {
            if (endpoint.getKey().startsWith(ENDPOINT)) {
                known.put(endpoint.getKey().substring(ENDPOINT.length()), endpoint.getValue());
            }
        }
        if (known.isEmpty()) {
            throw new Failure(
                    Exit.CONFLICT,
                    "the management of " + call.cluster() + "'s nodes is open on their own machines only",
                    "run nodetool there; repair, cleanup and the like are holdfast's own commands, done beside the nodes");
        }
        int at = arguments.indexOf(NODE);
        if (at < 0) {
            return known.values().iterator().next();
        }
        String wanted = at + 1 < arguments.size() ? arguments.get(at + 1) : "";
        arguments.subList(at, Math.min(arguments.size(), at + 2)).clear();
        String endpoint = known.get(wanted);
        if (endpoint == null) {
            throw new Failure(
                    Exit.UNKNOWN,
                    "there is no node '" + wanted + "' here",
                    "there are " + String.join(", ", known.keySet()));
        }
        return endpoint;
    }
}
