package dev.holdfast.database.crate;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Renders what one incarnation is started with: the start script, the same for every node, and the files that tell it which node
 * this is. Settings go into {@code crate.yml}, never onto the command line, which CrateDB's own script hands to a shell.
 */
final class CrateLaunch {

    /** Set of artifacts with a Java for the nodes, if the user gave one. */
    static final String JAVA = "java";

    /** Before the version, the set of artifacts with CrateDB itself. */
    static final String CRATE = "crate";

    /** Set of artifacts with what makes the admin. */
    private static final String COMPANION = "node";

    private static final String VOLUME = "data";

    /** Least numbers that CrateDB's own bootstrap checks demand of a node that listens beyond its machine. */
    private static final int OPEN_FILES_LEAST = 65_536;

    private static final int MAP_COUNT_LEAST = 262_144;
    private static final int PROCESSES_LEAST = 4096;

    /** Below this many free kilobytes CrateDB could not write so much as its own state. */
    private static final int FREE_KILOBYTES_LEAST = 64 * 1024;

    /** Heaps up to this many megabytes get only the first compiler, which halves the time to start. */
    private static final long SMALL_HEAP_MEGABYTES = 512;

    /** The exporter's rules, relative to the sandbox. */
    private static final String EXPORTER_RULES = "crate/exporter.yaml";

    private static final double GRACE_SECONDS = 120;

    private static final String LOGGING = """
        status = error
        rootLogger.level = info
        rootLogger.appenderRef.console.ref = console
        appender.console.type = Console
        appender.console.name = console
        appender.console.layout.type = PatternLayout
        appender.console.layout.pattern = [%d{ISO8601}][%-5p][%-25c{1.}] [%node_name] %marker%m%n
        logger.aws.name = com.amazonaws
        logger.aws.level = warn
        """;

    private final CrateDescriptor data;
    private final String startScript;

    CrateLaunch(CrateDescriptor data, String startScript) {
        this.data = data;
        this.startScript = startScript;
    }

    Launch render(ClusterView view, NodeId id, int incarnation) {
        ClusterSpec target = view.target();
        NodeView node = view.node(id).orElseThrow(() -> new IllegalArgumentException("no node " + id));
        GroupSpec group = target.group(id.group()).orElseThrow(() -> new IllegalArgumentException("no group of " + id));
        SortedMap<String, String> settings = CrateSettings.of(view, node, incarnation);
        if (CrateIdentity.isInitial(id, view)) {
            settings.put(CrateSettings.INITIAL_MASTERS, String.join(",", CrateIdentity.initialMasters(view)));
        }
        SortedMap<String, String> files = new TreeMap<>();
        files.put("crate/start.sh", startScript);
        files.put("crate/node.conf", configuration(view, node, group));
        files.put("crate/mark", mark(view, node));
        files.put("crate/settings.yml", yaml(SecretVariables.resolvable(settings)));
        files.put("crate/conf/log4j2.properties", LOGGING);
        Optional<String> exporter = Exporter.listens(target, node);
        exporter.ifPresent(listens -> files.put(EXPORTER_RULES, CrateExporter.RULES));
        return new Launch(
                Exporter.with(software(target), exporter),
                files,
                "exec sh crate/start.sh",
                environment(view, node),
                VOLUME,
                grace(id.group()));
    }

    private static List<TaskSpec.Variable> environment(ClusterView view, NodeView node) {
        List<TaskSpec.Variable> variables =
                new ArrayList<>(SecretVariables.environment(view.target().settingsOf(node.id())));
        variables.addAll(CrateAccess.environment(view, node));
        return variables;
    }

    /** All sets of files that the nodes of a cluster need. */
    static List<String> software(ClusterSpec target) {
        List<String> software = new ArrayList<>(List.of(CRATE + "-" + target.version()));
        if (target.artifacts().containsKey(JAVA)) {
            software.add(JAVA);
        }
        if (!CrateAccess.admin(target).isEmpty()) {
            software.add(COMPANION);
        }
        Exporter.addTo(software, target);
        return software;
    }

    private double grace(String group) {
        return data.descriptor()
                .group(group)
                .map(Descriptor.Group::graceSeconds)
                .orElse(GRACE_SECONDS);
    }

    /** What the volume is marked with: whose it is. The owner is known by the cluster's id, which was minted from it. */
    private static String mark(ClusterView view, NodeView node) {
        String owner = view.identity().getOrDefault("owner", "");
        return (owner.isEmpty() ? "" : "owner=" + owner + "\n")
                + "cluster=" + node.id().cluster() + "\n"
                + "cluster-id=" + CrateIdentity.clusterId(view) + "\n"
                + "node=" + node.id().shortName() + "\n"
                + "generation=" + node.generation() + "\n";
    }

    private String configuration(ClusterView view, NodeView node, GroupSpec group) {
        ClusterSpec target = view.target();
        SortedMap<String, String> settings = target.settingsOf(node.id());
        Map<String, String> values = new TreeMap<>();
        values.put("node", node.id().toString());
        values.put("place", node.id().cluster() + "/" + node.id().shortName());
        values.put("first_launch", node.everLaunched() ? "no" : "yes");
        values.put("version", target.version());
        values.put("java_least", Integer.toString(data.versions().leastJava(target.version())));
        values.put("heap", group.heapMegabytes() + "m");
        values.put("java_options", javaOptions(group));
        Optional<String> exporter = Exporter.listens(target, node);
        values.put("exporter", exporter.isPresent() ? Exporter.SOFTWARE : "");
        values.put("exporter_jar", exporter.isPresent() ? Exporter.JAR : "");
        values.put("exporter_listens", exporter.orElse(""));
        values.put("exporter_rules", exporter.isPresent() ? EXPORTER_RULES : "");
        values.put("loopback", isLoopback(node.address()) ? "yes" : "no");
        values.put(
                "maps_files",
                settings.getOrDefault("node.store.allow_mmap", "true").equals("false") ? "no" : "yes");
        values.put("open_files_least", Integer.toString(OPEN_FILES_LEAST));
        values.put("map_count_least", Integer.toString(MAP_COUNT_LEAST));
        values.put("processes_least", Integer.toString(PROCESSES_LEAST));
        values.put("free_kilobytes_least", Integer.toString(FREE_KILOBYTES_LEAST));
        values.put("secrets", String.join(" ", SecretVariables.names(settings)));
        values.put("only_master", LastVote.launchToken(node, view));
        values.put("detach", Detaching.launchToken(node, view));
        values.put("host_data", CrateOptions.text(target, CrateOptions.DATA_PATH));
        values.put("host_blobs", CrateOptions.text(target, CrateOptions.BLOB_PATH));
        values.put("host_backups", CrateOptions.repositoryPath(target));
        values.putAll(CrateAccess.startValues(view, node));
        StringBuilder text = new StringBuilder();
        values.forEach((name, value) ->
                text.append(name).append('=').append(shellQuote(value)).append('\n'));
        return text.toString();
    }

    /** For {@code CRATE_JAVA_OPTS}, which CrateDB's script hands to {@code eval}. The user's come last, so that they win. */
    private static String javaOptions(GroupSpec group) {
        List<String> options = new ArrayList<>();
        if (group.heapMegabytes() <= SMALL_HEAP_MEGABYTES) {
            options.add("-XX:TieredStopAtLevel=1");
        }
        options.add("-XX:+ExitOnOutOfMemoryError");
        group.jvmOptions().forEach(option -> options.add(shellQuote(option)));
        return String.join(" ", options);
    }

    /** As CrateDB's bootstrap checks judge it. */
    static boolean isLoopback(String address) {
        return address.startsWith("127.") || address.equals("::1") || address.equals("localhost");
    }

    /** Every value is a text in JSON's quotes, which YAML reads; lists are texts with commas, which CrateDB takes apart. */
    static String yaml(SortedMap<String, String> settings) {
        StringBuilder text = new StringBuilder();
        settings.forEach((name, value) ->
                text.append(name).append(": ").append(quote(value)).append('\n'));
        return text.toString();
    }

    private static String quote(String value) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\');
            }
            quoted.append(c);
        }
        return quoted.append('"').toString();
    }

    static String shellQuote(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
