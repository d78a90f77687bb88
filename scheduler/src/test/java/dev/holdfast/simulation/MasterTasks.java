package dev.holdfast.simulation;

import dev.holdfast.core.Event;
import dev.holdfast.model.AgentId;
import dev.holdfast.model.ExecutorId;
import dev.holdfast.model.TaskId;
import dev.holdfast.model.TaskState;
import dev.holdfast.model.TaskStatus;
import dev.holdfast.simulation.Master.Standing;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the master knows of tasks, and what it says of them. Words of agents have a uuid and come until acknowledged; its own have none. */
final class MasterTasks {

    private static final long AGAIN = 10_000;

    private final World world;
    private final Master master;
    private final TreeMap<TaskId, Known> known = new TreeMap<>();

    private record Known(AgentId agent, TaskState state) {}

    MasterTasks(World world, Master master) {
        this.world = world;
        this.master = master;
    }

    void forgetAll() {
        known.clear();
    }

    void launched(TaskId task, AgentId agent) {
        known.put(task, new Known(agent, TaskState.STAGING));
    }

    /** Sends what agents have to say and was not acknowledged. */
    void send() {
        for (Machine machine : world.machines) {
            if (master.isRegistered(machine)) {
                List.copyOf(machine.containers).forEach(this::send);
            }
        }
    }

    void send(Container container) {
        TaskStatus status = container.updates.peekFirst();
        if (status == null || container.sendAt > world.agenda.millis() || !master.isRegistered(container.machine)) {
            return;
        }
        container.sendAt = world.agenda.millis() + AGAIN;
        if (Hazards.strikes(world.hazards.updates, Hazards.Mishap.LOST)) {
            world.trace.line("network", "loses " + Text.of(status));
            return;
        }
        boolean late = Hazards.strikes(world.hazards.updates, Hazards.Mishap.LATE);
        world.agenda.in(late ? world.hazards.lateness : 2, () -> forward(status));
        if (Hazards.strikes(world.hazards.updates, Hazards.Mishap.TWICE)) {
            world.agenda.in(3000, () -> forward(status));
        }
    }

    private void forward(TaskStatus status) {
        if (!master.up) {
            return;
        }
        status.agentId().ifPresent(agent -> {
            Known before = known.get(status.taskId());
            if (before != null && !before.state().isOver()) {
                known.put(status.taskId(), new Known(agent, status.state()));
            }
        });
        master.tell(new Event.TaskUpdate(status));
    }

    void resendIn(long delay) {
        long at = world.agenda.millis() + delay;
        world.machines.forEach(machine -> machine.containers.forEach(container -> container.sendAt = at));
    }

    void acknowledge(TaskStatus status) {
        for (Machine machine : world.machines) {
            for (Container container : machine.containers) {
                TaskStatus first = container.updates.peekFirst();
                if (container.task.id().equals(status.taskId())
                        && first != null
                        && first.uuid().equals(status.uuid())
                        && master.isRegistered(machine)) {
                    container.updates.removeFirst();
                    container.sendAt = world.agenda.millis();
                    if (status.state().isOver()) {
                        known.remove(status.taskId());
                    }
                }
            }
            machine.containers.removeIf(
                    container -> container.isOver() && container.executorOver && container.updates.isEmpty());
        }
    }

    void kill(TaskId id, AgentId agent) {
        Optional<Container> found = world.agents.find(id);
        if (known.get(id) == null) {
            say(id, nowhere(agent), agent, "RECONCILIATION");
        } else if (found.isPresent() && master.isRegistered(found.get().machine)) {
            world.agenda.in(3, () -> world.agents.kill(found.get(), ""));
        }
    }

    private TaskState nowhere(AgentId agent) {
        Standing standing = master.agents.get(agent);
        if (standing == Standing.REGISTERED) {
            return TaskState.GONE;
        }
        return standing == Standing.GONE ? TaskState.GONE_BY_OPERATOR : TaskState.UNKNOWN;
    }

    void reconcile(SortedMap<TaskId, AgentId> asked) {
        if (asked.isEmpty()) {
            known.forEach((id, task) -> {
                if (!task.state().isOver() && master.agents.get(task.agent()) != Standing.EXPECTED) {
                    say(id, stateOf(task), task.agent(), "RECONCILIATION");
                }
            });
        }
        asked.forEach((id, agent) -> {
            Known task = known.get(id);
            if (master.agents.get(agent) == Standing.EXPECTED) {
                world.trace.line("master", "cannot say yet how " + id + " is");
            } else if (task == null) {
                Standing standing = master.agents.get(agent);
                say(
                        id,
                        standing == Standing.UNREACHABLE ? TaskState.UNREACHABLE : nowhere(agent),
                        agent,
                        "RECONCILIATION");
            } else {
                say(id, stateOf(task), task.agent(), "RECONCILIATION");
            }
        });
    }

    private TaskState stateOf(Known task) {
        return switch (master.agents.getOrDefault(task.agent(), Standing.EXPECTED)) {
            case UNREACHABLE -> task.state().isOver() ? task.state() : TaskState.UNREACHABLE;
            case GONE -> TaskState.GONE_BY_OPERATOR;
            case REGISTERED, EXPECTED -> task.state();
        };
    }

    /**
     * An agent is back: what runs there is said, and what does not run there any more, too. A master that is new says nothing of agents that it
     * expects, but it does of those that were unreachable before it ruled, or of which it never heard.
     */
    void back(Machine machine, Optional<Standing> before) {
        boolean expected = before.equals(Optional.of(Standing.EXPECTED));
        for (Container container : machine.containers) {
            TaskId id = container.task.id();
            if (!container.isOver()) {
                boolean news = known.get(id) == null;
                known.put(id, new Known(machine.id, container.state));
                if (!news || !expected) {
                    say(id, container.state, machine.id, "AGENT_REREGISTERED");
                }
            }
            container.sendAt = world.agenda.millis() + 500;
        }
        for (TaskId id : of(machine.id)) {
            boolean there = machine.containers.stream()
                    .anyMatch(container -> container.task.id().equals(id));
            if (!there) {
                known.remove(id);
                say(id, TaskState.GONE, machine.id, "RECONCILIATION");
            }
        }
    }

    void unreachable(AgentId agent) {
        known.forEach((id, task) -> {
            if (task.agent().equals(agent) && !task.state().isOver()) {
                say(id, TaskState.UNREACHABLE, agent, "AGENT_REMOVED");
            }
        });
    }

    void goneByOperator(AgentId agent) {
        for (TaskId id : of(agent)) {
            known.remove(id);
            say(id, TaskState.GONE_BY_OPERATOR, agent, "AGENT_REMOVED_BY_OPERATOR");
        }
    }

    private List<TaskId> of(AgentId agent) {
        return known.keySet().stream()
                .filter(id -> Optional.ofNullable(known.get(id))
                        .filter(task -> task.agent().equals(agent))
                        .isPresent())
                .toList();
    }

    /** A launch that came to nothing before any agent saw it. */
    void neverBegan(TaskId id, TaskState state, String reason, AgentId agent) {
        say(id, state, agent, reason);
    }

    private void say(TaskId id, TaskState state, AgentId agent, String reason) {
        String message = reason.equals("RECONCILIATION") ? "Reconciliation: as far as the master knows" : "";
        master.tell(new Event.TaskUpdate(new TaskStatus(
                id,
                state,
                reason,
                "MASTER",
                message,
                Optional.of(agent),
                Optional.of(new ExecutorId(id.value())),
                "",
                Optional.empty(),
                "container",
                world.agenda.now())));
    }
}
