package dev.holdfast.crate.model.allocation;

import dev.holdfast.crate.model.state.ClusterState;
import dev.holdfast.crate.model.state.Copy;
import dev.holdfast.crate.model.state.Settings;
import dev.holdfast.crate.model.state.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** How many replicas a table has: a number, or as many as nodes allow between two. */
public final class Replicas {
    private final Knowledge knowledge;
    private final long now;

    Replicas(Knowledge knowledge, long now) {
        this.knowledge = knowledge;
        this.now = now;
    }

    /** Adds missing copies and takes superfluous ones away, those without a node first. */
    ClusterState adapt(ClusterState before) {
        List<Copy> copies = new ArrayList<>(before.copies());
        boolean changed = false;
        for (Table table : before.tables().values()) {
            for (Table.Index index : table.indices().values()) {
                int wanted = wanted(before, index);
                for (int shard = 0; shard < table.shards(); shard++) {
                    changed |= fit(copies, index, shard, wanted);
                }
            }
        }
        return changed ? before.edit().copies(copies).done() : before;
    }

    private boolean fit(List<Copy> copies, Table.Index index, int shard, int wanted) {
        List<Copy> replicas = new ArrayList<>();
        for (Copy copy : copies) {
            if (copy.shard() == shard && copy.index().equals(index.uuid()) && !copy.primary() && !copy.target()) {
                replicas.add(copy);
            }
        }
        for (int missing = replicas.size(); missing < wanted; missing++) {
            copies.add(Copy.unassigned(index.uuid(), shard, false, Copy.Source.PEER, Copy.Reason.REPLICA_ADDED, now));
        }
        replicas.sort(Comparator.comparing(Copy::state));
        for (Copy extra : replicas.subList(0, Math.max(0, replicas.size() - wanted))) {
            copies.remove(extra);
            copies.removeIf(c -> c.sameShard(extra) && c.target() && c.other().equals(extra.node()) && !c.primary());
        }
        return replicas.size() != wanted;
    }

    /** Copies beside the primary that an index should have now. */
    int wanted(ClusterState state, Table.Index index) {
        String replicas = index.settings().getOrDefault("number_of_replicas", "0-1");
        if (!replicas.contains("-")) {
            return Integer.parseInt(replicas);
        }
        Deciders deciders = new Deciders(state, knowledge);
        int nodes = (int) state.dataMembers().stream()
                .filter(node -> deciders.filters(index, node).yes())
                .filter(node -> !state.passing().containsKey(Settings.DECOMMISSION + node.id()))
                .count();
        int least = Integer.parseInt(replicas.substring(0, replicas.indexOf('-')));
        String upper = replicas.substring(replicas.indexOf('-') + 1);
        int most = upper.equals("all") ? Math.max(0, nodes - 1) : Integer.parseInt(upper);
        return Math.max(least, Math.min(most, Math.max(0, nodes - 1)));
    }
}
