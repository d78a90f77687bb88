package dev.holdfast.plan;

import dev.holdfast.database.Chore;
import dev.holdfast.database.Debt;
import dev.holdfast.model.NodeId;
import java.util.Optional;

/** What the runner wants of the core in this turn. */
public sealed interface Want {

    /** The node shall come to this goal; for RUNNING with the target's inputs, even if that takes another launch. */
    record NodeGoal(NodeId node, Goal goal) implements Want {}

    /** The node shall exist. */
    record NewNode(NodeId node) implements Want {}

    /** The node's reservation and volume shall be what the target says (cpu, memory, disk), process running or not. */
    record Resize(NodeId node) implements Want {}

    /** The node's volume is given up and a new one wished for elsewhere; its process must be over or given up. */
    record RenewVolume(NodeId node) implements Want {}

    /** The node's record, which holds nothing any more, is dropped. */
    record ForgetNode(NodeId node) implements Want {}

    /** The chore shall be performed now, if it is not being performed. */
    record Perform(Chore chore) implements Want {}

    /** The chore that is under way beside its node is still wanted; one that no plan wants any more is ended. */
    record GoOn(Chore chore) implements Want {}

    /** The debt is written down. */
    record Owe(Debt debt) implements Want {}

    /** The debt is paid; {@code seen} unless a user gave it up. */
    record Paid(String debtId, boolean seen) implements Want {}

    /** A fresh observation is needed; the sooner the better. */
    record Look() implements Want {}

    /** For the cluster's event log; of a step on a node, with that node. */
    record Tell(String text, Optional<NodeId> node) implements Want {
        public Tell(String text) {
            this(text, Optional.empty());
        }
    }
}
