package dev.holdfast.cli;

import dev.holdfast.database.cassandra.CassandraPackage;
import dev.holdfast.database.cassandra.NodetoolWords;
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
 * Cassandra's own nodetool, connected to a node. Management is open on a node's own machine only. Where that is this one, each of its nodes has a
 * loopback address, and the endpoints tell it; elsewhere, or with {@code --beside}, it is run as a chore beside the node.
 */
final class NodeTool {

    private static final String NODE = "--node";
    private static final String BESIDE = "--beside";
    private static final String ENDPOINT = "jmx.";
    private static final String MAIN = "org.apache.cassandra.tools.NodeTool";

    private static final String QUIET = """
        <configuration scan="false"><root level="OFF"/></configuration>
        """;

    private NodeTool() {}

    static int run(ClientCall call, List<String> words) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(words);
        String node = taken(arguments, NODE);
        boolean beside = arguments.remove(BESIDE);
        NodetoolWords.problem(arguments).ifPresent(problem -> {
            throw new Failure(Exit.INVALID, problem.message(), problem.remedy());
        });
        SortedMap<String, String> known = known(call);
        if (beside || known.isEmpty()) {
            return new NodeToolBeside(call).run(node, arguments);
        }
        String endpoint = endpoint(known, node);
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

    /** Where management can be reached from here. */
    private static SortedMap<String, String> known(ClientCall call) {
        SortedMap<String, String> known = new TreeMap<>();
        for (Map.Entry<String, String> endpoint : call.endpoints().entrySet()) {
            if (endpoint.getKey().startsWith(ENDPOINT)) {
                known.put(endpoint.getKey().substring(ENDPOINT.length()), endpoint.getValue());
            }
        }
        return known;
    }

    /** The value of an option, which is taken out of the arguments; empty if it is not there. */
    private static String taken(List<String> arguments, String option) {
        int at = arguments.indexOf(option);
        if (at < 0) {
            return "";
        }
        String value = at + 1 < arguments.size() ? arguments.get(at + 1) : "";
        arguments.subList(at, Math.min(arguments.size(), at + 2)).clear();
        return value;
    }

    /** Of the node that is named; else of the first. */
    private static String endpoint(SortedMap<String, String> known, String node) {
        if (node.isEmpty()) {
            return known.values().iterator().next();
        }
        String endpoint = known.get(node);
        if (endpoint == null) {
            throw new Failure(
                    Exit.UNKNOWN,
                    "there is no node '" + node + "' here",
                    "there are " + String.join(", ", known.keySet()));
        }
        return endpoint;
    }
}
