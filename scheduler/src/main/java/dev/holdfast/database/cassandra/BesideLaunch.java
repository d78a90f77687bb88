package dev.holdfast.database.cassandra;

import dev.holdfast.database.Chore;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Launch;
import dev.holdfast.database.NodeView;
import dev.holdfast.model.TaskSpec;
import dev.holdfast.spec.ClusterSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How a chore runs beside its node. Most are done by our small tool, which asks Cassandra through its management; backups need Cassandra's own
 * libraries, and the node's volume.
 */
final class BesideLaunch {

    private static final String NODETOOL = "org.apache.cassandra.tools.NodeTool";
    private static final int NODETOOL_MEGABYTES = 128;
    private static final String RING_TOOL = "dev.holdfast.node.RingTool";

    /** What can be stopped is stopped at once; this is for Cassandra to answer. */
    private static final double GRACE_SECONDS = 10;

    private final String script;

    BesideLaunch(String script) {
        this.script = script;
    }

    Optional<Launch> of(Chore chore, ClusterView view) {
        Optional<NodeView> node = chore.node().flatMap(view::node);
        if (node.isEmpty()) {
            return Optional.empty();
        }
        if (CassandraChores.ALL.contains(chore.name())) {
            List<String> software = List.of(CassandraLaunch.COMPANION);
            return Optional.of(launch(
                    view.target(),
                    node.get(),
                    software,
                    RING_TOOL,
                    words(node.get(), chore),
                    new TreeMap<>(),
                    List.of(),
                    ""));
        }
        if (chore.name().equals(CassandraChores.NODETOOL)) {
            return Optional.of(nodetool(chore, view, node.get()));
        }
        return BackupWords.of(chore, node.get()).map(words -> {
            List<String> software = List.of(
                    CassandraLaunch.COMPANION, "cassandra-" + view.target().version());
            return launch(
                    view.target(),
                    node.get(),
                    software,
                    BackupWords.TOOL,
                    words,
                    BackupWords.files(view, node.get()),
                    environment(view.target(), node.get()),
                    CassandraLaunch.VOLUME);
        });
    }

    /** Keys of stores, who logs in, and what a node that speaks TLS already is known by. */
    private static List<TaskSpec.Variable> environment(ClusterSpec target, NodeView node) {
        List<TaskSpec.Variable> environment = new ArrayList<>(BackupOptions.environment(target));
        if (CassandraAccess.isTls(node)) {
            environment.addAll(CassandraAccess.environment(target, node));
        }
        return environment;
    }

    private Launch nodetool(Chore chore, ClusterView view, NodeView node) {
        List<String> words = new ArrayList<>(List.of(
                "-h",
                JvmOptions.managementAddress(node),
                "-p",
                Integer.toString(node.ports().getOrDefault(CassandraIds.JMX_PORT, 0))));
        words.addAll(NodetoolWords.split(chore.arguments().getOrDefault(CassandraChores.WORDS, "")));
        List<String> software =
                List.of(CassandraLaunch.COMPANION, "cassandra-" + view.target().version());
        return launch(
                view.target(), node, software, NODETOOL, words, BackupWords.tool(NODETOOL_MEGABYTES), List.of(), "");
    }

    private Launch launch(
            ClusterSpec target,
            NodeView node,
            List<String> classPath,
            String main,
            List<String> words,
            SortedMap<String, String> more,
            List<TaskSpec.Variable> environment,
            String volume) {
        Map<String, String> values = new TreeMap<>();
        values.put("node", node.id().toString());
        values.put("software", String.join(" ", classPath));
        values.put("main", main);
        SortedMap<String, String> files = new TreeMap<>(more);
        files.put("chore/chore.sh", script);
        files.put("chore/chore.conf", CassandraLaunch.shellValues(values));
        files.putIfAbsent("chore/jvm.options", "\"-Xmx64m\"\n");
        List<String> software = new ArrayList<>(classPath);
        if (target.artifacts().containsKey(CassandraLaunch.JAVA)) {
            software.add(CassandraLaunch.JAVA);
        }
        String quoted = words.stream().map(CassandraLaunch::shellQuote).collect(Collectors.joining(" "));
        return new Launch(software, files, "exec sh chore/chore.sh " + quoted, environment, volume, GRACE_SECONDS);
    }

    private static List<String> words(NodeView node, Chore chore) {
        SortedMap<String, String> arguments = chore.arguments();
        List<String> words = new ArrayList<>(List.of(
                "--jmx",
                JvmOptions.managementAddress(node) + ":" + node.ports().getOrDefault(CassandraIds.JMX_PORT, 0),
                chore.name()));
        switch (chore.name()) {
            case CassandraChores.REPAIR -> {
                if (CassandraChores.EVERY.equals(arguments.get(CassandraChores.RANGES))) {
                    words.add("--all");
                }
                add(words, arguments, CassandraChores.KEYSPACE);
            }
            case CassandraChores.DECOMMISSION -> {
                if ("true".equals(arguments.get(CassandraChores.FORCE))) {
                    words.add("--force");
                }
            }
            case CassandraChores.SNAPSHOT, CassandraChores.CLEAR_SNAPSHOT -> add(words, arguments, CassandraChores.TAG);
            case CassandraChores.REMOVE_NODE -> add(words, arguments, CassandraChores.HOST);
            case CassandraChores.REBUILD -> {
                add(words, arguments, CassandraChores.DC);
                add(words, arguments, CassandraChores.KEYSPACE);
            }
            default -> add(words, arguments, CassandraChores.KEYSPACE);
        }
        return words;
    }

    private static void add(List<String> words, SortedMap<String, String> arguments, String name) {
        String value = arguments.getOrDefault(name, "");
        if (!value.isEmpty()) {
            words.add(value);
        }
    }
}
