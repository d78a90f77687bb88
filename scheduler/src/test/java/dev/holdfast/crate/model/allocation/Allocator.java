package dev.holdfast.crate.model.allocation;

import dev.holdfast.crate.model.state.ClusterState;
import dev.holdfast.crate.model.state.Copy;
import dev.holdfast.crate.model.state.Member;
import dev.holdfast.crate.model.state.Settings;
import dev.holdfast.crate.model.state.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Gives copies their places. One run, in CrateDB's order: (1) tables whose replicas follow the number of nodes get or
 * lose copies;
 * (2) primaries without a node go where an in-sync copy lies on disk, new ones to the lightest node; (3) replicas
 * follow, a node
 * that left being waited for; (4) copies that may not stay move; (5) if nothing is missing, the heaviest node gives
 * to the lightest.
 */
public final class Allocator {
    private static final long NODE_LEFT_DELAY_MS = 60_000;

    private final Knowledge knowledge;
    private final long now;
    private final Supplier<String> ids;

    /** New allocations take their ids from {@code ids}. */
    public Allocator(Knowledge knowledge, long now, Supplier<String> ids) {
        this.knowledge = knowledge;
        this.now = now;
        this.ids = ids;
    }

    /** The state after one run; the same one if nothing is to be done. */
    public ClusterState reroute(ClusterState before) {
        if (!before.recovered()) {
            return before;
        }
        ClusterState state = new Replicas(knowledge, now).adapt(before);
        state = place(state, true);
        state = place(state, false);
        state = move(state);
        return new Balance(knowledge, ids).rebalance(state);
    }

    private ClusterState place(ClusterState before, boolean primaries) {
        ClusterState state = before;
        for (Copy copy : before.copies(c -> c.primary() == primaries && c.state() == Copy.State.UNASSIGNED)) {
            Optional<Copy> placed = primaries ? primary(state, copy) : replica(state, copy);
            if (placed.isPresent()) {
                state = replace(state, copy, List.of(placed.get()));
                state = primaries ? state.nextTerm(copy.index(), copy.shard()) : state;
            }
        }
        return state;
    }

    private Optional<Copy> primary(ClusterState state, Copy copy) {
        Deciders deciders = new Deciders(state, knowledge);
        if (copy.source() != Copy.Source.EXISTING_STORE) {
            return new Weights(state)
                    .lightestFirst(copy.index()).stream()
                            .filter(node -> deciders.mayGo(copy, node).yes())
                            .findFirst()
                            .map(node -> copy.initialising(node.id(), ids.get()));
        }
        return onDisk(state, copy).stream()
                .filter(found -> deciders.mayReturn(copy, found.node()).yes())
                .max(Comparator.comparingLong(found -> found.stored().seq()))
                .map(found ->
                        copy.initialising(found.node().id(), found.stored().allocation()));
    }

    private record Found(Member node, Knowledge.Stored stored) {}

    /** Copies on disk that hold every acknowledged write. */
    private List<Found> onDisk(ClusterState state, Copy copy) {
        Table.Shard shard =
                state.owner(copy.index()).orElseThrow().index().shards().get(copy.shard());
        List<Found> found = new ArrayList<>();
        for (Member node : state.dataMembers()) {
            for (Knowledge.Stored stored : knowledge.stores().getOrDefault(node.id(), List.of())) {
                if (stored.shard() == copy.shard()
                        && stored.index().equals(copy.index())
                        && shard.inSync().contains(stored.allocation())) {
                    found.add(new Found(node, stored));
                }
            }
        }
        return found;
    }

    private Optional<Copy> replica(ClusterState state, Copy copy) {
        if (state.primary(copy.index(), copy.shard()).isEmpty()) {
            return Optional.empty();
        }
        Deciders deciders = new Deciders(state, knowledge);
        List<Member> allowed = new Weights(state)
                .lightestFirst(copy.index()).stream()
                        .filter(node -> deciders.mayGo(copy, node).yes())
                        .toList();
        Optional<Member> reuse =
                allowed.stream().filter(node -> stores(node, copy)).findFirst();
        if (reuse.isEmpty() && (delayLeft(state, copy, now) > 0 || couldReuse(state, deciders, copy))) {
            return Optional.empty();
        }
        return reuse.or(() -> allowed.stream().findFirst()).map(node -> copy.initialising(node.id(), ids.get()));
    }

    /**
     * Whether a node with data of this shard is only busy: then it is waited for rather than copying everything
     * elsewhere.
     */
    private boolean couldReuse(ClusterState state, Deciders deciders, Copy copy) {
        return state.dataMembers().stream()
                .anyMatch(
                        node -> stores(node, copy) && deciders.mayGo(copy, node).answer() == Decision.Answer.THROTTLE);
    }

    private boolean stores(Member node, Copy copy) {
        return knowledge.stores().getOrDefault(node.id(), List.of()).stream()
                .anyMatch(s -> s.shard() == copy.shard() && s.index().equals(copy.index()));
    }

    /** How long a replica whose node left still waits for it, milliseconds. */
    public static long delayLeft(ClusterState state, Copy copy, long now) {
        if (copy.reason() != Copy.Reason.NODE_LEFT || copy.assigned()) {
            return 0;
        }
        long delay = state.owner(copy.index())
                .map(o -> o.index().settings().get("unassigned.node_left.delayed_timeout"))
                .map(Settings::millis)
                .orElse(NODE_LEFT_DELAY_MS);
        return Math.max(0, copy.since() + delay - now);
    }

    private ClusterState move(ClusterState before) {
        ClusterState state = before;
        for (Copy copy : before.copies(c -> c.state() == Copy.State.STARTED)) {
            Deciders deciders = new Deciders(state, knowledge);
            if (deciders.mayStay(copy).no()) {
                Optional<Member> target = new Weights(state)
                        .lightestFirst(copy.index()).stream()
                                .filter(node -> deciders.mayGo(copy, node).yes())
                                .findFirst();
                if (target.isPresent()) {
                    state = relocate(state, copy, target.get(), ids.get());
                }
            }
        }
        return state;
    }

    static ClusterState relocate(ClusterState state, Copy copy, Member target, String allocation) {
        return replace(state, copy, List.of(copy.relocating(target.id()), copy.arriving(target.id(), allocation)));
    }

    static ClusterState replace(ClusterState state, Copy old, List<Copy> by) {
        List<Copy> copies = new ArrayList<>();
        boolean done = false;
        for (Copy copy : state.copies()) {
            if (!done && copy.equals(old)) {
                copies.addAll(by);
                done = true;
            } else {
                copies.add(copy);
            }
        }
        return state.edit().copies(copies).done();
    }
}
