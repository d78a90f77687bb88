package dev.holdfast.core;

import dev.holdfast.model.AgentId;
import dev.holdfast.model.ExecutorId;
import dev.holdfast.model.ExecutorSpec;
import dev.holdfast.model.TaskId;
import dev.holdfast.model.TaskSpec;
import dev.holdfast.model.TaskState;
import dev.holdfast.model.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The tasks of the simulated Mesos. An agent's update has a uuid, is sent again every ten seconds until it is acknowledged, and holds
 * back the next; a master's has none. Judge of three promises: ids never repeat, a node has one process, and at most one chore
 * beside it.
 */
final class SimTasks {

    private static final Duration AGAIN = Duration.ofSeconds(10);

    private final TreeMap<TaskId, SimTask> tasks = new TreeMap<>();
    private final List<Event> said = new ArrayList<>();
    private int uuids;

    /** Nodes whose processes do not end when killed. */
    final List<String> stubborn = new ArrayList<>();
    /** Whether executors' resources come free a second after their task's, as they do on real agents. */
    boolean executorsLinger = true;
    /** How often each task was killed. */
    final TreeMap<TaskId, Integer> kills = new TreeMap<>();

    List<Event> takeSaid() {
        List<Event> all = new ArrayList<>(said);
        said.clear();
        return all;
    }

    /** Nodes that may have a second process: what runs on an agent that is cut off from everybody cannot be ended. */
    final Set<String> twins = new LinkedHashSet<>();

    List<SimTask> all() {
        return List.copyOf(tasks.values());
    }

    List<SimTask> live() {
        return tasks.values().stream().filter(SimTask::isLive).toList();
    }

    Optional<SimTask> liveOf(String node) {
        return live().stream().filter(task -> task.node().equals(node)).reduce((older, newer) -> newer);
    }

    /** How long a chore beside a node runs. */
    Duration choresTake = Duration.ofSeconds(20);
    /** Names of chores beside nodes that fail instead of ending well. */
    final Set<String> failing = new LinkedHashSet<>();
    /** Hears of chores that ended well. */
    Consumer<SimTask> choreDone = task -> {};

    /** The node's task that holds an executor which runs. */
    Optional<SimTask> holderOf(ExecutorId executor, SimAgent agent) {
        return tasks.values().stream()
                .filter(task -> task.agent == agent && task.executor.id().equals(executor))
                .filter(task -> task.host.isEmpty() && !task.executorOver)
                .findFirst();
    }

    /** Whether a task may join an executor that runs; if not, why not is said. */
    boolean mayJoin(SimTask holder, TaskSpec task, ExecutorSpec described, Instant now) {
        if (!holder.executor.equals(described)) {
            String why = "ExecutorInfo is not compatible with existing ExecutorInfo with same ExecutorID.";
            neverBegan(task, TaskState.ERROR, "TASK_GROUP_INVALID", why, holder.agent.id, now);
            return false;
        }
        if (!holder.executorEndsAt.equals(Instant.MAX)) {
            neverBegan(task, TaskState.DROPPED, "EXECUTOR_TERMINATED", "is terminating", holder.agent.id, now);
            return false;
        }
        return true;
    }

    /** Chores that ever had a process beside a node. */
    List<SimTask> chores(String name) {
        return tasks.values().stream()
                .filter(task -> task.chore().equals(name) && !task.runningSince.equals(Instant.MAX))
                .toList();
    }

    void launch(TaskSpec spec, ExecutorSpec executor, SimAgent agent, Instant now) {
        SimTask task = new SimTask(spec, executor, agent, holderOf(executor.id(), agent), now);
        live().stream()
                .filter(other -> !task.chore().isEmpty() && other.beside().equals(task.beside()))
                .findFirst()
                .ifPresent(other -> {
                    throw new AssertionError(spec.id() + " is a second chore at once: " + other.spec.id());
                });
        Optional<SimTask> twin = task.chore().isEmpty() ? liveOf(task.node()) : Optional.empty();
        twin.filter(other -> !twins.contains(task.node())).ifPresent(other -> {
            throw new AssertionError(
                    "a second process of " + task.node() + ": " + spec.id() + " beside " + other.spec.id());
        });
        if (tasks.put(spec.id(), task) != null) {
            throw new AssertionError("task id " + spec.id() + " repeats");
        }
        become(task, TaskState.STARTING, "", "", now);
    }

    /** A launch that the master refuses: no process, no uuid. */
    void neverBegan(TaskSpec spec, TaskState state, String reason, String message, AgentId agent, Instant now) {
        said.add(
                new Event.TaskUpdate(status(spec.id(), state, reason, "MASTER", message, Optional.of(agent), "", now)));
    }

    void pass(Instant now, boolean connected) {
        for (SimTask task : tasks.values()) {
            boolean through = !task.chore().isEmpty()
                    && task.state == TaskState.RUNNING
                    && !task.runningSince.plus(choresTake).isAfter(now);
            if (through) {
                boolean fails = failing.contains(task.chore());
                end(task, fails ? TaskState.FAILED : TaskState.FINISHED, "", "Command exited", now);
                if (!fails) {
                    choreDone.accept(task);
                }
            } else if (task.isLive() && !task.endsAt.isAfter(now)) {
                end(task, TaskState.KILLED, "", "Command terminated with signal Terminated", now);
            } else if (task.state == TaskState.STARTING && !task.runsAt.isAfter(now)) {
                task.runningSince = now;
                become(task, TaskState.RUNNING, "", "", now);
            }
            if (!task.executorOver && !task.executorEndsAt.isAfter(now)) {
                executorEnds(task);
            }
            if (connected && task.agent.connected && !task.updates.isEmpty() && !task.sendAt.isAfter(now)) {
                said.add(new Event.TaskUpdate(task.updates.peekFirst()));
                task.sendAt = now.plus(AGAIN);
            }
        }
    }

    private void executorEnds(SimTask task) {
        task.executorOver = true;
        task.agent.used = task.agent.used.minus(task.executorResources());
        said.add(new Event.Failure(Optional.of(task.agent.id), Optional.of(task.executor.id()), 0));
    }

    /** A process ends by itself. */
    void end(SimTask task, TaskState how, String reason, String message, Instant now) {
        task.endsAt = Instant.MAX;
        task.agent.used = task.agent.used.minus(task.taskResources());
        become(task, how, reason, message, now);
        SimTask holder = task.host.orElse(task);
        boolean last = live().stream().noneMatch(other -> other.host.orElse(other) == holder);
        if (last) {
            holder.executorEndsAt = executorsLinger ? now.plusSeconds(1) : now;
        }
    }

    private void become(SimTask task, TaskState state, String reason, String message, Instant now) {
        task.state = state;
        uuids++;
        if (task.updates.isEmpty()) {
            task.sendAt = now;
        }
        task.updates.addLast(status(
                task.spec.id(),
                state,
                reason,
                "EXECUTOR",
                message,
                Optional.of(task.agent.id),
                "update-" + uuids,
                now));
    }

    void acknowledge(TaskStatus status, Instant now) {
        SimTask task = tasks.get(status.taskId());
        if (task != null
                && !task.updates.isEmpty()
                && task.updates.peekFirst().uuid().equals(status.uuid())) {
            task.updates.removeFirst();
            task.sendAt = now;
        }
    }

    void resendAll(Instant at) {
        tasks.values().forEach(task -> task.sendAt = at);
    }

    void kill(TaskId id, AgentId agent, Instant now, boolean agentKnown) {
        kills.merge(id, 1, Integer::sum);
        SimTask task = tasks.get(id);
        if (task == null || !task.isLive()) {
            say(id, agentKnown ? TaskState.GONE : TaskState.UNKNOWN, "RECONCILIATION", agent, now);
        } else if (task.agent.connected && task.endsAt.equals(Instant.MAX) && !stubborn.contains(task.node())) {
            task.endsAt = now.plusSeconds(2);
            become(task, TaskState.KILLING, "", "", now);
        }
    }

    void reconcile(TaskId id, AgentId asked, Optional<SimAgent> agent, Instant now) {
        SimTask task = tasks.get(id);
        boolean there = agent.filter(known -> known.connected).isPresent();
        if (task == null) {
            say(id, there ? TaskState.GONE : TaskState.UNKNOWN, "RECONCILIATION", asked, now);
        } else if (task.state.isOver() && task.updates.isEmpty()) {
            say(id, there ? TaskState.GONE : TaskState.UNKNOWN, "RECONCILIATION", asked, now);
        } else if (!task.agent.connected) {
            say(id, TaskState.UNREACHABLE, "RECONCILIATION", asked, now);
        } else {
            say(id, task.state, "RECONCILIATION", asked, now);
        }
    }

    /** All that the master knows to live, or not to be within reach. */
    void reconcileAll(Instant now) {
        for (SimTask task : tasks.values()) {
            // Of what runs where nobody reaches, the master knows no end.
            boolean unheard = !task.agent.connected && task.endedUnheard;
            if (task.isLive() || unheard) {
                TaskState state = task.agent.connected ? task.state : TaskState.UNREACHABLE;
                say(task.spec.id(), state, "RECONCILIATION", task.agent.id, now);
            }
        }
    }

    private void say(TaskId id, TaskState state, String reason, AgentId agent, Instant now) {
        said.add(new Event.TaskUpdate(status(id, state, reason, "MASTER", "", Optional.of(agent), "", now)));
    }

    void unreachable(SimAgent agent, Instant now) {
        for (SimTask task : live()) {
            if (task.agent == agent) {
                say(task.spec.id(), TaskState.UNREACHABLE, "AGENT_REMOVED", agent.id, now);
            }
        }
    }

    void back(SimAgent agent, Instant now) {
        for (SimTask task : live()) {
            if (task.agent == agent) {
                say(task.spec.id(), task.state, "AGENT_REREGISTERED", agent.id, now);
            }
        }
    }

    void goneByOperator(SimAgent agent, Instant now) {
        for (SimTask task : live()) {
            if (task.agent == agent) {
                say(task.spec.id(), TaskState.GONE_BY_OPERATOR, "AGENT_REMOVED_BY_OPERATOR", agent.id, now);
            }
        }
        endSilently(agent, now);
    }

    /** Processes end and nobody hears of it. */
    void endSilently(SimAgent agent, Instant now) {
        for (SimTask task : tasks.values()) {
            if (task.agent == agent && (task.isLive() || !task.executorOver)) {
                task.endedUnheard |= task.isLive();
                task.state = TaskState.GONE;
                task.updates.clear();
                task.endsAt = Instant.MAX;
                task.executorEndsAt = now;
                task.executorOver = true;
            }
        }
    }

    private static TaskStatus status(
            TaskId id,
            TaskState state,
            String reason,
            String source,
            String message,
            Optional<AgentId> agent,
            String uuid,
            Instant now) {
        return new TaskStatus(
                id,
                state,
                reason,
                source,
                message,
                agent,
                Optional.of(new ExecutorId(id.value())),
                uuid,
                Optional.empty(),
                "container",
                now);
    }
}
