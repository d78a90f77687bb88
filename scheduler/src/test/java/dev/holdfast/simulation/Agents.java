package dev.holdfast.simulation;

import dev.holdfast.core.Event;
import dev.holdfast.model.ExecutorId;
import dev.holdfast.model.Resources;
import dev.holdfast.model.TaskId;
import dev.holdfast.model.TaskSpec;
import dev.holdfast.model.TaskState;
import dev.holdfast.model.TaskStatus;
import java.util.List;
import java.util.Optional;

/** What agents do: fetch, start and end processes, and say so. */
final class Agents {

    private final World world;
    private int uuids;

    Agents(World world) {
        this.world = world;
    }

    Optional<Container> find(TaskId task) {
        return world.machines.stream()
                .flatMap(machine -> machine.containers.stream())
                .filter(container -> container.task.id().equals(task))
                .findFirst();
    }

    /** A launch is on its way to its agent. If that is away, it never arrives, and nobody says so before the agent is back. */
    void launch(Container container) {
        Machine machine = container.machine;
        int boots = machine.boots;
        world.agenda.in(3, () -> {
            if (machine.boots != boots) {
                return;
            }
            if (!machine.up || !machine.linked) {
                world.trace.line(machine.hostname, "never hears of " + container.task.id());
                free(container);
                return;
            }
            machine.containers.add(container);
            become(container, TaskState.STARTING, "", "");
            world.agenda.in(world.chance.nextInt(300, 2000), () -> start(container));
        });
    }

    private void free(Container container) {
        Resources all = container.executorResources().plus(container.taskResources());
        container.machine.used = container.machine.used.minus(all);
        container.executorOver = true;
    }

    private void start(Container container) {
        if (container.isOver() || container.killed || !container.machine.up) {
            return;
        }
        for (TaskSpec.Fetch fetch : container.task.fetches()) {
            if (!fetch.cache()) {
                Optional<String> content =
                        container.machine.linked ? world.schedulers.fetch(fetch.uri()) : Optional.empty();
                if (content.isEmpty()) {
                    end(container, TaskState.FAILED, "", "Failed to fetch all URIs for container: " + fetch.path());
                    return;
                }
                container.files.put(fetch.path(), content.get());
            }
        }
        become(container, TaskState.RUNNING, "", "");
        Optional<String> refusal = world.databases.start(container);
        if (refusal.isPresent()) {
            world.trace.line(container.machine.hostname, container.node + " does not start: " + refusal.get());
            end(container, TaskState.FAILED, "", "Command exited with status 1: " + refusal.get());
        }
    }

    /** Asked to end; it ends when its database is done, or when its grace is over. */
    void kill(Container container, String reason) {
        if (container.isOver() || container.killed || !container.machine.up) {
            return;
        }
        container.killed = true;
        become(container, TaskState.KILLING, reason, "");
        long takes = container.processUp ? world.databases.ending(container) : 100;
        world.agenda.in(takes, () -> {
            if (!container.isOver()) {
                end(container, TaskState.KILLED, reason, "Command terminated with signal Terminated");
            }
        });
    }

    /** The process is over, however that came. Its executor goes a second later, and with it the volume. */
    void end(Container container, TaskState how, String reason, String message) {
        if (container.isOver()) {
            return;
        }
        stopProcess(container);
        become(container, how, reason, message);
        Machine machine = container.machine;
        machine.used = machine.used.minus(container.taskResources());
        world.agenda.in(1000, () -> {
            if (!container.executorOver) {
                container.executorOver = true;
                machine.used = machine.used.minus(container.executorResources());
                if (world.master.isRegistered(machine)) {
                    world.master.tell(new Event.Failure(
                            Optional.of(machine.id),
                            Optional.of(new ExecutorId(container.task.id().value())),
                            0));
                }
            }
        });
    }

    private void stopProcess(Container container) {
        if (container.processUp) {
            container.processUp = false;
            world.databases.ended(container);
        }
    }

    /** All processes of a machine end, and nobody is told by them. */
    void endAll(Machine machine) {
        for (Container container : List.copyOf(machine.containers)) {
            stopProcess(container);
            container.state = container.isOver() ? container.state : TaskState.GONE;
            container.updates.clear();
            container.executorOver = true;
        }
        machine.containers.clear();
        machine.used = Resources.NONE;
        machine.boots++;
    }

    private void become(Container container, TaskState state, String reason, String message) {
        container.state = state;
        uuids++;
        if (container.updates.isEmpty()) {
            container.sendAt = world.agenda.millis();
        }
        container.updates.addLast(new TaskStatus(
                container.task.id(),
                state,
                reason,
                "EXECUTOR",
                message,
                Optional.of(container.machine.id),
                Optional.of(new ExecutorId(container.task.id().value())),
                "update-" + uuids,
                Optional.empty(),
                "container",
                world.agenda.now()));
        world.trace.line(container.machine.hostname, container.task.id() + " is " + state);
        world.agenda.in(2, () -> world.master.tasks.send(container));
    }
}
