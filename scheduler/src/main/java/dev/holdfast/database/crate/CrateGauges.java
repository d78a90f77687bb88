package dev.holdfast.database.crate;

import dev.holdfast.database.Gauge;
import dev.holdfast.database.crate.CrateDetails.Colour;
import dev.holdfast.database.crate.CrateDetails.Part;
import dev.holdfast.database.crate.CrateDetails.Shard;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What the system tables said, as numbers to watch. A question that was not answered has no number, rather than a zero: who
 * watches must see that nothing is known.
 */
final class CrateGauges {

    private static final SortedMap<String, String> NO_LABELS = new TreeMap<>();

    private final CrateDetails details;
    private final List<Gauge> gauges = new ArrayList<>();

    private CrateGauges(CrateDetails details) {
        this.details = details;
    }

    static List<Gauge> of(CrateDetails details) {
        CrateGauges all = new CrateGauges(details);
        all.master();
        all.health();
        all.nodes();
        all.shards();
        all.rest();
        return List.copyOf(all.gauges);
    }

    private void master() {
        if (details.knows(Part.MASTER)) {
            add(
                    "crate_master_known",
                    "1 if a master is elected; without one nothing else is up to date",
                    NO_LABELS,
                    details.master().isPresent() ? 1 : 0);
        }
    }

    private void health() {
        details.health().filter(health -> details.knows(Part.HEALTH)).ifPresent(health -> {
            for (Colour colour : Colour.values()) {
                SortedMap<String, String> labels = label("colour", colour.name().toLowerCase(Locale.ROOT));
                add(
                        "crate_health",
                        "1 for the colour the cluster has now, by sys.cluster_health",
                        labels,
                        health.colour() == colour ? 1 : 0);
            }
            add("crate_missing_shards", "Shards without a primary", NO_LABELS, health.missing());
            add(
                    "crate_underreplicated_shards",
                    "Shards with fewer copies than their table wants",
                    NO_LABELS,
                    health.underreplicated());
            add("crate_pending_tasks", "Changes the master has not yet made", NO_LABELS, health.pendingTasks());
        });
    }

    private void nodes() {
        if (!details.knows(Part.MEMBERS)) {
            return;
        }
        details.members().forEach((name, member) -> {
            SortedMap<String, String> node = label("node", name);
            boolean there = !member.version().isEmpty();
            add("crate_node_up", "1 for a node that others see, 0 for one they have lost", node, there ? 1 : 0);
            if (there) {
                add("crate_node_heap_bytes", "Largest heap", node, member.heapBytes());
                add("crate_node_disk_bytes", "Size of the disk below its data", node, member.diskBytes());
                add("crate_node_disk_free_bytes", "Free on the disk below its data", node, member.diskFreeBytes());
            }
        });
    }

    private void shards() {
        if (!details.knows(Part.SHARDS)) {
            return;
        }
        count(
                "crate_shards",
                "Copies of shards, by state",
                "state",
                shard -> shard.state().toLowerCase(Locale.ROOT));
        Map<String, List<Shard>> byNode = details.shards().stream()
                .filter(shard -> !shard.node().isEmpty())
                .collect(Collectors.groupingBy(Shard::node, TreeMap::new, Collectors.toList()));
        byNode.forEach((node, shards) -> {
            add("crate_node_shards", "Copies of shards on the node", label("node", node), shards.size());
            add(
                    "crate_node_shard_bytes",
                    "Bytes of the copies on the node",
                    label("node", node),
                    shards.stream().mapToLong(Shard::bytes).sum());
        });
    }

    private void count(String name, String help, String label, Function<Shard, String> by) {
        details.shards().stream()
                .collect(Collectors.groupingBy(by, TreeMap::new, Collectors.counting()))
                .forEach((value, many) -> add(name, help, label(label, value), many));
    }

    private void rest() {
        if (details.knows(Part.TABLES)) {
            for (Colour colour : Colour.values()) {
                long many = details.tables().values().stream()
                        .filter(table -> table.colour() == colour)
                        .count();
                add(
                        "crate_tables",
                        "Tables, by the colour of their worst partition",
                        label("colour", colour.name().toLowerCase(Locale.ROOT)),
                        many);
            }
        }
        if (details.knows(Part.CHECKS)) {
            add(
                    "crate_failed_checks",
                    "Checks of sys.checks and sys.node_checks that do not pass and nobody acknowledged",
                    NO_LABELS,
                    details.checks().stream()
                            .filter(check -> !check.acknowledged())
                            .count());
        }
        if (details.knows(Part.SNAPSHOTS)) {
            add(
                    "crate_snapshots_running",
                    "Snapshots being made or restored",
                    NO_LABELS,
                    details.snapshots().size());
        }
        if (details.knows(Part.ARCHIVE)) {
            details.archive().repository(BackupWish.REPOSITORY).stream()
                    .flatMap(repository -> repository.snapshots().stream())
                    .filter(Archive.Snapshot::isGood)
                    .reduce((one, other) -> other)
                    .ifPresent(last -> add(
                            "crate_last_backup_timestamp_seconds",
                            "When the last good backup was begun",
                            NO_LABELS,
                            (double) last.startedAt().getEpochSecond()));
        }
    }

    private static SortedMap<String, String> label(String name, String value) {
        SortedMap<String, String> labels = new TreeMap<>();
        labels.put(name, value);
        return labels;
    }

    private void add(String name, String help, SortedMap<String, String> labels, Number value) {
        gauges.add(new Gauge(name, help, labels, value.doubleValue()));
    }
}
