package dev.holdfast.crate.model.allocation;

import dev.holdfast.crate.model.state.ClusterState;
import dev.holdfast.crate.model.state.Copy;
import dev.holdfast.crate.model.state.Table;
import java.util.Locale;

/** Why a copy is where it is, in CrateDB's words. */
public final class Explanation {
    private Explanation() {}

    /** One line; empty where CrateDB says nothing. */
    public static String of(ClusterState state, Knowledge knowledge, Copy copy, long now) {
        Deciders deciders = new Deciders(state, knowledge);
        return switch (copy.state()) {
            case INITIALIZING -> "";
            case RELOCATING -> "";
            case STARTED -> started(state, deciders, copy);
            case UNASSIGNED -> unassigned(state, knowledge, deciders, copy, now);
        };
    }

    private static String started(ClusterState state, Deciders deciders, Copy copy) {
        if (deciders.mayStay(copy).no()) {
            boolean busy = state.dataMembers().stream()
                    .anyMatch(node -> deciders.mayGo(copy, node).answer() == Decision.Answer.THROTTLE);
            return busy
                    ? "moving shard is temporarily throttled"
                    : "cannot move shard to another node, even though it is not allowed to remain on its current node";
        }
        return Balance.allowed(state)
                ? "cannot rebalance as no target node exists that can both allocate this shard and improve the cluster"
                        + " balance"
                : "rebalancing is not allowed";
    }

    private static String unassigned(ClusterState state, Knowledge knowledge, Deciders deciders, Copy copy, long now) {
        if (copy.primary() && copy.source() == Copy.Source.EXISTING_STORE && !anyOnDisk(state, knowledge, copy)) {
            return "cannot allocate because a previous copy of the primary shard existed but can no longer be found on"
                    + " the nodes in the cluster";
        }
        boolean possible = state.dataMembers().stream()
                .anyMatch(node -> !deciders.mayGo(copy, node).no());
        long wait = Allocator.delayLeft(state, copy, now);
        if (!copy.primary() && wait > 0) {
            return "cannot allocate because the cluster is still waiting "
                    + String.format(Locale.ROOT, "%.1f", wait / 1000.0)
                    + "s for the departed node holding a replica to rejoin"
                    + (possible ? ", despite being allowed to allocate the shard to at least one other node" : "");
        }
        return possible
                ? "allocation temporarily throttled"
                : "cannot allocate because allocation is not permitted to any of the nodes";
    }

    private static boolean anyOnDisk(ClusterState state, Knowledge knowledge, Copy copy) {
        Table.Shard shard =
                state.owner(copy.index()).orElseThrow().index().shards().get(copy.shard());
        return state.dataMembers().stream()
                .flatMap(node -> knowledge.stores().getOrDefault(node.id(), java.util.List.of()).stream())
                .anyMatch(s -> s.shard() == copy.shard()
                        && s.index().equals(copy.index())
                        && shard.inSync().contains(s.allocation()));
    }
}
