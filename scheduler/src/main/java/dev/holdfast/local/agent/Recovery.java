package dev.holdfast.local.agent;

import dev.holdfast.local.agent.core.AgentEvent;
import dev.holdfast.local.agent.core.AgentSnapshot;
import dev.holdfast.local.agent.core.ResourceFit;
import dev.holdfast.local.agent.core.TaskRun;
import dev.holdfast.local.agent.disk.Checkpoint;
import dev.holdfast.local.agent.process.TaskProcesses;
import dev.holdfast.mesos.v1.Resource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an agent finds when it starts: its own state of before, and what has become of its tasks meanwhile. */
final class Recovery {

    private static final Logger log = LoggerFactory.getLogger(Recovery.class);

    private Recovery() {}

    /** The state to go on from, with the resources the agent is now configured to have. */
    static AgentSnapshot state(Optional<Checkpoint.Saved> saved, List<Resource> configured) {
        if (saved.isEmpty()) {
            return AgentSnapshot.fresh(configured);
        }
        AgentSnapshot before = saved.get().state();
        ResourceFit.Fitted fitted = ResourceFit.fit(before.resources(), configured);
        for (String name : fitted.shortages()) {
            log.warn(
                    "More {} is reserved on this agent than it is configured to have; the reservations stay. Give it"
                            + " back what it had, or release some",
                    name);
        }
        return new AgentSnapshot(
                before.agentId(),
                fitted.resources(),
                before.drain(),
                before.executors(),
                before.operations(),
                before.doomed());
    }

    /** What to tell the core before anything else: which tasks run, ended, or never began. */
    static List<AgentEvent> events(Optional<Checkpoint.Saved> saved, String bootId, TaskProcesses processes) {
        List<AgentEvent> events = new ArrayList<>();
        if (saved.isPresent() && !saved.get().bootId().equals(bootId)) {
            log.info("The machine was restarted; all tasks of before are gone");
            events.add(new AgentEvent.MachineRestarted());
        } else if (saved.isPresent()) {
            for (AgentSnapshot.Executor executor : saved.get().state().executors()) {
                for (AgentSnapshot.Task task : executor.tasks()) {
                    if (task.phase() != TaskRun.Phase.ENDED) {
                        events.add(event(task, processes));
                    }
                }
            }
        }
        events.add(new AgentEvent.Recovered());
        return events;
    }

    private static AgentEvent event(AgentSnapshot.Task task, TaskProcesses processes) {
        String container = task.container().getValue();
        TaskProcesses.Found found;
        try {
            found = processes.recover(container);
        } catch (IOException | RuntimeException unreadable) {
            return new AgentEvent.LaunchFailed(
                    container, "what became of the task while the agent was away cannot be read: " + unreadable);
        }
        if (found instanceof TaskProcesses.Found.Running running) {
            return new AgentEvent.Started(container, running.process());
        }
        if (found instanceof TaskProcesses.Found.Ended ended) {
            return new AgentEvent.Exited(container, ended.status());
        }
        return new AgentEvent.NeverStarted(container);
    }
}
