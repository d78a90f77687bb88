package dev.holdfast.database.kafka;

import dev.holdfast.database.Exporter;
import dev.holdfast.database.NodeView;
import dev.holdfast.spec.GroupSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Options for a node's Java, as an argument file. A small heap gets the serial collector and only the first compiler, which
 * halves the time to start; a large one what Kafka itself recommends. The user's options come last, so that they win; two
 * collectors would be an error, so ours goes when the user names one.
 */
final class JvmOptions {

    private JvmOptions() {}

    /**
     * @param exporter where the node's exporter listens; empty if it has none
     * @param names what it takes to follow names; empty if none are advertised
     */
    static String render(
            GroupSpec group, NodeView node, int incarnation, Optional<String> exporter, List<String> names) {
        List<String> options = new ArrayList<>();
        boolean small = group.heapMegabytes() <= KafkaSettings.SMALL_HEAP_MEGABYTES;
        if (!small) {
            options.add("-Xms" + group.heapMegabytes() + "m");
        }
        options.add("-Xmx" + group.heapMegabytes() + "m");
        if (group.jvmOptions().stream().noneMatch(JvmOptions::choosesCollector)) {
            options.addAll(collector(small));
        }
        if (small) {
            options.add("-XX:TieredStopAtLevel=1");
        }
        options.add("-XX:+ExitOnOutOfMemoryError");
        options.add("-Djava.awt.headless=true");
        options.add("-Dlog4j2.configurationFile=kafka/log4j2.properties");
        options.add("-Dholdfast.status.address=" + node.address());
        options.add("-Dholdfast.status.port=" + node.ports().getOrDefault(KafkaIds.STATUS_PORT, 0));
        options.add("-Dholdfast.listens="
                + node.ports().keySet().stream()
                        .filter(port -> !port.equals(Exporter.PORT))
                        .map(node::endpoint)
                        .collect(Collectors.joining(",")));
        options.add("-Dholdfast.incarnation=" + incarnation);
        exporter.ifPresent(listens -> options.addAll(Exporter.options(listens, KafkaLaunch.EXPORTER_RULES)));
        options.addAll(names);
        options.addAll(group.jvmOptions());
        StringBuilder text = new StringBuilder();
        options.forEach(option -> text.append(quote(option)).append('\n'));
        return text.toString();
    }

    private static List<String> collector(boolean small) {
        return small
                ? List.of("-XX:+UseSerialGC")
                : List.of(
                        "-XX:+UseG1GC",
                        "-XX:MaxGCPauseMillis=20",
                        "-XX:InitiatingHeapOccupancyPercent=35",
                        "-XX:+ExplicitGCInvokesConcurrent");
    }

    private static boolean choosesCollector(String option) {
        return option.startsWith("-XX:+Use") && option.endsWith("GC");
    }

    /** As Java's argument files want it. */
    static String quote(String option) {
        return '"' + option.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
