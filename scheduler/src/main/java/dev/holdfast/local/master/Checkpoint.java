package dev.holdfast.local.master;

import dev.holdfast.mesos.v1.AgentInfo;
import dev.holdfast.mesos.v1.DrainInfo;
import dev.holdfast.mesos.v1.FrameworkInfo;
import dev.holdfast.mesos.v1.MachineInfo;
import dev.holdfast.mesos.v1.maintenance.Schedule;
import java.util.List;

/**
 * What a master must not forget when it restarts; everything else it learns again from its agents.
 *
 * @param frameworks frameworks with an id, newest description
 * @param removedFrameworks ids that were torn down or expired, oldest first
 * @param agents agents that were given an id
 * @param machines that the maintenance schedule names, with their modes
 * @param schedule as an operator gave it
 */
public record Checkpoint(
        List<FrameworkInfo> frameworks,
        List<String> removedFrameworks,
        List<KnownAgent> agents,
        List<MachineInfo> machines,
        Schedule schedule) {

    /** A master's first start. */
    public static final Checkpoint NOTHING =
            new Checkpoint(List.of(), List.of(), List.of(), List.of(), Schedule.getDefaultInstance());

    /** How an agent stood with the master. */
    public enum Standing {
        MEMBER,
        UNREACHABLE,
        GONE
    }

    /**
     * An agent that has an id.
     *
     * @param info with the id
     * @param since milliseconds since the epoch at which it became unreachable or gone, 0 for a member
     * @param drain default instance when it is not draining
     */
    public record KnownAgent(AgentInfo info, Standing standing, long since, boolean deactivated, DrainInfo drain) {}
}
