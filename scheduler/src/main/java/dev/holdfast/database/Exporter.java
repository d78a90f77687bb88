package dev.holdfast.database;

import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.Descriptor;
import dev.holdfast.spec.GroupSpec;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a Java database runs to tell its numbers to Prometheus: the exporter of the Prometheus project, in the node's own Java, on a port of
 * the node's reservation.
 *
 * <p>It is wanted where the cluster's option {@value #OPTION} says so. Then a node's reservation has one port more, {@value #PORT}; a node
 * that stands already gets it before its next start, where it stands.
 */
public final class Exporter {

    /** Name of the option. */
    public static final String OPTION = "metrics";

    /** Name of the port. */
    public static final String PORT = "metrics";

    /** Name of its set of software. */
    public static final String SOFTWARE = "jmx-exporter-1.0.1";

    /** The jar, where an agent puts it in a node's sandbox. */
    public static final String JAR = "lib/jmx_prometheus_javaagent-1.0.1.jar";

    /** What a launch depends on more where it is wanted. */
    public static final String INPUT = "option.metrics";

    private static final String LOCK = """
            # Started beside a database where options.metrics is true. It brings all it needs along, under names of its own.
            io.prometheus.jmx:jmx_prometheus_javaagent:1.0.1 7d61f737fd661610ccc14aea79764faa1ea94a340cbc8f0029b3d2edea3d80c1 2886599
            """;

    private Exporter() {}

    public static boolean isWanted(ClusterSpec target) {
        return Boolean.parseBoolean(
                target.options().getOrDefault(OPTION, "false").strip());
    }

    /** The lock file's text, if it is this set that is asked for. */
    public static Optional<String> lockFile(String software) {
        return software.equals(SOFTWARE) ? Optional.of(LOCK) : Optional.empty();
    }

    /**
     * The ports that a group's nodes shall have reserved, by name; 0 for one that is picked. The wish of a cluster from before there was an
     * exporter does not name its port: then it is the package's usual one, or picked like all others of the group.
     */
    public static SortedMap<String, Integer> ports(ClusterSpec target, GroupSpec group, Descriptor descriptor) {
        SortedMap<String, Integer> ports = new TreeMap<>(group.ports());
        if (!isWanted(target)) {
            ports.remove(PORT);
            return ports;
        }
        Optional<Integer> usual =
                descriptor.group(group.name()).map(Descriptor.Group::ports).map(known -> known.get(PORT));
        boolean picked = !ports.isEmpty() && ports.values().stream().allMatch(port -> port == 0);
        usual.ifPresent(port -> ports.putIfAbsent(PORT, picked ? 0 : port));
        return ports;
    }

    /** Asks for its software ahead of a launch. */
    public static void addTo(List<String> software, ClusterSpec target) {
        if (isWanted(target)) {
            software.add(SOFTWARE);
        }
    }

    /** The software of a launch: with its own where it has a port to listen on. */
    public static List<String> with(List<String> software, Optional<String> listens) {
        return software.stream()
                .filter(name -> listens.isPresent() || !name.equals(SOFTWARE))
                .toList();
    }

    /** For a Java that our companion begins. */
    public static List<String> options(String listens, String rules) {
        return List.of(
                "-Dholdfast.exporter.jar=" + JAR,
                "-Dholdfast.exporter.listen=" + listens,
                "-Dholdfast.exporter.rules=" + rules);
    }

    /** What a launch depends on more. */
    public static void addTo(SortedMap<String, String> inputs, ClusterSpec target) {
        if (isWanted(target)) {
            inputs.put(INPUT, "true");
        }
    }

    /** Where a node's exporter listens, {@code address:port}; empty if it has none to listen on. */
    public static Optional<String> listens(ClusterSpec target, NodeView node) {
        return isWanted(target) && node.ports().containsKey(PORT) ? Optional.of(node.endpoint(PORT)) : Optional.empty();
    }
}
