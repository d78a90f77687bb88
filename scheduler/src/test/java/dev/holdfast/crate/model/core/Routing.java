package dev.holdfast.crate.model.core;

import dev.holdfast.crate.model.state.ClusterState;
import dev.holdfast.crate.model.state.ClusterState.Owned;
import dev.holdfast.crate.model.state.Copy;
import dev.holdfast.crate.model.state.Copy.Reason;
import dev.holdfast.crate.model.state.Member;
import dev.holdfast.crate.model.state.Settings;
import dev.holdfast.crate.model.state.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** What becomes of copies when nodes leave, recoveries end or fail, and tables come. Pure. */
final class Routing {
    private Routing() {}

    /** The state without a node: an in-sync replica takes over from each of its primaries, where there is one. */
    static ClusterState without(ClusterState before, String node, long now) {
        TreeMap<String, Member> members = new TreeMap<>(before.members());
        members.remove(node);
        TreeMap<String, String> passing = new TreeMap<>(before.passing());
        passing.remove(Settings.DECOMMISSION + node);
        ClusterState state = before.edit().members(members).passing(passing).done();
        for (Copy copy : before.copies(c -> c.node().equals(node))) {
            if (state.copies().contains(copy)) {
                state = gone(state, copy, Reason.NODE_LEFT, now, 0);
            }
        }
        return state;
    }

    /** One copy is gone. */
    private static ClusterState gone(ClusterState state, Copy copy, Reason why, long now, int failures) {
        List<Copy> copies = new ArrayList<>(state.copies());
        copies.remove(copy);
        if (copy.target()) {
            copies.replaceAll(c -> isSource(c, copy) ? c.started() : c);
            return state.edit().copies(copies).done();
        }
        copies.removeIf(
                c -> c.sameShard(copy) && c.target() && c.other().equals(copy.node()) && c.primary() == copy.primary());
        if (!copy.primary()) {
            copies.add(copy.lost(false, why, now, failures));
            return state.edit().copies(copies).done();
        }
        Owned owner = state.owner(copy.index()).orElseThrow();
        Table.Shard shard = owner.index().shards().get(copy.shard());
        Optional<Copy> heir = copies.stream()
                .filter(c -> c.sameShard(copy) && c.active() && shard.inSync().contains(c.allocation()))
                .findFirst();
        if (copy.active() && heir.isPresent()) {
            withoutBegun(copies, copy, now);
            copies.replaceAll(
                    c -> c.sameShard(copy) && c.allocation().equals(heir.get().allocation()) ? c.promoted() : c);
            copies.add(copy.lost(false, why, now, failures));
            return state.edit().copies(copies).done().nextTerm(copy.index(), copy.shard());
        }
        copies.replaceAll(c -> c.sameShard(copy) && c.assigned() ? c.lost(false, Reason.ALLOCATION_FAILED, now, 0) : c);
        copies.add(lostPrimary(copy, why, now, failures));
        ClusterState next = state.edit().copies(copies).done();
        return copy.active() ? next.nextTerm(copy.index(), copy.shard()) : next;
    }

    /** What recovers from a primary that is gone begins anew: the next one gives it none of its writes. */
    private static void withoutBegun(List<Copy> copies, Copy primary, long now) {
        List<Copy> moving =
                copies.stream().filter(c -> c.sameShard(primary) && c.target()).toList();
        copies.removeAll(moving);
        copies.replaceAll(c -> moving.stream().anyMatch(target -> isSource(c, target)) ? c.started() : c);
        copies.replaceAll(c -> c.sameShard(primary) && c.state() == Copy.State.INITIALIZING
                ? c.lost(false, Reason.ALLOCATION_FAILED, now, 0)
                : c);
    }

    private static Copy lostPrimary(Copy copy, Reason why, long now, int failures) {
        Copy lost = copy.lost(true, why, now, failures);
        return copy.active() ? lost.restored(Copy.Source.EXISTING_STORE) : lost;
    }

    private static boolean isSource(Copy source, Copy target) {
        return source.sameShard(target)
                && source.state() == Copy.State.RELOCATING
                && source.other().equals(target.node())
                && source.node().equals(target.other());
    }

    /** A recovery ended well: the copy serves, and if it moved, its source is gone. */
    static ClusterState started(ClusterState state, String index, int shard, String allocation) {
        Optional<Copy> found = state.copies(index, shard).stream()
                .filter(c ->
                        c.state() == Copy.State.INITIALIZING && c.allocation().equals(allocation))
                .findFirst();
        if (found.isEmpty()) {
            return state;
        }
        Copy copy = found.get();
        List<Copy> copies = new ArrayList<>(state.copies());
        TreeSet<String> replaced = new TreeSet<>();
        copies.stream().filter(c -> isSource(c, copy)).forEach(c -> replaced.add(c.allocation()));
        copies.removeIf(c -> isSource(c, copy));
        copies.replaceAll(c -> c.equals(copy) ? c.started() : c);
        ClusterState next = state.edit().copies(copies).done();
        Owned owner = next.owner(index).orElseThrow();
        Table.Shard known = owner.index().shards().get(shard);
        TreeSet<String> inSync = new TreeSet<>(known.inSync());
        inSync.removeAll(replaced);
        inSync.add(allocation);
        List<Copy> all = next.copies(index, shard);
        if (inSync.size() > all.size()) {
            inSync.removeIf(id -> all.stream().noneMatch(c -> c.allocation().equals(id)));
        }
        return next.edit()
                .table(owner.table().withIndex(owner.index().withShard(shard, new Table.Shard(known.term(), inSync))))
                .done();
    }

    /** A copy failed: it is no longer in sync, unless it is the last one that was. */
    static ClusterState failed(ClusterState state, String index, int shard, String allocation, long now) {
        ClusterState next = stale(state, index, shard, allocation);
        Optional<Copy> found = next.copies(index, shard).stream()
                .filter(c -> c.assigned() && c.allocation().equals(allocation))
                .findFirst();
        return found.isPresent()
                ? gone(
                        next,
                        found.get(),
                        Reason.ALLOCATION_FAILED,
                        now,
                        found.get().failures() + 1)
                : next;
    }

    /** A copy misses an acknowledged write. */
    static ClusterState stale(ClusterState state, String index, int shard, String allocation) {
        Optional<Owned> owner = state.owner(index);
        if (owner.isEmpty()) {
            return state;
        }
        Table.Shard known = owner.get().index().shards().get(shard);
        TreeSet<String> inSync = new TreeSet<>(known.inSync());
        if (inSync.size() <= 1 || !inSync.remove(allocation)) {
            return state;
        }
        Table.Index index1 = owner.get().index().withShard(shard, new Table.Shard(known.term(), inSync));
        return state.edit().table(owner.get().table().withIndex(index1)).done();
    }

    /** All copies of all tables, after a start of the whole cluster. */
    static ClusterState recovered(ClusterState state, long now) {
        List<Copy> copies = new ArrayList<>();
        for (Table table : state.tables().values()) {
            for (Table.Index index : table.indices().values()) {
                copies.addAll(copiesOf(table, index, Reason.CLUSTER_RECOVERED, now));
            }
        }
        return state.edit().copies(copies).recovered(true).done();
    }

    /** Primaries without nodes; the allocator adds replicas. */
    static List<Copy> copiesOf(Table table, Table.Index index, Reason why, long now) {
        List<Copy> copies = new ArrayList<>();
        for (int shard = 0; shard < table.shards(); shard++) {
            boolean fresh = index.shards().get(shard).inSync().isEmpty();
            Copy.Source source = why == Reason.RESTORED
                    ? Copy.Source.SNAPSHOT
                    : fresh ? Copy.Source.EMPTY_STORE : Copy.Source.EXISTING_STORE;
            copies.add(Copy.unassigned(index.uuid(), shard, true, source, why, now));
        }
        return copies;
    }

    /** Failed allocations are tried again. */
    static ClusterState retried(ClusterState state) {
        List<Copy> copies = new ArrayList<>(state.copies());
        copies.replaceAll(c -> c.assigned() ? c : c.lost(c.primary(), c.reason(), c.since(), 0));
        return state.edit().copies(copies).done();
    }
}
