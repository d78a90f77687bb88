package dev.holdfast.local.link;

import com.google.protobuf.ByteString;
import dev.holdfast.mesos.v1.AgentID;
import dev.holdfast.mesos.v1.ExecutorID;
import dev.holdfast.mesos.v1.ExecutorInfo;
import dev.holdfast.mesos.v1.FrameworkID;
import dev.holdfast.mesos.v1.FrameworkInfo;
import dev.holdfast.mesos.v1.KillPolicy;
import dev.holdfast.mesos.v1.Offer;
import dev.holdfast.mesos.v1.TaskGroupInfo;
import dev.holdfast.mesos.v1.TaskID;
import java.util.Optional;

/** What the master tells an agent. */
public sealed interface ToAgent {

    /** The agent is known to the master under this id, which it keeps over restarts. */
    record Registered(AgentID agentId) implements ToAgent {}

    /**
     * The master will not have this agent (marked gone, or an id it never gave out); it must end its tasks and stop.
     */
    record Refused(String reason) implements ToAgent {}

    /**
     * Start a task group; a task outside a group (plain LAUNCH) travels as a group of one with its command executor.
     *
     * @param joins whether the master takes the executor for running: one that is not any more is not started anew then, for nothing
     *     was set aside for it
     */
    record RunTaskGroup(FrameworkInfo framework, ExecutorInfo executor, TaskGroupInfo group, boolean joins)
            implements ToAgent {

        /** With a new executor, unless it runs. */
        public RunTaskGroup(FrameworkInfo framework, ExecutorInfo executor, TaskGroupInfo group) {
            this(framework, executor, group, false);
        }
    }

    /** End a task; the policy given here replaces the task's own. */
    record KillTask(FrameworkID frameworkId, TaskID taskId, Optional<KillPolicy> policy) implements ToAgent {}

    /** End an executor with all its tasks. */
    record ShutdownExecutor(FrameworkID frameworkId, ExecutorID executorId) implements ToAgent {}

    /** The framework is gone: end everything it runs here. */
    record ShutdownFramework(FrameworkID frameworkId) implements ToAgent {}

    /** Apply RESERVE, UNRESERVE, CREATE or DESTROY; the master has validated it against what the agent reported. */
    record ApplyOperation(FrameworkID frameworkId, ByteString operationUuid, Offer.Operation operation)
            implements ToAgent {}

    /** The scheduler acknowledged a task status; the next one of that task may be sent. */
    record Acknowledge(FrameworkID frameworkId, TaskID taskId, ByteString uuid) implements ToAgent {}

    /** The scheduler acknowledged an operation status. */
    record AcknowledgeOperation(FrameworkID frameworkId, ByteString operationUuid, ByteString statusUuid)
            implements ToAgent {}

    /** A scheduler's message for an executor; the default executor ignores it. */
    record Message(FrameworkID frameworkId, ExecutorID executorId, ByteString data) implements ToAgent {}

    /**
     * Kill every task with its own grace, at most {@code maxGraceSeconds} (negative: no cap), reason AGENT_DRAINING.
     */
    record Drain(double maxGraceSeconds, boolean markGone) implements ToAgent {}

    /** Are you there? Answered with {@link ToMaster.Pong}. */
    record Ping() implements ToAgent {}
}
