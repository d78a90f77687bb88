package dev.holdfast.local.agent.core;

import com.google.protobuf.ByteString;
import dev.holdfast.local.link.ToAgent;
import dev.holdfast.mesos.v1.Resource;
import java.time.Duration;
import java.util.List;

/** Something that happened to an agent. Tasks are named by their container id. */
public sealed interface AgentEvent {

    /** The master said something; {@link ToAgent.Registered} is also the sign that the link is up. */
    record FromMaster(ToAgent message) implements AgentEvent {}

    /** The link to the master broke; nothing can be sent until it registers again. */
    record LinkDown() implements AgentEvent {}

    /** The task's sandbox is ready and everything is fetched. */
    record Prepared(String container) implements AgentEvent {}

    /** The task could not be prepared or started; the message names what and where. */
    record LaunchFailed(String container, String message) implements AgentEvent {}

    /** The task's process runs; also said of a process found again after the agent itself was away. */
    record Started(String container, ProcessMark process) implements AgentEvent {}

    /** The task's process ended. */
    record Exited(String container, ExitStatus status) implements AgentEvent {}

    /** After the agent was away: this task never came to have a process. */
    record NeverStarted(String container) implements AgentEvent {}

    /** After the agent was away: the whole machine was restarted, no process is left. */
    record MachineRestarted() implements AgentEvent {}

    /** After the agent was away: all that was left of before has been told. */
    record Recovered() implements AgentEvent {}

    /** A probe ended. */
    record Probed(String container, ProbeKind kind, ProbeOutcome outcome) implements AgentEvent {}

    /** The directories of an operation's volumes are there. */
    record VolumesCreated(ByteString operationUuid) implements AgentEvent {}

    /** The disk would not take an operation's volumes; they are taken back. */
    record OperationFailed(ByteString operationUuid, String message) implements AgentEvent {}

    /** The data of these volumes is gone. */
    record VolumesDestroyed(List<Resource> volumes) implements AgentEvent {}

    /** The machine is to be left: end this task, within its own grace but not more than {@code atMost}. */
    record EndTask(String container, Duration atMost) implements AgentEvent {}

    /** Time passed. */
    record Tick() implements AgentEvent {}
}
