package dev.holdfast.database.cassandra;

import dev.holdfast.database.Exporter;
import dev.holdfast.model.NodeId;
import dev.holdfast.spec.ClusterSpec;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a launch depends on. Counts, peers, seeds and constraints are not in it: they take effect at the next start, and are no reason for
 * one.
 */
final class CassandraInputs {

    static final String VERSION = "version";

    /** Before the name of a user's setting. */
    static final String SETTING = "setting.";

    /** Before an option's name. */
    static final String OPTION = "option.";

    private static final List<String> OPTIONS =
            List.of(CassandraOptions.DC, CassandraOptions.RACK_ATTRIBUTE, CassandraOptions.STREAM_THROTTLE);

    private CassandraInputs() {}

    static SortedMap<String, String> of(ClusterSpec target, NodeId node) {
        SortedMap<String, String> inputs = new TreeMap<>();
        inputs.put(VERSION, target.version());
        inputs.put("user", target.user());
        target.artifacts().forEach((name, source) -> inputs.put("artifact." + name, source));
        for (String option : OPTIONS) {
            String value = target.options().getOrDefault(option, "").strip();
            if (!value.isEmpty()) {
                inputs.put(OPTION + option, value);
            }
        }
        if (CassandraAccess.isGenerated(target)) {
            inputs.put(OPTION + CassandraAccess.TLS, CassandraAccess.GENERATED);
        }
        target.group(node.group()).ifPresent(group -> {
            inputs.put("cpus", Long.toString(group.cpusMilli()));
            inputs.put("memory", Long.toString(group.memoryMegabytes()));
            inputs.put("heap", Long.toString(group.heapMegabytes()));
            inputs.put("jvm", String.join("\n", group.jvmOptions()));
        });
        target.settingsOf(node).forEach((name, value) -> inputs.put(SETTING + name, value));
        Exporter.addTo(inputs, target);
        return inputs;
    }
}
