package dev.holdfast.database.kafka;

import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Exporter;
import dev.holdfast.database.Launch;
import dev.holdfast.database.NamesProof;
import dev.holdfast.database.NodeView;
import dev.holdfast.database.SecretVariables;
import dev.holdfast.model.NodeId;
import dev.holdfast.spec.Advertise;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.Descriptor;
import dev.holdfast.spec.GroupSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Renders what one incarnation is started with: the start script, the same for every node, and the files that tell it which node
 * this is.
 */
final class KafkaLaunch {

    /** Set of artifacts with our own companion. */
    static final String COMPANION = "node";

    /** Set of artifacts with a Java for the nodes, if the user gave one. */
    static final String JAVA = "java";

    private static final String VOLUME = "data";

    /** Kafka keeps a few files open per partition; below this even a new broker may fail. */
    private static final int OPEN_FILES_LEAST = 4096;

    /** Below this many free kilobytes Kafka could not write so much as its checkpoints. */
    private static final int FREE_KILOBYTES_LEAST = 16 * 1024;

    private static final double GRACE_SECONDS = 60;

    /** {@code any-java} lifts the upper bound to this. */
    private static final int ANY_JAVA = 999;

    private static final String LOGGING = """
        status = error
        # Log4j would stop at SIGTERM, and with it all words about the shutdown.
        shutdownHook = disable
        appender.out.type = Console
        appender.out.name = out
        appender.out.layout.type = PatternLayout
        appender.out.layout.pattern = %d{ISO8601} %-5p %c{1}: %m%n
        rootLogger.level = info
        rootLogger.appenderRef.out.ref = out
        # Hundreds of lines at each start, all of them in run.properties too.
        logger.config.name = org.apache.kafka.common.config.AbstractConfig
        logger.config.level = warn
        """;

    /** The exporter's rules, relative to the sandbox. */
    static final String EXPORTER_RULES = "kafka/exporter.yaml";

    private final KafkaDescriptor data;
    private final String startScript;

    KafkaLaunch(KafkaDescriptor data, String startScript) {
        this.data = data;
        this.startScript = startScript;
    }

    Launch render(ClusterView view, NodeId id, int incarnation) {
        ClusterSpec target = view.target();
        NodeView node = view.node(id).orElseThrow(() -> new IllegalArgumentException("no node " + id));
        GroupSpec group = target.group(id.group()).orElseThrow(() -> new IllegalArgumentException("no group of " + id));
        SortedMap<String, String> files = new TreeMap<>();
        files.put("kafka/start.sh", startScript);
        files.put("kafka/node.conf", configuration(view, node));
        files.put("kafka/mark", mark(view, node));
        files.put("kafka/server.properties", ServerProperties.render(view, node));
        Optional<String> exporter = Exporter.listens(target, node);
        exporter.ifPresent(listens -> files.put(EXPORTER_RULES, KafkaExporter.RULES));
        boolean named = id.group().equals(KafkaIds.BROKER) && Advertise.names(target);
        if (named) {
            files.put(NamesProof.CACHING_FILE, NamesProof.CACHING);
        }
        List<String> names = named ? NamesProof.javaOptions() : List.of();
        files.put("kafka/jvm.options", JvmOptions.render(group, node, incarnation, exporter, names));
        files.put("kafka/log4j2.properties", LOGGING);
        return new Launch(
                Exporter.with(software(target), exporter),
                files,
                "exec sh kafka/start.sh",
                SecretVariables.environment(target.settingsOf(id)),
                VOLUME,
                grace(id.group()));
    }

    /** All sets of files that the nodes of a cluster need. */
    static List<String> software(ClusterSpec target) {
        List<String> software = new ArrayList<>(classPath(target));
        if (target.artifacts().containsKey(JAVA)) {
            software.add(JAVA);
        }
        Exporter.addTo(software, target);
        return software;
    }

    /** In class-path order. */
    private static List<String> classPath(ClusterSpec target) {
        return List.of(COMPANION, "kafka-" + target.version());
    }

    private double grace(String group) {
        Descriptor.Group usual = data.descriptor().groups().get(group);
        return usual == null ? GRACE_SECONDS : usual.graceSeconds();
    }

    /** What the volume is marked with: whose it is. The owner is known by the cluster's id, which was minted from it. */
    private static String mark(ClusterView view, NodeView node) {
        String owner = view.identity().getOrDefault("owner", "");
        return (owner.isEmpty() ? "" : "owner=" + owner + "\n")
                + "cluster=" + node.id().cluster() + "\n"
                + "cluster-id=" + KafkaIdentity.clusterId(view) + "\n"
                + "node=" + node.id().shortName() + "\n"
                + "generation=" + node.generation() + "\n";
    }

    private String configuration(ClusterView view, NodeView node) {
        ClusterSpec target = view.target();
        NodeId id = node.id();
        KafkaVersions.Release release = data.versions()
                .find(target.version())
                .orElseThrow(() -> new IllegalArgumentException("no Kafka " + target.version()));
        boolean anyJava = Boolean.parseBoolean(target.options().getOrDefault("any-java", "false"));
        Map<String, String> values = new TreeMap<>();
        values.put("node", id.toString());
        values.put("node_id", Integer.toString(KafkaIds.kafkaId(id)));
        values.put("role", id.group());
        values.put("cluster_id", KafkaIdentity.clusterId(view));
        values.put("first_launch", node.everLaunched() ? "no" : "yes");
        values.put("software", String.join(" ", classPath(target)));
        values.put("exporter", Exporter.listens(target, node).isPresent() ? Exporter.SOFTWARE : "");
        values.put("kafka_version", release.version());
        values.put("release", release.name());
        values.put("java_least", Integer.toString(release.javaLeast()));
        values.put("java_most", Integer.toString(anyJava ? ANY_JAVA : release.javaMost()));
        values.put("initial_controllers", initialControllers(view, id));
        boolean named = id.group().equals(KafkaIds.BROKER) && Advertise.names(target);
        boolean proves = named && !NamesProof.isShown(node);
        values.put("names_suffix", named ? view.identity().getOrDefault(NamesProof.SUFFIX, "") : "");
        values.put("names_proof", proves ? String.join(" ", NamesProof.wanted(view)) : "");
        values.put("agent", node.hostname());
        values.put("open_files_least", Integer.toString(OPEN_FILES_LEAST));
        values.put("secrets", String.join(" ", SecretVariables.names(target.settingsOf(id))));
        values.put("free_kilobytes_least", Integer.toString(FREE_KILOBYTES_LEAST));
        StringBuilder text = new StringBuilder();
        values.forEach((name, value) ->
                text.append(name).append('=').append(shellQuote(value)).append('\n'));
        return text.toString();
    }

    /**
     * {@code id@host:port:directory-id} of each member of the first quorum; empty for who joins later. While one of them stands
     * nowhere, {@code unknown}: the script then formats nothing.
     */
    private static String initialControllers(ClusterView view, NodeId id) {
        if (!KafkaIdentity.isInitial(id, view)) {
            return "";
        }
        List<String> members = new ArrayList<>();
        for (Map.Entry<Integer, String> member :
                KafkaIdentity.initialControllers(view).entrySet()) {
            NodeId other = new NodeId(id.cluster(), KafkaIds.CONTROLLER, member.getKey());
            Optional<NodeView> placed = view.node(other).filter(NodeView::placed);
            if (placed.isEmpty()) {
                return "unknown";
            }
            String endpoint = placed.get().endpoint(KafkaIds.CONTROLLER_PORT);
            members.add(KafkaIds.kafkaId(other) + "@" + endpoint + ":" + member.getValue());
        }
        return String.join(",", members);
    }

    static String shellQuote(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
