package dev.holdfast.mesos;

import dev.holdfast.model.AgentId;
import dev.holdfast.model.ExecutorId;
import dev.holdfast.model.OfferId;
import dev.holdfast.model.Operation;
import dev.holdfast.model.OperationId;
import dev.holdfast.model.TaskId;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Everything that can be asked of the master over a subscription, but subscribing itself. That a call was taken says
 * only that the master will look at it; what came of it arrives as events.
 *
 * <p>REQUEST is left out: no allocator that ships with Mesos listens to it.
 */
public sealed interface SchedulerCall {

    /**
     * Uses offers of one agent and one role. What the operations leave over is refused for {@code refuse}.
     *
     * @param operations done in this order, but each on its own: any may fail while others succeed
     */
    record Accept(List<OfferId> offers, List<Operation> operations, Duration refuse) implements SchedulerCall {
        public Accept {
            offers = List.copyOf(offers);
            operations = List.copyOf(operations);
        }
    }

    /** Gives offers back, not to see these resources again for {@code refuse}. */
    record Decline(List<OfferId> offers, Duration refuse) implements SchedulerCall {
        public Decline {
            offers = List.copyOf(offers);
        }
    }

    /** Promises to leave before a maintenance window begins. */
    record AcceptInverse(List<OfferId> offers, Duration refuse) implements SchedulerCall {
        public AcceptInverse {
            offers = List.copyOf(offers);
        }
    }

    /** Says that we will not leave before a maintenance window begins. */
    record DeclineInverse(List<OfferId> offers, Duration refuse) implements SchedulerCall {
        public DeclineInverse {
            offers = List.copyOf(offers);
        }
    }

    /** Wants offers again for these roles, forgetting what was declined; no roles means all of them. */
    record Revive(SortedSet<String> roles) implements SchedulerCall {
        public Revive {
            roles = Collections.unmodifiableSortedSet(new TreeSet<>(roles));
        }
    }

    /** Wants no offers for these roles; no roles means none of them. */
    record Suppress(SortedSet<String> roles) implements SchedulerCall {
        public Suppress {
            roles = Collections.unmodifiableSortedSet(new TreeSet<>(roles));
        }
    }

    /** @param grace instead of the one the task was launched with */
    record Kill(TaskId task, Optional<AgentId> agent, Optional<Duration> grace) implements SchedulerCall {}

    /** Ends an executor with all its tasks, without their grace. Never for a live database. */
    record Shutdown(ExecutorId executor, AgentId agent) implements SchedulerCall {}

    /**
     * Says that a status update is stored, so that Mesos may forget it.
     *
     * @param uuid base64, as the update had it
     */
    record Acknowledge(TaskId task, AgentId agent, String uuid) implements SchedulerCall {}

    /** The same for an operation's outcome. */
    record AcknowledgeOperation(OperationId operation, Optional<AgentId> agent, String uuid) implements SchedulerCall {}

    /** Asks for the state of these tasks; of no tasks asks for all that the master knows of. */
    record Reconcile(SortedMap<TaskId, Optional<AgentId>> tasks) implements SchedulerCall {
        public Reconcile {
            tasks = Collections.unmodifiableSortedMap(new TreeMap<>(tasks));
        }
    }

    /** Likewise for operations. An agent id from an earlier registration of the agent must never be sent. */
    record ReconcileOperations(SortedMap<OperationId, Optional<AgentId>> operations) implements SchedulerCall {
        public ReconcileOperations {
            operations = Collections.unmodifiableSortedMap(new TreeMap<>(operations));
        }
    }

    /**
     * Changes the roles, all at once. Below Mesos 1.9 this ends the subscription and makes a new one, which is done
     * here; if the master refuses the roles, those before stay in force.
     *
     * @param roles all we want from now on
     * @param suppressed those of them for which no offers are wanted now
     */
    record UpdateFramework(SortedSet<String> roles, SortedSet<String> suppressed) implements SchedulerCall {
        public UpdateFramework {
            roles = Collections.unmodifiableSortedSet(new TreeSet<>(roles));
            suppressed = Collections.unmodifiableSortedSet(new TreeSet<>(suppressed));
        }
    }

    /**
     * Best effort.
     *
     * @param data base64
     */
    record Message(ExecutorId executor, AgentId agent, String data) implements SchedulerCall {}

    /** Ends the framework: kills every task and forgets it for ever. Never while a database lives. */
    record Teardown() implements SchedulerCall {}
}
