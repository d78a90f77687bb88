package dev.holdfast.database;

import dev.holdfast.model.NodeId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One stage of a step on a node. A step goes through its stages in order; each holds until it is done. */
public sealed interface Stage {

    /** Waits until the rules let the action pass. */
    record Gate(Action action) implements Stage {}

    /** The node has its reservation and its volume, of the size the target wants. */
    record Reserve() implements Stage {}

    /** The process is over, and stays so. */
    record Stop() implements Stage {}

    /** The process runs, started with the target's inputs. */
    record Start() implements Stage {}

    /** The database calls this incarnation ready. */
    record Ready() implements Stage {}

    /**
     * A chore is performed until the rules say it is done.
     *
     * @param debt written down before the chore is first performed, if it leaves something behind
     */
    record Do(Chore chore, Optional<Debt> debt) implements Stage {}

    /**
     * Chores of different nodes, each performed until the rules say it is done; in this order, and no more under way at once than said. None of
     * them leaves anything behind.
     */
    record Together(List<Chore> chores, int atOnce) implements Stage {

        public Together {
            chores = List.copyOf(chores);
        }
    }

    /** A debt is paid: its payment is performed and done. No debt of that id: nothing to do. */
    record Pay(String debtId) implements Stage {}

    /**
     * A claim must be proved by {@code times} observations, each begun after the stage was entered and after the one before.
     *
     * @param otherwise stage index to go back to when an observation says NO; -1 to keep waiting
     */
    record Prove(String claim, int times, int otherwise) implements Stage {}

    /**
     * A claim is waited for, but not for ever. An observation that says NO sees it on its way, however long that takes; when all have
     * said otherwise for {@code patience}, the step goes on without it.
     */
    record Await(String claim, Duration patience) implements Stage {}

    /** The same of another node than the step's: for what takes two nodes in turns. */
    record On(NodeId node, Stage stage) implements Stage {}

    /** What comes next cannot be taken back: from here on a removal or a replacement that is cancelled goes on to its end. */
    record NoReturn() implements Stage {}

    /**
     * What comes next can be taken back, but not by leaving it: a removal or a replacement that is cancelled, or whose node is wanted again,
     * lets its node go this way, which makes it a member as before. That ends where {@link NoReturn} is. The chore right behind asks the
     * gate before it anew each time it is performed, for it may be long since it was asked.
     */
    record Undo(List<Stage> way) implements Stage {

        public Undo {
            way = List.copyOf(way);
        }
    }

    /** A debt is written down, worded by the rules as things are now: {@link Rules#owes}. */
    record Owe(String debtId) implements Stage {}

    /** Volume destroyed, resources unreserved. */
    record Release() implements Stage {}

    /** The node's volume is given up for lost or destroyed, and a new one, empty, wished for elsewhere. */
    record Renew() implements Stage {}

    /** The record of the node is dropped. */
    record Forget() implements Stage {}
}
