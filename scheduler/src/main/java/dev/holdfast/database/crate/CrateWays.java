package dev.holdfast.database.crate;

import dev.holdfast.database.Action;
import dev.holdfast.database.Chore;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Stage;
import dev.holdfast.database.crate.CrateDetails.Part;
import dev.holdfast.model.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The stages of each action. */
final class CrateWays {

    /** Proof that no copy of a shard is on a node or on its way there, and that none can come. */
    static final String EMPTY = "empty";

    /** Proof that a stopped node is out of the cluster, and that no table misses it. */
    static final String GONE = "gone";

    /** Proof that a stopped node's disk holds nothing that the others do not have. */
    static final String SPARE = "spare-copies";

    /** Proof that the other of the last two has all shards, and that both hold the same state. */
    static final String ALL_ON_LAST = "all-on-the-last";

    /** Proof that the other is master alone, with all tables. */
    static final String ALONE = "alone";

    /** Proof that the one that leaves is the elected master. */
    static final String ELECTED = "elected-meanwhile";

    /** Proof that what began anew is master, without what was given up. */
    static final String BEGUN_ANEW = "begun-anew";

    /** Claim that copies which were away with a node are there again. */
    static final String RECOVERED = "recovered";

    /** Longer than CrateDB lets a departed node come back before it makes its copies anew. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Observations needed before a node is stopped for good, and again once it is down. */
    private static final int PROOFS_RUNNING = 2;

    private static final int PROOFS_STOPPED = 2;

    private final Sight sight;

    CrateWays(ClusterView view) {
        this.sight = new Sight(view);
    }

    List<Stage> of(Action action, NodeId node) {
        return switch (action) {
            case START -> start(node);
            case STOP -> List.of(new Stage.Gate(Action.STOP), new Stage.Stop());
            case RESTART -> restart(node);
            case REPLACE -> replace(node);
            case REMOVE -> CrateIds.holdsData(node) ? removeData(node) : removeMaster();
        };
    }

    private List<Stage> start(NodeId node) {
        List<Stage> way = new ArrayList<>(
                List.of(new Stage.Reserve(), new Stage.Gate(Action.START), new Stage.Start(), new Stage.Ready()));
        recovering(node).ifPresent(way::add);
        return way;
    }

    /** A node that is back is not yet a copy that is back: until that is there, the loss of another node is the loss of data. */
    private Optional<Stage> recovering(NodeId node) {
        boolean copies = sight.view().everReady()
                && CrateIds.holdsData(node)
                && sight.keptData().size() > 1;
        return copies ? Optional.of(new Stage.Await(RECOVERED, PATIENCE)) : Optional.empty();
    }

    /**
     * A restart of a node that holds data. While it is away only primaries get a place elsewhere, so that its replicas are not
     * copied over the network to be thrown away a minute later. What an earlier restart left of that is paid before the gate: with
     * it in force missing replicas are never made, and the gate would wait for ever.
     */
    private List<Stage> restart(NodeId node) {
        List<Stage> way = new ArrayList<>(List.of(new Stage.Reserve()));
        way.add(new Stage.Pay(CrateChores.ALLOCATION_DEBT));
        way.add(new Stage.Gate(Action.RESTART));
        holdingReplicas(node).ifPresent(way::add);
        way.addAll(List.of(new Stage.Stop(), new Stage.Start(), new Stage.Ready()));
        way.add(new Stage.Pay(CrateChores.ALLOCATION_DEBT));
        recovering(node).ifPresent(way::add);
        return way;
    }

    /** Nothing to hold back on a single data node, nor where the setting cannot be read or changed. */
    private Optional<Stage> holdingReplicas(NodeId node) {
        if (!CrateIds.holdsData(node) || sight.keptData().size() <= 1) {
            return Optional.empty();
        }
        return sight.ruled(Part.SETTINGS)
                .map(details -> new Stage.Do(
                        CrateChores.allocationPrimaries(), Optional.of(CrateChores.allocationDebt(sight, details))));
    }

    /**
     * One that runs is stopped first, behind the gate of a stop, which is shut while others depend on it; only then can it be said
     * whether its disk may be given up. One that is down keeps its goal until the gate opens, since it may come up by itself. The
     * only node of its kind is never stopped for that.
     */
    private List<Stage> replace(NodeId node) {
        Stage gate = new Stage.Gate(Action.REPLACE);
        Stage stop = new Stage.Stop();
        Stage prove = new Stage.Prove(SPARE, PROOFS_STOPPED, -1);
        long others = sight.kept().stream()
                .filter(other -> CrateIds.holdsData(other) == CrateIds.holdsData(node) && !other.equals(node))
                .count();
        boolean stops = !sight.isDown(node) && others > 0;
        List<Stage> way = new ArrayList<>(
                stops ? List.of(new Stage.Gate(Action.STOP), stop, gate, prove) : List.of(gate, stop, prove));
        way.addAll(List.of(new Stage.Renew(), new Stage.Reserve(), new Stage.Start(), new Stage.Ready()));
        recovering(node).ifPresent(way::add);
        return way;
    }

    /** It holds no shards, and the votes follow by themselves. */
    private static List<Stage> removeMaster() {
        return List.of(
                new Stage.Gate(Action.REMOVE),
                new Stage.Stop(),
                new Stage.Prove(GONE, PROOFS_STOPPED, -1),
                new Stage.Release(),
                new Stage.Forget());
    }

    /**
     * Scale-in of one node that holds data:
     *
     * <ol>
     *   <li>Start and Ready come first, and do nothing for a node that runs as it should. They are where the way comes back to when
     *       tables miss the node after its stop: without its process they could not be moved.
     *   <li>Exclude it by name, beside what others have excluded, until no shard is there; prove that twice. CrateDB's own
     *       DECOMMISSION is never used: it stops a node whose shards did not move.
     *   <li>Stop, and prove twice that the cluster goes on without it and no table that was well before lacks a shard.
     *   <li>Take its name, and only that, out of the excludes: a node of that name that is added later must not stay empty.
     * </ol>
     *
     * <p>A node that is down and shall not come back goes the same way without being started: CrateDB makes its replicas anew.
     */
    private List<Stage> removeData(NodeId node) {
        Optional<NodeId> stays = new LastVote(sight).staysAfter(node);
        if (stays.isPresent()) {
            return leaveAlone(node, stays.get());
        }
        Optional<NodeId> other = new LastVote(sight).otherOfTwo(node);
        if (other.isPresent()) {
            return leaveUnlessElected(node, other.get());
        }
        // One that is left behind never becomes ready, and what is on it nobody knows any more.
        boolean runs = !sight.isDown(node) && !LastVote.isLeftBehind(node, sight.view());
        List<Stage> way = new ArrayList<>();
        way.add(new Stage.Gate(Action.REMOVE));
        int again = way.size();
        if (runs) {
            way.add(new Stage.Start());
            way.add(new Stage.Ready());
        }
        int drain = way.size();
        Chore exclude = CrateChores.exclude(node);
        way.add(new Stage.Do(exclude, Optional.of(CrateChores.excludeDebt(node, sight))));
        way.add(new Stage.Prove(EMPTY, PROOFS_RUNNING, drain));
        way.add(new Stage.Stop());
        way.add(new Stage.Prove(GONE, PROOFS_STOPPED, again));
        way.add(new Stage.Pay(CrateChores.excludeDebtId(node)));
        way.add(new Stage.Release());
        way.add(new Stage.Forget());
        return way;
    }

    /**
     * Scale-in of the last but one node where both votes are needed:
     *
     * <ol>
     *   <li>It is drained as any other; then all shards are proved on the node that stays, and both to hold the same state.
     *   <li>That the other may make itself the only master at its next start is written down while both run. Then both are stopped.
     *   <li>The other starts, and does so. Proved twice: it is master alone, and has every table that was there.
     *   <li>Only then is the volume of the one that left destroyed.
     * </ol>
     */
    private List<Stage> leaveAlone(NodeId leaves, NodeId stays) {
        List<Stage> way = new ArrayList<>(List.of(new Stage.Gate(Action.REMOVE), new Stage.Start(), new Stage.Ready()));
        int drain = way.size();
        way.add(new Stage.Do(CrateChores.exclude(leaves), Optional.of(CrateChores.excludeDebt(leaves, sight))));
        way.add(new Stage.Prove(EMPTY, PROOFS_RUNNING, drain));
        way.add(new Stage.Prove(ALL_ON_LAST, 1, drain));
        way.add(new Stage.On(stays, new Stage.Owe(LastVote.debtId(stays))));
        way.add(new Stage.Stop());
        way.add(new Stage.On(stays, new Stage.Stop()));
        way.add(new Stage.On(stays, new Stage.Start()));
        way.add(new Stage.On(stays, new Stage.Ready()));
        way.add(new Stage.Prove(ALONE, PROOFS_STOPPED, -1));
        way.add(new Stage.Pay(LastVote.debtId(stays)));
        way.add(new Stage.Pay(CrateChores.excludeDebtId(leaves)));
        way.add(new Stage.Release());
        way.add(new Stage.Forget());
        return way;
    }

    /**
     * Scale-in of one of two that never were three, while the other is master and so has the only vote. If that one goes down and comes back
     * during the drain, the one that leaves may be elected, and has the only vote then: stopped, it would leave a node that waits for it
     * for ever. So that is asked when it is empty; if it is so, the way goes on as {@link #leaveAlone}, behind the gate that says what that
     * costs. Should the other be elected again while that gate is shut, nothing of it is needed any more.
     */
    private List<Stage> leaveUnlessElected(NodeId leaves, NodeId stays) {
        List<Stage> alone = List.of(
                new Stage.Prove(ALL_ON_LAST, 1, -1),
                new Stage.On(stays, new Stage.Owe(LastVote.debtId(stays))),
                new Stage.Stop(),
                new Stage.On(stays, new Stage.Stop()),
                new Stage.On(stays, new Stage.Start()),
                new Stage.On(stays, new Stage.Ready()),
                new Stage.Prove(ALONE, PROOFS_STOPPED, -1),
                new Stage.Pay(LastVote.debtId(stays)));
        List<Stage> way = new ArrayList<>(List.of(new Stage.Gate(Action.REMOVE)));
        int again = way.size();
        way.addAll(List.of(new Stage.Start(), new Stage.Ready()));
        int drain = way.size();
        way.add(new Stage.Do(CrateChores.exclude(leaves), Optional.of(CrateChores.excludeDebt(leaves, sight))));
        way.add(new Stage.Prove(EMPTY, PROOFS_RUNNING, drain));
        // Asked, held by the gate, and asked again: three stages, and then those that are skipped if it is not so.
        int end = way.size() + 3 + alone.size();
        way.add(new Stage.Prove(ELECTED, 1, end));
        way.add(new Stage.Gate(Action.REMOVE));
        way.add(new Stage.Prove(ELECTED, 1, end));
        way.addAll(alone);
        way.add(new Stage.Stop());
        way.add(new Stage.Prove(GONE, PROOFS_STOPPED, again));
        way.add(new Stage.Pay(CrateChores.excludeDebtId(leaves)));
        way.add(new Stage.Release());
        way.add(new Stage.Forget());
        return way;
    }
}
