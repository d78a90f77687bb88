package dev.holdfast.simulation;

import dev.holdfast.core.Effect;
import dev.holdfast.core.Event;
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
            if (container.host.filter(host -> host.executorOver).isPresent()) {
                world.master.tasks.neverBegan(
                        container.task.id(), TaskState.DROPPED, "EXECUTOR_TERMINATED", machine.id);
                free(container);
                return;
            }
            machine.containers.add(container);
            become(container, TaskState.STARTING, "", "");
            world.agenda.in(world.chance.nextInt(300, 2000), () -> start(container));
        });
    }

    private void free(Container container) {
        Resources all = container.isChore()
                ? container.taskResources()
                : container.executorResources().plus(container.taskResources());
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

    /** The process is over, however that came. Its executor goes a second after the last in it, and with it the volume. */
    void end(Container container, TaskState how, String reason, String message) {
        if (container.isOver()) {
            return;
        }
        stopProcess(container);
        become(container, how, reason, message);
        Machine machine = container.machine;
        machine.used = machine.used.minus(container.taskResources());
        Container first = container.host.orElse(container);
        container.executorOver |= container.isChore();
        world.agenda.in(1000, () -> {
            if (!first.executorOver && machine.live().stream().noneMatch(other -> isIn(first, other))) {
                first.executorOver = true;
                machine.used = machine.used.minus(first.executorResources());
                if (world.master.isRegistered(machine)) {
                    world.master.tell(new Event.Failure(Optional.of(machine.id), Optional.of(first.executor.id()), 0));
                }
            }
        });
    }

    private static boolean isIn(Container first, Container other) {
        return other == first || other.host.filter(host -> host == first).isPresent();
    }

    /** What a chore has written, if its agent can be asked; read as the engine reads it. */
    Event.ChoreSaid read(Effect.ReadChore read) {
        Optional<Container> found = find(read.task())
                .filter(container -> container.machine.up && container.machine.linked && container.machine.reachable);
        return new Event.ChoreSaid(
                read.node(),
                read.task(),
                found.map(container -> container.progress).orElse(""),
                found.map(container -> container.result).orElse(""),
                "",
                read.last());
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
                Optional.of(container.executor.id()),
                "update-" + uuids,
                Optional.empty(),
                "container",
                world.agenda.now()));
        world.trace.line(container.machine.hostname, container.task.id() + " is " + state);
        world.agenda.in(2, () -> world.master.tasks.send(container));
    }
}
