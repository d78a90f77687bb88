package dev.holdfast.simulation;

import dev.holdfast.core.Command;
import dev.holdfast.database.Chore;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Debt;
import dev.holdfast.database.Driver;
import dev.holdfast.database.Observation;
import dev.holdfast.model.NodeId;
import dev.holdfast.spec.ClusterSpec;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A database that is not there, with real semantics for data: what it acknowledges to its clients it must have for ever, unless disks
 * are lost that nobody of ours gave up. Its data is on the volumes of its nodes, and goes with them.
 */
interface Model {

    /** What its user wants at first, and again in the end. */
    ClusterSpec firstWish();

    /** The wish with another number of nodes. */
    ClusterSpec scaled(ClusterSpec spec, int which);

    /** The wish with another setting. */
    ClusterSpec set(ClusterSpec spec, int which);

    /** The wish with the newest release. */
    ClusterSpec upgraded(ClusterSpec spec);

    /** A process comes up on its volume; a reason if it refuses to. */
    Optional<String> start(Container container);

    /** A process is asked to end: how many milliseconds it takes. */
    long ending(Container container);

    /** A process is over. */
    void ended(Container container);

    /** A chore's process begins beside a node. */
    default void choreStarts(Container chore) {
        throw new UnsupportedOperationException("nothing is done beside a node of " + chore.node.cluster());
    }

    /** A chore's process is asked to end: how many milliseconds it takes. */
    default long choreEnding(Container chore) {
        return 100;
    }

    /** A chore's process is over. */
    default void choreEnded(Container chore) {}

    /** What a person may want of this database beside what all can do, instead of changing a setting; empty if nothing. */
    default Optional<Command> another(int which) {
        return Optional.empty();
    }

    /** What {@code holdfast why} says to do about something that its user has left half-done; empty if nothing. */
    default Optional<Command> advice() {
        return Optional.empty();
    }

    /** Whether a node can tell anything of what its database has: one that never came into it cannot. */
    default boolean knows(NodeId node) {
        return true;
    }

    /** Somebody reads what is told to be not well, and does with the database's own tools what is said to help. */
    default void heeds(String rule, String text) {}

    /** What is durable shall be an older copy, which does not owe all that is owed now. */
    default void putBack(List<Debt> owed) {}

    /** A second passes: members find each other, copy, serve clients. */
    void pass();

    /** What one who looks sees at this moment. */
    Observation look(ClusterView view, Instant begin, Instant end);

    Driver.Outcome perform(ClusterView view, Chore chore);

    /** A node's disk is gone for good, as its members notice at once: nothing else is to happen before that counts. */
    default void diskLost(NodeId node) {}

    /** Whether all the volumes of a machine could go, and the database would still have all it promised. */
    boolean canSpare(Machine machine);

    /** A node's disk is given up, and that is durable: it gets a new one. */
    default void givenUp(NodeId node) {}

    /** A volume of it was destroyed on our word: throws if anything was on it that is nowhere else. */
    void destroyed(Volume volume);

    /** What its users would miss if this node went, which whoever looked could have seen for half a minute; empty if nothing. */
    Optional<String> misses(NodeId node);

    /** Why it is not yet as its user wants it; empty if it is. */
    Optional<String> unsettled(ClusterSpec wish);

    /** Records that clients were told are safe. */
    long acknowledged();
}
