package dev.holdfast.database.cassandra;

import dev.holdfast.database.Action;
import dev.holdfast.database.Chore;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Stage;
import dev.holdfast.model.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The stages of each action. */
final class CassandraWays {

    /** Proof that a node has left the ring by its own word, and that the others do not know it any more. */
    static final String LEFT = "left-the-ring";

    /** Proof that a node that never joined is known to nobody. */
    static final String UNKNOWN = "unknown-to-all";

    /** Proof that every part of the ring that a dead node holds has another copy that is up. */
    static final String SPARE = "spare-copies";

    /**
     * What keeps a node that has begun to leave: Cassandra cannot call its leaving off, but one that comes up with its disk before it has left is
     * a member as before, and has all it had. One that has left meanwhile must not come up again.
     */
    private static final List<Stage> STAYS = List.of(
            new Stage.Gate(Action.RESTART),
            new Stage.Stop(),
            new Stage.Gate(Action.START),
            new Stage.Start(),
            new Stage.Ready());

    /** Observations needed for what cannot be taken back. */
    private static final int PROOFS = 2;

    private final Sight sight;

    CassandraWays(ClusterView view) {
        this.sight = new Sight(view);
    }

    List<Stage> of(Action action, NodeId node) {
        return switch (action) {
            case START -> start(node);
            case STOP -> List.of(new Stage.Gate(Action.STOP), new Stage.Stop());
            case RESTART -> restart(node);
            case REPLACE -> replace(node);
            case REMOVE -> remove(node);
        };
    }

    /** One that an earlier plan drained, and left at that, first ends. */
    private List<Stage> start(NodeId node) {
        List<Stage> way = new ArrayList<>(List.of(new Stage.Reserve()));
        if (sight.isDrained(node)) {
            way.add(new Stage.Stop());
        }
        way.addAll(List.of(new Stage.Gate(Action.START), new Stage.Start(), new Stage.Ready()));
        return way;
    }

    /** It is drained first: writes go to the others, and nothing is left to be replayed when it comes back. */
    private List<Stage> restart(NodeId node) {
        List<Stage> way = new ArrayList<>(List.of(new Stage.Reserve(), new Stage.Gate(Action.RESTART)));
        if (CassandraIdentity.hasJoined(node, sight.view())) {
            way.add(drain(node));
        }
        way.addAll(List.of(new Stage.Stop(), new Stage.Start(), new Stage.Ready()));
        return way;
    }

    private static Stage drain(NodeId node) {
        return new Stage.Do(Chore.on(node, CassandraChores.DRAIN), Optional.empty());
    }

    /**
     * Scale-in of one node:
     *
     * <ol>
     *   <li>It runs: only a node itself can give its data away.
     *   <li>Until it has left there is a way back: it is restarted, and is a member as before. Then there is none.
     *   <li>That it left is never taken from its absence: it says so itself, and two looks at the others do not find it.
     * </ol>
     *
     * <p>One that never joined has nothing to give away. It only must be known to nobody once it is down.
     */
    private List<Stage> remove(NodeId node) {
        if (CassandraIdentity.hasLeft(node, sight.view())) {
            return gone();
        }
        if (new RingGates(sight).isStranger(node) && !sight.witnesses().isEmpty()) {
            return List.of(
                    new Stage.Gate(Action.REMOVE),
                    new Stage.Stop(),
                    new Stage.Prove(UNKNOWN, PROOFS, -1),
                    new Stage.Release(),
                    new Stage.Forget());
        }
        if (sight.isDown(node) && Membership.of(sight.view(), node).isPresent()) {
            return takenOut(node);
        }
        List<Stage> way = new ArrayList<>(List.of(new Stage.Gate(Action.REMOVE), new Stage.Start(), new Stage.Ready()));
        way.addAll(leave(node));
        way.addAll(List.of(new Stage.Stop(), new Stage.Release(), new Stage.Forget()));
        return way;
    }

    /**
     * One that is down for good, by a person's word, is taken out by another, who is up: of all that it holds there must be another copy that
     * is up, and nobody may see it alive. Those who hold its ranges then make their copies from what is left. Its disk is given up; if
     * it comes back after all, a person decides about it.
     */
    private List<Stage> takenOut(NodeId node) {
        NodeId by = sight.witnesses().keySet().stream()
                .filter(other -> !other.equals(node))
                .findFirst()
                .orElse(node);
        Chore chore = Chore.on(by, CassandraChores.REMOVE_NODE).with(CassandraChores.HOST, sight.hostId(node));
        return List.of(
                new Stage.Gate(Action.REMOVE),
                new Stage.Prove(SPARE, PROOFS, -1),
                new Stage.Stop(),
                new Stage.Do(chore, Optional.empty()),
                new Stage.Prove(UNKNOWN, PROOFS, -1),
                new Stage.Renew(),
                new Stage.Release(),
                new Stage.Forget());
    }

    private static List<Stage> gone() {
        return List.of(
                new Stage.Gate(Action.REMOVE),
                new Stage.Prove(LEFT, PROOFS, -1),
                new Stage.Stop(),
                new Stage.Release(),
                new Stage.Forget());
    }

    private List<Stage> leave(NodeId node) {
        Chore chore = Chore.on(node, CassandraChores.DECOMMISSION);
        boolean force = new RingGates(sight).mustForce(node);
        return List.of(
                new Stage.Undo(STAYS),
                new Stage.Do(force ? chore.with(CassandraChores.FORCE, "true") : chore, Optional.empty()),
                new Stage.NoReturn(),
                new Stage.Prove(LEFT, PROOFS, -1));
    }

    /**
     * The same identity with an empty disk.
     *
     * <ol>
     *   <li>One that is down: its place is taken by its address, once its disk is known to hold nothing that others do not.
     *   <li>One that runs leaves the ring and joins it again where the others can do without it meanwhile; so there are never fewer copies.
     *   <li>Else it is stopped, behind the gate of a stop, and its place is taken as that of one that is dead.
     *   <li>The gate before the start sees that the new place is on the same rack.
     *   <li>One that took a dead one's place has each part from one copy only, which may lack what a majority has: it is repaired before it counts
     *       as whole. If that cannot be, since another is down, it is done by itself later ({@link CassandraUpkeep}).
     * </ol>
     */
    private List<Stage> replace(NodeId node) {
        List<Stage> way = new ArrayList<>();
        Stage gate = new Stage.Gate(Action.REPLACE);
        Stage prove = new Stage.Prove(SPARE, PROOFS, -1);
        boolean takesPlace = false;
        boolean left = CassandraIdentity.hasLeft(node, sight.view());
        if (left) {
            way.addAll(List.of(gate, new Stage.Stop(), new Stage.Prove(LEFT, PROOFS, -1)));
        } else if (sight.isDown(node) || Membership.of(sight.view(), node).isEmpty()) {
            way.addAll(List.of(gate, new Stage.Stop(), prove));
            takesPlace = Membership.of(sight.view(), node).isPresent();
        } else if (new RingGates(sight).canLeave(node)) {
            way.add(new Stage.Gate(Action.REMOVE));
            way.addAll(leave(node));
            way.add(new Stage.Stop());
        } else {
            way.addAll(List.of(new Stage.Gate(Action.STOP), drain(node), new Stage.Stop(), gate, prove));
            takesPlace = true;
        }
        way.addAll(List.of(
                new Stage.Renew(),
                new Stage.Reserve(),
                new Stage.Gate(Action.START),
                new Stage.Start(),
                new Stage.Ready()));
        if (takesPlace) {
            way.add(new Stage.Do(CassandraChores.repairNowOrLater(node), Optional.empty()));
        }
        return way;
    }
}
