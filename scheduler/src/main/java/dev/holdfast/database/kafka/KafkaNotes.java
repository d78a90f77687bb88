package dev.holdfast.database.kafka;

import dev.holdfast.database.ClusterView;
import dev.holdfast.database.NodeView;
import dev.holdfast.database.kafka.KafkaDetails.Feature;
import dev.holdfast.database.kafka.KafkaDetails.Part;
import dev.holdfast.spec.ClusterSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** What people should know of a plan before it runs. */
final class KafkaNotes {

    private final KafkaVersions versions;

    KafkaNotes(KafkaVersions versions) {
        this.versions = versions;
    }

    List<String> of(ClusterView view) {
        ClusterSpec target = view.target();
        List<String> notes = new ArrayList<>();
        TreeSet<String> running = new TreeSet<>();
        for (NodeView node : view.nodes().values()) {
            String version = node.inputs().getOrDefault(KafkaInputs.VERSION, target.version());
            if (!version.equals(target.version())) {
                running.add(version);
            }
        }
        if (!running.isEmpty()) {
            upgrade(view, running, notes);
        }
        if (!view.nodes().isEmpty()) {
            outages(target, notes);
            emptyBrokers(view, notes);
        }
        return notes;
    }

    private void upgrade(ClusterView view, SortedSet<String> running, List<String> notes) {
        String next = view.target().version();
        notes.add("binaries go from " + String.join(" and ", running) + " to " + next + " node by node");
        int finalised = finalisedLevel(view);
        Optional<KafkaVersions.Release> release = versions.find(next);
        if (release.isPresent() && release.get().metadataLevel() > finalised) {
            String now = finalised > 0 ? versions.metadataName(finalised) : "as it is";
            notes.add("the metadata version stays " + now + ": until it is finalised to "
                    + release.get().metadataName() + " on your word, the upgrade can be taken back");
        }
    }

    /** Kafka puts new topics on new brokers, and leaves the old ones where they are. */
    private static void emptyBrokers(ClusterView view, List<String> notes) {
        ClusterSpec target = view.target();
        boolean rebalance = Boolean.parseBoolean(target.options().getOrDefault("rebalance", "false"));
        boolean adds = new Sight(view)
                .kept(KafkaIds.BROKER).stream().anyMatch(node -> view.node(node).isEmpty());
        if (adds && view.everReady() && !rebalance) {
            notes.add("no partitions are moved onto new brokers: holdfast rebalance " + target.name()
                    + " does it afterwards, holdfast set " + target.name() + " options.rebalance=true always");
        }
    }

    private static void outages(ClusterSpec target, List<String> notes) {
        int controllers =
                target.group(KafkaIds.CONTROLLER).map(group -> group.count()).orElse(0);
        int brokers = target.group(KafkaIds.BROKER).map(group -> group.count()).orElse(0);
        if (controllers == 1) {
            notes.add("with a single controller each of its restarts is an outage");
        }
        if (brokers == 1) {
            notes.add("with a single broker each of its restarts is an outage");
        } else if (KafkaSettings.minInsync(target) >= KafkaSettings.replicationFactor(target)) {
            notes.add("new topics need all their replicas in sync: each restart of a broker stops writers");
        }
    }

    /** Level of {@code metadata.version} in force; 0 if not known. */
    static int finalisedLevel(ClusterView view) {
        return new Sight(view)
                .knowing(Part.FEATURES)
                .map(known -> known.features().get("metadata.version"))
                .map(Feature::finalised)
                .orElse(0);
    }
}
