package dev.holdfast.database.crate;

import dev.holdfast.database.crate.CrateDetails.Part;
import dev.holdfast.database.crate.CrateDetails.Shard;
import dev.holdfast.database.crate.CrateDetails.Table;
import dev.holdfast.model.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Why a node's shards will never move away, however long one waits. CrateDB itself names no reason, and reports no error: the
 * shards just stay. So it is worked out from what the tables and the cluster are set to.
 */
final class DrainObstacles {

    private static final String PREFIX = "routing.allocation.";
    private static final String PER_NODE = "routing.allocation.total_shards_per_node";
    private static final List<String> FILTERS = List.of(PREFIX + "include.", PREFIX + "exclude.", PREFIX + "require.");

    private final CrateDetails details;
    private final Sight sight;

    DrainObstacles(Sight sight, CrateDetails details) {
        this.sight = sight;
        this.details = details;
    }

    /** Each with what would end it. Empty if nothing is known to be in the way. */
    List<String> of(NodeId node, List<NodeId> staying) {
        List<String> obstacles = new ArrayList<>();
        if (details.knows(Part.SETTINGS)) {
            allocation().ifPresent(obstacles::add);
        }
        if (details.knows(Part.TABLES, Part.SHARDS)) {
            SortedMap<String, Integer> held = held(node);
            held.keySet().forEach(table -> filter(table).ifPresent(obstacles::add));
            held.keySet().forEach(table -> limit(table, staying.size()).ifPresent(obstacles::add));
        }
        return obstacles;
    }

    /** Tables that fixed numbers of replicas keep from fitting on so many nodes. */
    SortedSet<String> tooWide(int nodes) {
        TreeSet<String> wide = new TreeSet<>();
        if (details.knows(Part.TABLES)) {
            details.tables().forEach((name, table) -> {
                int least = Replicas.least(table.replicas());
                if (least + 1 > nodes) {
                    wide.add(name + " (" + (least == Replicas.ALL ? "all" : Names.count(least, "replica")) + ")");
                }
            });
        }
        return wide;
    }

    /** While our own restart of a node holds replicas back, that will end by itself. */
    private Optional<String> allocation() {
        String value = details.settings().getOrDefault(CrateChores.ALLOCATION, CrateChores.ALL);
        boolean ours = sight.view().debts().stream().anyMatch(debt -> debt.id().equals(CrateChores.ALLOCATION_DEBT));
        return value.equals(CrateChores.ALL) || ours
                ? Optional.empty()
                : Optional.of(
                        CrateChores.ALLOCATION + " is '" + value + "', so shards stay where they are; SET GLOBAL \""
                                + CrateChores.ALLOCATION + "\" = 'all' lets them move");
    }

    private SortedMap<String, Integer> held(NodeId node) {
        TreeMap<String, Integer> held = new TreeMap<>();
        for (Shard shard : Copies.of(sight, details).on(CrateIds.name(node))) {
            held.merge(shard.table(), 1, Integer::sum);
        }
        return held;
    }

    /** Any filter of a table's own makes CrateDB pass over the cluster's excludes for that table. */
    private Optional<String> filter(String name) {
        Table table = details.tables().get(name);
        if (table == null) {
            return Optional.empty();
        }
        for (Map.Entry<String, String> setting : table.settings().entrySet()) {
            boolean filters = FILTERS.stream().anyMatch(setting.getKey()::startsWith)
                    && !setting.getValue().isBlank();
            boolean holds = setting.getKey().equals(PREFIX + "enable")
                    && !setting.getValue().equals(CrateChores.ALL);
            if (filters || holds) {
                return Optional.of("table " + name + " has its own rule " + setting.getKey() + " = '"
                        + setting.getValue() + "', which keeps its shards there; ALTER TABLE " + name + " RESET (\""
                        + setting.getKey() + "\") lets them move");
            }
        }
        return Optional.empty();
    }

    private Optional<String> limit(String name, int nodes) {
        Table table = details.tables().get(name);
        String text = table == null ? "" : table.settings().getOrDefault(PER_NODE, "");
        if (!text.matches("[1-9]\\d{0,8}")) {
            return Optional.empty();
        }
        long copies = details.shards().stream()
                .filter(shard -> shard.table().equals(name))
                .count();
        long places = (long) Integer.parseInt(text) * nodes;
        return copies > places
                ? Optional.of("table " + name + " has " + copies + " shards and may have only " + text
                        + " of them on each of " + Names.count(nodes, "node") + " (" + PER_NODE
                        + "); raise that with ALTER TABLE")
                : Optional.empty();
    }
}
