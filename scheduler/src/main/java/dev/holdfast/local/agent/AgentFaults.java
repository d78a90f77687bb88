package dev.holdfast.local.agent;

import dev.holdfast.local.agent.core.AgentSnapshot;
import dev.holdfast.local.agent.core.TaskRun;
import dev.holdfast.mesos.v1.Resource;
import dev.holdfast.mesos.v1.TaskID;
import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Faults on request. What is broken here is found out by the agent in its usual ways; nothing is told beforehand. */
public final class AgentFaults {

    private final Supplier<AgentSnapshot> state;
    private final AgentTools tools;
    private final MasterLink link;

    AgentFaults(Supplier<AgentSnapshot> state, AgentTools tools, MasterLink link) {
        this.state = state;
        this.tools = tools;
        this.link = link;
    }

    /** {@code kill -9} of a task's leading process; false if no such task runs here. */
    public boolean killTask(TaskID id) {
        return state.get().executors().stream()
                .flatMap(executor -> executor.tasks().stream())
                .filter(task -> task.info().getTaskId().equals(id) && task.phase() != TaskRun.Phase.ENDED)
                .anyMatch(task -> tools.table().kill(task.process()));
    }

    /** Cuts the agent off from its master, or heals that; tasks notice nothing. */
    public void partition(boolean cutOff) {
        link.partition(cutOff);
    }

    /** Deletes the data of one volume, as a disk does that was replaced; false if there is no such volume. */
    public boolean loseVolume(String persistenceId) throws IOException {
        return lose(volume -> volume.getDisk().getPersistence().getId().equals(persistenceId)) > 0;
    }

    /** Deletes the data of all volumes; how many there are. */
    public int loseDisk() throws IOException {
        return lose(volume -> true);
    }

    private int lose(Predicate<Resource> which) throws IOException {
        List<Resource> volumes = state.get().resources().stream()
                .filter(resource -> resource.hasDisk() && resource.getDisk().hasPersistence())
                .filter(which)
                .toList();
        for (Resource volume : volumes) {
            tools.volumes().lose(volume);
        }
        return volumes.size();
    }
}
