package dev.holdfast.local.link;

import com.google.protobuf.ByteString;
import dev.holdfast.mesos.v1.AgentID;
import dev.holdfast.mesos.v1.AgentInfo;
import dev.holdfast.mesos.v1.ExecutorID;
import dev.holdfast.mesos.v1.ExecutorInfo;
import dev.holdfast.mesos.v1.FrameworkID;
import dev.holdfast.mesos.v1.FrameworkInfo;
import dev.holdfast.mesos.v1.OperationStatus;
import dev.holdfast.mesos.v1.Resource;
import dev.holdfast.mesos.v1.Task;
import dev.holdfast.mesos.v1.TaskStatus;
import java.util.List;
import java.util.Optional;

/** What an agent tells its master. */
public sealed interface ToMaster {

    /**
     * First record on every (re)connection: who the agent is and all it holds, so that a master that restarted learns
     * everything again from its agents.
     *
     * @param agentId the id an earlier master gave; empty on the very first registration
     * @param info hostname, port, attributes, domain, and the unreserved resources it started with
     * @param ip address that the agent's HTTP API listens on
     * @param resources everything it has now: with reservations and volumes, used or not
     * @param tasks tasks that are not terminal, and terminal ones whose last status is not acknowledged
     * @param executors executors still alive
     * @param frameworks the frameworks those belong to
     */
    record Register(
            Optional<AgentID> agentId,
            AgentInfo info,
            String ip,
            List<Resource> resources,
            List<Task> tasks,
            List<RunningExecutor> executors,
            List<FrameworkInfo> frameworks)
            implements ToMaster {}

    /** An executor that is alive, and whose it is. */
    record RunningExecutor(FrameworkID frameworkId, ExecutorInfo executor) {}

    /**
     * A task changed; resent every 10 seconds, then less often, until acknowledged, one at a time for each task.
     *
     * @param latest the newest state of the task, which may be ahead of the status sent
     */
    record StatusUpdate(FrameworkID frameworkId, TaskStatus status, TaskStatus latest) implements ToMaster {}

    /** Outcome of an operation, with the agent's resources after it. */
    record OperationUpdate(
            FrameworkID frameworkId, ByteString operationUuid, OperationStatus status, List<Resource> resources)
            implements ToMaster {}

    /** An executor ended; {@code status} as waitpid gives it, 0 for a clean end. */
    record ExecutorExited(FrameworkID frameworkId, ExecutorID executorId, int status) implements ToMaster {}

    /** Every task is over after a {@link ToAgent.Drain}. */
    record Drained() implements ToMaster {}

    /** Answer to {@link ToAgent.Ping}. */
    record Pong() implements ToMaster {}
}
