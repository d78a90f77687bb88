package dev.holdfast.database.cassandra;

import dev.holdfast.database.Chore;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.NodeView;
import dev.holdfast.database.SecretVariables;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** How the tool for backups is called beside a node. */
final class BackupWords {

    static final String TOOL = "dev.holdfast.node.backup.BackupTool";

    /** Cassandra's bulk loader is a Java of its own with the same options. */
    private static final int HEAP_MEGABYTES = 128;

    private static final String QUIET = """
        <configuration scan="false">
          <appender name="ERR" class="ch.qos.logback.core.ConsoleAppender">
            <target>System.err</target>
            <encoder><pattern>%date{ISO8601} %-5level %logger{0}: %msg%n</pattern></encoder>
          </appender>
          <root level="WARN"><appender-ref ref="ERR"/></root>
        </configuration>
        """;

    private BackupWords() {}

    /** Empty for a chore that is none of a backup's. */
    static Optional<List<String>> of(Chore chore, NodeView node) {
        SortedMap<String, String> given = chore.arguments();
        List<String> words = new ArrayList<>();
        switch (chore.name()) {
            case RingBackups.SAVE -> {
                words.add("save");
                common(words, given, node);
                put(words, "node", node.id().shortName());
                put(words, "nodes", given.getOrDefault(RingBackups.NODES, ""));
                put(words, "data", CassandraLaunch.VOLUME + "/data");
                put(words, "snapshot", given.getOrDefault(CassandraChores.TAG, ""));
                put(words, "at", given.getOrDefault(RingBackups.AT, ""));
            }
            case RingBackups.RESTORE_SCHEMA -> {
                words.add("schema");
                common(words, given, node);
            }
            case RingBackups.RESTORE_LOAD -> {
                words.add("load");
                common(words, given, node);
                put(words, "storage-port", Integer.toString(node.ports().getOrDefault(CassandraIds.STORAGE_PORT, 0)));
                put(words, "config", "chore/cassandra.yaml");
                put(words, "scratch", CassandraLaunch.VOLUME + "/restore");
                put(words, "node", node.id().shortName());
                put(words, "part", given.getOrDefault(RingBackups.PART, ""));
                put(words, "of", given.getOrDefault(RingBackups.OF, ""));
            }
            case RingBackups.PRUNE -> {
                words.add("prune");
                put(words, "store", given.getOrDefault(RingBackups.STORE, ""));
                put(words, "cluster", given.getOrDefault(RingBackups.SOURCE, ""));
                put(words, "own", given.getOrDefault(RingBackups.OWN, ""));
                put(words, "keep", given.getOrDefault(RingBackups.KEEP, ""));
                put(words, "keep-days", given.getOrDefault(RingBackups.KEEP_DAYS, ""));
                put(words, "at", given.getOrDefault(RingBackups.AT, ""));
            }
            default -> {
                return Optional.empty();
            }
        }
        return Optional.of(words);
    }

    private static void common(List<String> words, SortedMap<String, String> given, NodeView node) {
        put(words, "store", given.getOrDefault(RingBackups.STORE, ""));
        put(words, "cluster", given.getOrDefault(RingBackups.SOURCE, ""));
        put(words, "backup", given.getOrDefault(RingBackups.NAME, ""));
        put(words, "cql", node.endpoint(CassandraIds.NATIVE_PORT));
    }

    private static void put(List<String> words, String key, String value) {
        words.add("--" + key);
        words.add(value);
    }

    /** What the loader reads beside the backup. */
    static SortedMap<String, String> files(ClusterView view, NodeView node) {
        SortedMap<String, String> files = tool(HEAP_MEGABYTES);
        SortedMap<String, String> settings = new TreeMap<>(CassandraSettings.of(view, node));
        settings.putAll(CassandraAccess.loaderSettings(view.target()));
        files.put("chore/cassandra.yaml", CassandraYaml.write(SecretVariables.resolvable(settings)));
        return files;
    }

    /** What one of Cassandra's own tools reads. */
    static SortedMap<String, String> tool(int heapMegabytes) {
        SortedMap<String, String> files = new TreeMap<>();
        files.put("chore/logback.xml", QUIET);
        files.put("chore/jvm.options", JvmOptions.ofTool(heapMegabytes));
        return files;
    }
}
