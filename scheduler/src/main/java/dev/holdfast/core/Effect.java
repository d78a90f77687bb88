package dev.holdfast.core;

import dev.holdfast.database.Chore;
import dev.holdfast.database.ClusterView;
import dev.holdfast.model.Agent;
import dev.holdfast.model.AgentId;
import dev.holdfast.model.ExecutorId;
import dev.holdfast.model.NodeId;
import dev.holdfast.model.OfferId;
import dev.holdfast.model.Operation;
import dev.holdfast.model.OperationStatus;
import dev.holdfast.model.TaskId;
import dev.holdfast.model.TaskStatus;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;

/** Something to do outside, after the facts are durable. Each may be done again without harm. */
public sealed interface Effect {

    record Accept(List<OfferId> offers, List<Operation> operations, double refuseSeconds) implements Effect {}

    record Decline(List<OfferId> offers, double refuseSeconds) implements Effect {}

    /** Promises to leave before a maintenance window begins; it may be asked again after that time. */
    record AcceptInverse(List<OfferId> offers, double refuseSeconds) implements Effect {}

    /** Says that something of ours will run there; likewise. */
    record DeclineInverse(List<OfferId> offers, double refuseSeconds) implements Effect {}

    record Revive(SortedSet<String> roles) implements Effect {}

    record Suppress(SortedSet<String> roles) implements Effect {}

    /** The roles we are subscribed to shall be these. */
    record Roles(SortedSet<String> roles) implements Effect {}

    record Kill(TaskId task, AgentId agent) implements Effect {}

    record Acknowledge(TaskStatus status) implements Effect {}

    record AcknowledgeOperation(OperationStatus status) implements Effect {}

    /** Ask the master how these tasks are; with none, how all are that it knows. */
    record Reconcile(SortedMap<TaskId, AgentId> tasks) implements Effect {}

    /** Ask the master which agents there are. */
    record AskForAgents() implements Effect {}

    /** Look at a database. */
    record Probe(ClusterView cluster) implements Effect {}

    record Perform(ClusterView cluster, Chore chore) implements Effect {}

    /** Have software at hand, and say so under {@code key}. {@code sources} by artifact name, where the spec names its own. */
    record Prepare(String key, String software, SortedMap<String, String> sources) implements Effect {}

    /** Let agents fetch these rendered files, by the hexadecimal SHA-256 of their bytes. */
    record Serve(SortedMap<String, String> filesBySha256) implements Effect {}

    /** Read what a task wrote last, in its container's sandbox. */
    record ReadLastWords(NodeId node, int incarnation, Agent agent, TaskId task, String containerId)
            implements Effect {}

    /**
     * Read what a chore beside a node has written so far.
     *
     * @param executor of its node, in whose sandbox its own is
     * @param containerId of the chore's; empty if Mesos did not tell
     * @param last whether the chore is over, so that its result is there, or why it failed
     */
    record ReadChore(NodeId node, Agent agent, ExecutorId executor, TaskId task, String containerId, boolean last)
            implements Effect {}

    record Reply(long ticket, Answer answer) implements Effect {}

    /** Act no more. */
    record Halt(String why) implements Effect {}
}
