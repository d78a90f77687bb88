package dev.holdfast.crate.model.allocation;

import dev.holdfast.crate.model.state.ClusterState;
import dev.holdfast.crate.model.state.Copy;
import dev.holdfast.crate.model.state.Member;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Evens out the nodes' loads: per table, the heaviest node gives a copy to the lightest while that makes a
 * difference.
 */
final class Balance {
    /** Equal loads must not look unequal for the rounding of fractions: copies would go to and fro for ever. */
    private static final double LITTLE = 0.001;

    private final Knowledge knowledge;
    private final Supplier<String> ids;

    Balance(Knowledge knowledge, Supplier<String> ids) {
        this.knowledge = knowledge;
        this.ids = ids;
    }

    ClusterState rebalance(ClusterState before) {
        ClusterState state = before;
        int limit = Integer.parseInt(state.setting("cluster.routing.allocation.cluster_concurrent_rebalance"));
        while (allowed(state)) {
            int moving = state.copies(c -> c.state() == Copy.State.RELOCATING).size();
            if (limit >= 0 && moving >= limit) {
                return state;
            }
            Optional<ClusterState> next = oneMove(state);
            if (next.isEmpty()) {
                return state;
            }
            state = next.get();
        }
        return state;
    }

    static boolean allowed(ClusterState state) {
        return switch (state.setting("cluster.routing.allocation.allow_rebalance")) {
            case "always" -> true;
            case "indices_primaries_active" ->
                state.copies(c -> c.primary() && !c.active() && !c.target()).isEmpty();
            default -> state.copies(c -> !c.active() && !c.target()).isEmpty();
        };
    }

    private Optional<ClusterState> oneMove(ClusterState state) {
        double threshold = Double.parseDouble(state.setting("cluster.routing.allocation.balance.threshold"));
        TreeSet<String> indices = new TreeSet<>();
        state.copies().forEach(copy -> indices.add(copy.index()));
        Weights weights = new Weights(state);
        Deciders deciders = new Deciders(state, knowledge);
        for (String index : indices) {
            List<Member> nodes = weights.lightestFirst(index);
            for (int heavy = nodes.size() - 1; heavy > 0; heavy--) {
                for (int light = 0; light < heavy; light++) {
                    Member from = nodes.get(heavy);
                    Member to = nodes.get(light);
                    if (weights.of(from, index) - weights.of(to, index) <= threshold + LITTLE) {
                        break;
                    }
                    Optional<ClusterState> moved = give(state, deciders, index, from, to);
                    if (moved.isPresent()) {
                        return moved;
                    }
                }
            }
        }
        return Optional.empty();
    }

    private Optional<ClusterState> give(ClusterState state, Deciders deciders, String index, Member from, Member to) {
        String enable = state.setting("cluster.routing.rebalance.enable");
        List<Copy> movable = state.copies(
                c -> c.node().equals(from.id()) && c.index().equals(index) && c.state() == Copy.State.STARTED);
        for (Copy copy : movable.stream()
                .sorted(Comparator.comparing((Copy c) -> c.primary() == (c.shard() % 2 == 0))
                        .thenComparing(Copy::shard))
                .toList()) {
            boolean may = enable.equals("all") || enable.equals(copy.primary() ? "primaries" : "replicas");
            if (may && deciders.mayGo(copy, to).yes()) {
                return Optional.of(Allocator.relocate(state, copy, to, ids.get()));
            }
        }
        return Optional.empty();
    }
}
