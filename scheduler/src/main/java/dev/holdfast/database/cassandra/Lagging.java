package dev.holdfast.database.cassandra;

import dev.holdfast.database.Blocker;
import dev.holdfast.database.cassandra.CassandraDetails.Hints;
import dev.holdfast.database.cassandra.CassandraDetails.Member;
import dev.holdfast.database.cassandra.CassandraDetails.NodeStatus;
import dev.holdfast.model.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Members that came back and lack what was written while they were away.
 *
 * <p>Whoever took such a write keeps a hint for them. Until it is handed over, one copy fewer has the row than the keyspace says, and the hint
 * itself lies on one disk only. If the next node is taken down or given up meanwhile, and a machine dies, the row may be on none. So nobody is taken from
 * a ring before what is kept for the others has reached them:
 *
 * <ol>
 *   <li>Hints are on disk a moment after the write, and told by whoever keeps them. One who has just come back may be owed some that are
 *       not told yet; that moment is waited for.
 *   <li>Hints of the time it was away count. So do those that are not handed over within a minute, whenever they are of. What a busy node
 *       misses now and then, and gets seconds later, does not: else a ring under load would never be restarted.
 *   <li>A repair of all that a node holds brings it whatever was written before, so older hints for it do not matter any more.
 *   <li>For one that is down nobody waits here: it has rules of its own. Nor for nodes of other data centres, which others take care of.
 * </ol>
 */
final class Lagging {

    static final String RULE = "hints";

    /** After this long hints should have been handed over; Cassandra begins with it every ten seconds. */
    private static final Duration IN_TIME = Duration.ofMinutes(1);

    /** For so long others may take one that is back for down still. */
    private static final Duration NOTICED = Duration.ofSeconds(15);

    /** Between a write and a look that shows its hint, beside the time for which nodes keep hints in memory. */
    private static final Duration TOLD = Duration.ofSeconds(4);

    /** After that, more may be amiss than that it takes time. */
    private static final Duration LONG = Duration.ofMinutes(10);

    private final Sight sight;

    Lagging(Sight sight) {
        this.sight = sight;
    }

    /** Besides one that is taken from the ring for a while, and lacks no more by that. */
    List<Blocker> besides(NodeId node) {
        return of(Optional.of(node));
    }

    List<Blocker> anybody() {
        return of(Optional.empty());
    }

    private List<Blocker> of(Optional<NodeId> but) {
        List<Blocker> blockers = new ArrayList<>();
        for (Member member : sight.members()) {
            Optional<NodeId> node =
                    sight.nodeOf(member).filter(one -> !Optional.of(one).equals(but));
            if (node.isPresent() && member.up()) {
                lack(node.get(), member).ifPresent(text -> blockers.add(Blocker.waitFor(RULE, text)));
            }
        }
        return blockers;
    }

    private Optional<String> lack(NodeId node, Member member) {
        return kept(node, member)
                .map(kept -> kept.isLong()
                        ? kept.text(node) + "; if they are not handed over, holdfast repair " + node + " makes it whole"
                        : kept.text(node))
                .or(() -> justBack(node)
                        ? Optional.of(node.shortName()
                                + " is back since a moment, and what others keep for it is not told yet")
                        : Optional.empty());
    }

    /** Members that are up and for whom others have kept writes for so long that something is amiss, each with what is to be said of it. */
    SortedMap<NodeId, String> stuck() {
        SortedMap<NodeId, String> stuck = new TreeMap<>();
        for (Member member : sight.members()) {
            Optional<NodeId> node = sight.nodeOf(member).filter(one -> member.up());
            node.flatMap(one -> kept(one, member))
                    .filter(Kept::isLong)
                    .ifPresent(kept -> stuck.put(node.orElseThrow(), kept.text(node.orElseThrow())));
        }
        return stuck;
    }

    private Optional<Kept> kept(NodeId node, Member member) {
        Kept all = Kept.NOTHING;
        for (var witness : sight.live().entrySet()) {
            Hints.Kept kept = witness.getValue().hints().members().get(member.hostId());
            if (kept != null && !witness.getKey().equals(node) && counts(node, kept.oldest())) {
                all = all.and(witness.getKey(), kept);
            }
        }
        return Optional.of(all).filter(some -> !some.keepers().isEmpty());
    }

    /** What all together keep for one. */
    private record Kept(List<NodeId> keepers, long bytes, Duration oldest) {

        private static final Kept NOTHING = new Kept(List.of(), 0, Duration.ZERO);

        Kept and(NodeId keeper, Hints.Kept more) {
            List<NodeId> all = new ArrayList<>(keepers);
            all.add(keeper);
            return new Kept(all, bytes + more.bytes(), oldest.compareTo(more.oldest()) > 0 ? oldest : more.oldest());
        }

        boolean isLong() {
            return oldest.compareTo(LONG) > 0;
        }

        String text(NodeId node) {
            return node.shortName() + " lacks what was written while it was away: " + Names.nodes(keepers)
                    + (keepers.size() == 1 ? " keeps " : " keep ") + Names.size(bytes) + " of hints for it"
                    + (isLong() ? ", the oldest for " + Names.time(oldest) : "");
        }
    }

    /** Whether hints of that age should have been handed over, or are of the time before the node was back. */
    private boolean counts(NodeId node, Duration age) {
        Instant since = sight.view().now().minus(age);
        boolean repaired = CassandraIdentity.madeGoodAt(node, sight.view())
                .filter(since::isBefore)
                .isPresent();
        boolean ofBefore = normalFor(node)
                .filter(normal -> age.compareTo(normal.minus(NOTICED)) >= 0)
                .isPresent();
        return !repaired && (ofBefore || age.compareTo(IN_TIME) >= 0);
    }

    private boolean justBack(NodeId node) {
        Duration told = HintTimes.inMemory(sight.view().target()).plus(TOLD);
        return sight.view().everReady()
                && normalFor(node).filter(normal -> normal.compareTo(told) < 0).isPresent();
    }

    private Optional<Duration> normalFor(NodeId node) {
        return sight.status(node).flatMap(NodeStatus::normalFor);
    }
}
