package dev.holdfast.database.cassandra;

import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Exporter;
import dev.holdfast.database.NodeView;
import dev.holdfast.database.SecretVariables;
import dev.holdfast.spec.GroupSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Options for a node's Java, as an argument file. A small heap gets the serial collector and only the first compiler, which halves the time to
 * start; a large one what Cassandra itself recommends. The user's options come last, so that they win; two collectors would be an error, so
 * ours goes when the user names one.
 */
final class JvmOptions {

    /** What Cassandra reaches into, by its own list for Java 17. */
    private static final List<String> EXPORTS = List.of(
            "java.base/jdk.internal.misc",
            "java.management.rmi/com.sun.jmx.remote.internal.rmi",
            "java.rmi/sun.rmi.registry",
            "java.rmi/sun.rmi.server",
            "java.sql/java.sql",
            "java.base/java.lang.ref",
            "jdk.unsupported/sun.misc",
            "jdk.attach/sun.tools.attach");

    private static final List<String> OPENS = List.of(
            "java.base/java.lang.module",
            "java.base/jdk.internal.loader",
            "java.base/jdk.internal.ref",
            "java.base/jdk.internal.reflect",
            "java.base/jdk.internal.math",
            "java.base/jdk.internal.module",
            "java.base/jdk.internal.util.jar",
            "jdk.management/com.sun.management.internal",
            "java.base/sun.nio.ch",
            "java.base/java.io",
            "java.base/java.lang.reflect",
            "java.base/java.lang",
            "java.base/java.util");

    private static final String LOOPBACK = "127.0.0.1";
    private static final String MANAGEMENT = "-Dcom.sun.management.jmxremote.";

    private JvmOptions() {}

    static String render(ClusterView view, NodeView node, GroupSpec group, int incarnation) {
        List<String> options = new ArrayList<>(reach());
        memory(group, options);
        options.addAll(List.of(
                "-Xss256k",
                "-ea",
                "-da:net.openhft...",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:+PerfDisableSharedMem",
                "-Djava.awt.headless=true",
                "-Djava.net.preferIPv4Stack=true",
                "-Dio.netty.tryReflectionSetAccessible=true",
                "-Dio.netty.allocator.useCacheForAllThreads=true",
                "-Dio.netty.allocator.maxOrder=11",
                "-Dlogback.configurationFile=cassandra/logback.xml",
                "-Dcassandra.logdir=logs",
                "-Dcassandra-foreground=yes",
                "-Dcassandra-rackdc.properties=file:cassandra/cassandra-rackdc.properties"));
        management(node, options);
        ring(view, node, options);
        companion(node, incarnation, options);
        Exporter.listens(view.target(), node)
                .ifPresent(listens -> options.addAll(Exporter.options(listens, CassandraLaunch.EXPORTER_RULES)));
        options.addAll(group.jvmOptions());
        return file(options);
    }

    /** For a tool that uses Cassandra's libraries. */
    static String ofTool(int heapMegabytes) {
        List<String> options = new ArrayList<>(reach());
        options.addAll(List.of(
                "-Xmx" + heapMegabytes + "m",
                "-Dio.netty.tryReflectionSetAccessible=true",
                // Where tools keep a history of their calls.
                "-Duser.home=tmp",
                "-Dlogback.configurationFile=chore/logback.xml"));
        return file(options);
    }

    /** Into Java's own packages, as Cassandra does. */
    static List<String> reach() {
        List<String> options = new ArrayList<>(List.of("-Djdk.attach.allowAttachSelf=true"));
        EXPORTS.forEach(name -> options.add("--add-exports=" + name + "=ALL-UNNAMED"));
        OPENS.forEach(name -> options.add("--add-opens=" + name + "=ALL-UNNAMED"));
        return options;
    }

    private static String file(List<String> options) {
        StringBuilder text = new StringBuilder();
        options.forEach(option -> text.append(quote(option)).append('\n'));
        return text.toString();
    }

    static boolean isSmall(GroupSpec group) {
        return group.heapMegabytes() <= CassandraSettings.SMALL_HEAP_MEGABYTES;
    }

    private static void memory(GroupSpec group, List<String> options) {
        boolean small = isSmall(group);
        if (!small) {
            options.add("-Xms" + group.heapMegabytes() + "m");
            options.add("-XX:+AlwaysPreTouch");
        }
        options.add("-Xmx" + group.heapMegabytes() + "m");
        options.add("-XX:MaxDirectMemorySize=" + Math.max(128, group.heapMegabytes() / 2) + "m");
        if (group.jvmOptions().stream().noneMatch(JvmOptions::choosesCollector)) {
            options.addAll(
                    small
                            ? List.of("-XX:+UseSerialGC")
                            : List.of(
                                    "-XX:+UseG1GC",
                                    "-XX:+ParallelRefProcEnabled",
                                    "-XX:MaxTenuringThreshold=1",
                                    "-XX:G1HeapRegionSize=16m",
                                    "-XX:G1RSetUpdatingPauseTimePercent=5",
                                    "-XX:MaxGCPauseMillis=300",
                                    "-XX:InitiatingHeapOccupancyPercent=70"));
        }
        if (small) {
            options.add("-XX:TieredStopAtLevel=1");
        }
    }

    /** Cassandra's own management, open on the machine only. */
    private static void management(NodeView node, List<String> options) {
        String address = managementAddress(node);
        int port = node.ports().getOrDefault(CassandraIds.JMX_PORT, 0);
        options.add(MANAGEMENT + "port=" + port);
        options.add(MANAGEMENT + "rmi.port=" + port);
        options.add(MANAGEMENT + "host=" + address);
        options.add("-Djava.rmi.server.hostname=" + address);
        options.add(MANAGEMENT + "authenticate=false");
        options.add(MANAGEMENT + "ssl=false");
    }

    /** Several nodes of one machine have each a loopback address of its own. */
    static String managementAddress(NodeView node) {
        return isLoopback(node) ? node.address() : LOOPBACK;
    }

    static boolean isLoopback(NodeView node) {
        return node.address().startsWith("127.");
    }

    private static void ring(ClusterView view, NodeView node, List<String> options) {
        // A join that was cut short begins anew, and so does a rebuild behind a join: without this Cassandra refuses
        // both for what is
        // there from before.
        options.add("-Dcassandra.reset_bootstrap_progress=true");
        options.add("-Dcassandra.ring_delay_ms="
                + CassandraOptions.ringDelay(view.target(), isLoopback(node)).toMillis());
        if (isLoopback(node)) {
            // On one machine gossip settles at once; Cassandra's own are 5000 and 1000.
            options.add("-Dcassandra.gossip_settle_min_wait_ms=500");
            options.add("-Dcassandra.gossip_settle_interval_ms=300");
        }
        CassandraIdentity.replaced(node.id(), view)
                .ifPresent(old -> options.add("-Dcassandra.replace_address_first_boot=" + old.address()));
        boolean fills =
                !SecretVariables.names(view.target().settingsOf(node.id())).isEmpty();
        if (fills || CassandraAccess.isGenerated(view.target())) {
            options.add("-Dcassandra.config=holdfast:cassandra/cassandra.yaml");
        } else {
            options.add("-Dcassandra.config=file:cassandra/cassandra.yaml");
        }
    }

    private static void companion(NodeView node, int incarnation, List<String> options) {
        options.add("-Dholdfast.database=cassandra");
        options.add("-Dholdfast.status.address=" + node.address());
        options.add("-Dholdfast.status.port=" + node.ports().getOrDefault(CassandraIds.STATUS_PORT, 0));
        // Not the management's port: Java has opened it by the time the companion looks.
        options.add("-Dholdfast.listens="
                + String.join(
                        ",",
                        Stream.of(CassandraIds.STORAGE_PORT, CassandraIds.NATIVE_PORT, CassandraIds.STATUS_PORT)
                                .map(node::endpoint)
                                .toList()));
        options.add("-Dholdfast.incarnation=" + incarnation);
    }

    private static boolean choosesCollector(String option) {
        return option.startsWith("-XX:+Use") && option.endsWith("GC");
    }

    /** As Java's argument files want it. */
    static String quote(String option) {
        return '"' + option.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
