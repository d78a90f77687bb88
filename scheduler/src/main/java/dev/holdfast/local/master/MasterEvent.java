package dev.holdfast.local.master;

import dev.holdfast.local.link.ToMaster;
import dev.holdfast.mesos.v1.AgentID;
import dev.holdfast.mesos.v1.scheduler.Call;
import java.util.Optional;
import java.util.UUID;

/** What can happen to a master. */
public sealed interface MasterEvent {

    /**
     * A scheduler wants to subscribe.
     *
     * @param offeredStream id that its stream of events gets if it is let in
     * @param givenStreamId the {@code Mesos-Stream-Id} header, which a SUBSCRIBE must not carry
     * @param principal who the scheduler proved to be; empty where nobody has to
     */
    record Subscribe(Call call, UUID offeredStream, Optional<String> givenStreamId, Optional<String> principal)
            implements MasterEvent {}

    /** Any other call of a scheduler. */
    record SchedulerCall(Call call, Optional<String> givenStreamId, Optional<String> principal)
            implements MasterEvent {}

    /** The connection of a subscription broke. */
    record StreamClosed(UUID stream) implements MasterEvent {}

    /** An agent opened a link; the master answers on it. */
    record AgentRegisters(long link, ToMaster.Register register) implements MasterEvent {}

    /** An agent said something on its way up. */
    record AgentSays(AgentID agentId, ToMaster message) implements MasterEvent {}

    /** A link broke. */
    record LinkClosed(long link) implements MasterEvent {}

    /** An operator's call. */
    record OperatorCall(dev.holdfast.mesos.v1.master.Call call) implements MasterEvent {}

    /** Time passed: heartbeats, offers, time-outs. */
    record Tick() implements MasterEvent {}
}
