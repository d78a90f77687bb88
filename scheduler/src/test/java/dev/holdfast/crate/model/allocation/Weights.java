package dev.holdfast.crate.model.allocation;

import dev.holdfast.crate.model.state.ClusterState;
import dev.holdfast.crate.model.state.Copy;
import dev.holdfast.crate.model.state.Member;
import java.util.Comparator;
import java.util.List;

/**
 * How much a node carries, seen from one table: its copies over the average of all nodes, and its copies of the table
 * over the
 * table's average.
 */
final class Weights {
    private final ClusterState state;
    private final double ofShards;
    private final double ofIndex;

    Weights(ClusterState state) {
        this.state = state;
        this.ofShards = Double.parseDouble(state.setting("cluster.routing.allocation.balance.shard"));
        this.ofIndex = Double.parseDouble(state.setting("cluster.routing.allocation.balance.index"));
    }

    double of(Member node, String index) {
        int nodes = Math.max(1, state.dataMembers().size());
        double all = 0;
        double own = 0;
        double here = 0;
        double ownHere = 0;
        for (Copy copy : state.copies()) {
            if (!copy.assigned() || copy.state() == Copy.State.RELOCATING) {
                continue;
            }
            boolean on = copy.node().equals(node.id());
            boolean of = copy.index().equals(index);
            all++;
            own += of ? 1 : 0;
            here += on ? 1 : 0;
            ownHere += on && of ? 1 : 0;
        }
        return ofShards * (here - all / nodes) + ofIndex * (ownHere - own / nodes);
    }

    List<Member> lightestFirst(String index) {
        return state.dataMembers().stream()
                .sorted(Comparator.comparingDouble((Member m) -> of(m, index)).thenComparing(Member::id))
                .toList();
    }
}
