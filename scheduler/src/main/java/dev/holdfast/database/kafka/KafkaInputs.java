package dev.holdfast.database.kafka;

import dev.holdfast.database.Exporter;
import dev.holdfast.database.NamesProof;
import dev.holdfast.model.NodeId;
import dev.holdfast.spec.ClusterSpec;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a launch depends on. Counts, peers and constraints are not in it, nor what follows from them (replication defaults): they
 * take effect at the next start, and are no reason for one.
 */
final class KafkaInputs {

    static final String VERSION = "version";

    /** Before the name of a user's setting. */
    static final String SETTING = "setting.";

    private KafkaInputs() {}

    static SortedMap<String, String> of(ClusterSpec target, NodeId node) {
        SortedMap<String, String> inputs = new TreeMap<>();
        inputs.put(VERSION, target.version());
        inputs.put("user", target.user());
        target.artifacts().forEach((name, source) -> inputs.put("artifact." + name, source));
        target.group(node.group()).ifPresent(group -> {
            inputs.put("cpus", Long.toString(group.cpusMilli()));
            inputs.put("memory", Long.toString(group.memoryMegabytes()));
            inputs.put("heap", Long.toString(group.heapMegabytes()));
            inputs.put("jvm", String.join("\n", group.jvmOptions()));
        });
        target.settingsOf(node).forEach((name, value) -> inputs.put(SETTING + name, value));
        Exporter.addTo(inputs, target);
        if (node.group().equals(KafkaIds.BROKER)) {
            NamesProof.addTo(inputs, target);
        }
        return inputs;
    }
}
