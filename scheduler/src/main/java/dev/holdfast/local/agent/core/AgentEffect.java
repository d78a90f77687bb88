package dev.holdfast.local.agent.core;

import com.google.protobuf.ByteString;
import dev.holdfast.local.link.ToMaster;
import dev.holdfast.mesos.v1.CheckInfo;
import dev.holdfast.mesos.v1.ContainerID;
import dev.holdfast.mesos.v1.ExecutorInfo;
import dev.holdfast.mesos.v1.FrameworkInfo;
import dev.holdfast.mesos.v1.HealthCheck;
import dev.holdfast.mesos.v1.Resource;
import java.util.List;

/** Something an agent is to do, after its state is checkpointed. */
public sealed interface AgentEffect {

    /** Tell the master. */
    record Send(ToMaster message) implements AgentEffect {}

    /**
     * Make the task's sandbox, and its executor's if that is new, and fetch; answered with Prepared or LaunchFailed.
     */
    record Prepare(TaskLaunch launch) implements AgentEffect {}

    /** Start the task's process; answered with Started or LaunchFailed, later with Exited. */
    record Start(TaskLaunch launch) implements AgentEffect {}

    /** A task that was being prepared is no longer wanted; whatever it answers is ignored. */
    record Abandon(String container) implements AgentEffect {}

    /** Ask the leading process of a task to end (SIGTERM to it alone). */
    record Terminate(String container, ProcessMark process) implements AgentEffect {}

    /** End everything in the task's session at once (SIGKILL). */
    record KillAll(String container, ProcessMark process) implements AgentEffect {}

    /** Probe the health of a task; answered with Probed. */
    record ProbeHealth(TaskLaunch launch, ProcessMark process, HealthCheck check) implements AgentEffect {}

    /** Take a check of a task; answered with Probed. */
    record ProbeCheck(TaskLaunch launch, ProcessMark process, CheckInfo check) implements AgentEffect {}

    /** Make the directories of new volumes; answered with VolumesCreated or OperationFailed. */
    record CreateVolumes(ByteString operationUuid, List<Resource> volumes) implements AgentEffect {}

    /** Delete the data of volumes, which the agent no longer has; answered with VolumesDestroyed. */
    record DestroyVolumes(List<Resource> volumes) implements AgentEffect {}

    /** The executor and all its updates are done with; its sandbox may be collected when room is wanted. */
    record ExecutorOver(FrameworkInfo framework, ExecutorInfo executor, ContainerID container) implements AgentEffect {}

    /** The master refused this agent: everything was told to end, the agent is to stop. */
    record Stop(String reason) implements AgentEffect {}
}
