package dev.holdfast.database.cassandra;

import dev.holdfast.database.Chore;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Exporter;
import dev.holdfast.database.Launch;
import dev.holdfast.database.NodeView;
import dev.holdfast.database.SecretVariables;
import dev.holdfast.model.NodeId;
import dev.holdfast.model.TaskSpec;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.Descriptor;
import dev.holdfast.spec.GroupSpec;
import dev.holdfast.spec.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Renders what one incarnation is started with: the start script, the same for every node, and the files that tell it which node this is.
 */
final class CassandraLaunch implements Launches {

    /** Set of artifacts with our own companion. */
    static final String COMPANION = "node";

    /** Set of artifacts with a Java for the nodes, if the user gave one. */
    static final String JAVA = "java";

    static final String VOLUME = "data";

    /** Cassandra keeps files of every table open, and asks for 100,000; below this even a new node may fail. */
    private static final int OPEN_FILES_LEAST = 4096;

    /** Below this many free kilobytes Cassandra could not write so much as a piece of its commit log. */
    private static final int FREE_KILOBYTES_LEAST = 128 * 1024;

    private static final double GRACE_SECONDS = 120;

    /** The exporter's rules, relative to the sandbox. */
    static final String EXPORTER_RULES = "cassandra/exporter.yaml";

    private final CassandraDescriptor data;
    private final String startScript;
    private final BesideLaunch beside;

    CassandraLaunch(CassandraDescriptor data, String startScript, String choreScript) {
        this.data = data;
        this.startScript = startScript;
        this.beside = new BesideLaunch(choreScript);
    }

    @Override
    public SortedMap<String, String> inputs(ClusterSpec target, NodeId node) {
        return CassandraInputs.of(target, node);
    }

    @Override
    public List<String> software(ClusterSpec target) {
        List<String> software = new ArrayList<>(classPath(target));
        if (target.artifacts().containsKey(JAVA)) {
            software.add(JAVA);
        }
        Exporter.addTo(software, target);
        return software;
    }

    /** In class-path order. */
    private static List<String> classPath(ClusterSpec target) {
        return List.of(COMPANION, "cassandra-" + target.version());
    }

    @Override
    public Optional<Launch> beside(Chore chore, ClusterView view) {
        return beside.of(chore, view);
    }

    @Override
    public List<Problem> problems(ClusterSpec next, Optional<ClusterView> current) {
        return LaunchProblems.of(next);
    }

    @Override
    public Launch launch(ClusterView view, NodeId id, int incarnation) {
        ClusterSpec target = view.target();
        NodeView node = view.node(id).orElseThrow(() -> new IllegalArgumentException("no node " + id));
        GroupSpec group = target.group(id.group()).orElseThrow(() -> new IllegalArgumentException("no group of " + id));
        SortedMap<String, String> files = new TreeMap<>();
        files.put("cassandra/start.sh", startScript);
        files.put("cassandra/node.conf", configuration(view, node, group));
        files.put("cassandra/mark", mark(view, node));
        files.put(
                "cassandra/cassandra.yaml",
                CassandraYaml.write(SecretVariables.resolvable(CassandraSettings.of(view, node))));
        files.put("cassandra/cassandra-rackdc.properties", CassandraSettings.rackDc(view, node));
        Optional<String> exporter = Exporter.listens(target, node);
        exporter.ifPresent(listens -> files.put(EXPORTER_RULES, CassandraExporter.RULES));
        files.put("cassandra/jvm.options", JvmOptions.render(view, node, group, incarnation));
        files.put("cassandra/logback.xml", Logback.CONFIGURATION);
        return new Launch(
                Exporter.with(software(target), exporter),
                files,
                "exec sh cassandra/start.sh",
                environment(target, node),
                VOLUME,
                grace(id.group()));
    }

    private static List<TaskSpec.Variable> environment(ClusterSpec target, NodeView node) {
        List<TaskSpec.Variable> environment =
                new ArrayList<>(SecretVariables.environment(target.settingsOf(node.id())));
        environment.addAll(CassandraAccess.environment(target, node));
        return environment;
    }

    private double grace(String group) {
        return data.descriptor()
                .group(group)
                .map(Descriptor.Group::graceSeconds)
                .orElse(GRACE_SECONDS);
    }

    /** What the volume is marked with: whose it is. */
    private static String mark(ClusterView view, NodeView node) {
        String owner = view.identity().getOrDefault("owner", "");
        return (owner.isEmpty() ? "" : "owner=" + owner + "\n")
                + "cluster=" + node.id().cluster() + "\n"
                + "node=" + node.id().shortName() + "\n"
                + "generation=" + node.generation() + "\n";
    }

    private String configuration(ClusterView view, NodeView node, GroupSpec group) {
        ClusterSpec target = view.target();
        CassandraVersions.Release release = data.versions()
                .find(target.version())
                .orElseThrow(() -> new IllegalArgumentException("no Cassandra " + target.version()));
        Map<String, String> values = new TreeMap<>();
        values.put("node", node.id().toString());
        values.put("first_launch", node.everLaunched() ? "no" : "yes");
        values.put("joined", CassandraIdentity.hasJoined(node.id(), view) ? "yes" : "no");
        values.put("left", CassandraIdentity.hasLeft(node.id(), view) ? "yes" : "no");
        values.put("software", String.join(" ", classPath(target)));
        values.put("exporter", Exporter.listens(target, node).isPresent() ? Exporter.SOFTWARE : "");
        values.put("version", release.version());
        values.put("javas", javas(release));
        values.put("sizes_objects", JvmOptions.isSmall(group) ? "no" : "yes");
        values.put("open_files_least", Integer.toString(OPEN_FILES_LEAST));
        values.put("free_kilobytes_least", Integer.toString(FREE_KILOBYTES_LEAST));
        values.put("keystore", CassandraAccess.isGenerated(target) ? "yes" : "no");
        values.put(
                "made_secrets",
                CassandraAccess.environment(target, node).stream()
                        .map(TaskSpec.Variable::name)
                        .collect(Collectors.joining(" ")));
        values.put("secrets", String.join(" ", SecretVariables.names(target.settingsOf(node.id()))));
        return shellValues(values);
    }

    private static String javas(CassandraVersions.Release release) {
        return release.javas().stream().map(Object::toString).collect(Collectors.joining(" "));
    }

    static String shellValues(Map<String, String> values) {
        StringBuilder text = new StringBuilder();
        values.forEach((name, value) ->
                text.append(name).append('=').append(shellQuote(value)).append('\n'));
        return text.toString();
    }

    static String shellQuote(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
