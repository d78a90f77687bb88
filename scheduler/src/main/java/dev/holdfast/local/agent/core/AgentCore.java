package dev.holdfast.local.agent.core;

import dev.holdfast.local.link.ToAgent;
import dev.holdfast.local.link.ToMaster;
import dev.holdfast.mesos.v1.AgentID;
import dev.holdfast.mesos.v1.FrameworkID;
import dev.holdfast.mesos.v1.Resource;
import dev.holdfast.mesos.v1.TaskID;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * An agent's state machine: one event in, effects out. Between two calls {@link #snapshot()} is all it needs to go on
 * later; the caller saves it before it does the effects. Not safe for several threads.
 */
public final class AgentCore {

    private final Statuses statuses;
    private final TaskLife life;
    private final Operations operations;
    private final GroupLaunch launches;
    private final Map<String, ExecutorRun> executors = new LinkedHashMap<>();
    private final List<ToMaster.ExecutorExited> untoldExits = new ArrayList<>();
    private Optional<AgentID> agentId;
    private Optional<ToAgent.Drain> drain;
    private boolean connected;

    /**
     * @param ip address told as the containers' own
     * @param ids where new identifiers come from
     */
    public AgentCore(AgentSnapshot saved, String ip, Supplier<UUID> ids) {
        this.statuses = new Statuses(ip, ids);
        this.life = new TaskLife(statuses);
        this.operations = new Operations(saved, statuses);
        this.launches = new GroupLaunch(statuses, life, executors);
        this.agentId = saved.agentId();
        this.drain = saved.drain();
        saved.agentId().ifPresent(statuses::agentIs);
        statuses.draining(drain);
        for (AgentSnapshot.Executor executor : saved.executors()) {
            executors.put(executor.container().getValue(), ExecutorRun.from(executor));
        }
    }

    /** Takes one event; the effects are to be done in their order, after {@link #snapshot()} is saved. */
    public List<AgentEffect> handle(AgentEvent event, Instant now) {
        if (event instanceof AgentEvent.LinkDown) {
            onDisconnected();
        } else if (event instanceof AgentEvent.FromMaster from && from.message() instanceof ToAgent.Registered) {
            connected = true;
        }
        Turn turn = new Turn(now, connected);
        if (event instanceof AgentEvent.Recovered) {
            List<Resource> doomed = operations.doomed();
            if (!doomed.isEmpty()) {
                turn.add(new AgentEffect.DestroyVolumes(doomed));
            }
        }
        if (event instanceof AgentEvent.FromMaster from) {
            onMaster(from.message(), turn);
        } else if (event instanceof AgentEvent.MachineRestarted) {
            onMachineRestarted(turn);
        } else if (event instanceof AgentEvent.OperationFailed failed) {
            operations.onFailed(failed, agentId, turn);
        } else if (event instanceof AgentEvent.VolumesCreated created) {
            operations.onCreated(created.operationUuid(), turn);
        } else if (event instanceof AgentEvent.VolumesDestroyed destroyed) {
            operations.onDestroyed(destroyed.volumes());
        } else {
            onTaskEvent(event, turn);
        }
        onTime(turn);
        endIdleExecutors(turn);
        finishDrain(turn);
        return turn.effects();
    }

    private void onMaster(ToAgent message, Turn turn) {
        if (message instanceof ToAgent.Registered registered) {
            onRegistered(registered, turn);
        } else if (message instanceof ToAgent.RunTaskGroup run) {
            launches.run(run, operations.resources(), drain, turn);
        } else if (message instanceof ToAgent.KillTask kill) {
            find(
                    kill.frameworkId(),
                    kill.taskId(),
                    (executor, task) -> life.kill(
                            executor,
                            task,
                            KillGrace.of(kill.policy(), task),
                            kill.policy().isPresent(),
                            turn));
        } else if (message instanceof ToAgent.ShutdownExecutor shutdown) {
            executors.values().stream()
                    .filter(executor -> executor.framework.getId().equals(shutdown.frameworkId())
                            && executor.info.getExecutorId().equals(shutdown.executorId()))
                    .forEach(executor -> shutDown(executor, turn));
        } else if (message instanceof ToAgent.ShutdownFramework shutdown) {
            executors.values().stream()
                    .filter(executor -> executor.framework.getId().equals(shutdown.frameworkId()))
                    .forEach(executor -> silence(executor, turn));
        } else if (message instanceof ToAgent.ApplyOperation apply) {
            operations.apply(apply, agentId, turn);
        } else if (message instanceof ToAgent.Acknowledge acknowledge) {
            find(
                    acknowledge.frameworkId(),
                    acknowledge.taskId(),
                    (executor, task) -> life.onAcknowledged(executor, task, acknowledge.uuid(), turn));
        } else if (message instanceof ToAgent.AcknowledgeOperation acknowledge) {
            operations.onAcknowledged(acknowledge);
        } else if (message instanceof ToAgent.Drain order) {
            onDrain(order, turn);
        } else if (message instanceof ToAgent.Ping) {
            turn.tell(new ToMaster.Pong());
        } else if (message instanceof ToAgent.Refused refused) {
            List.copyOf(executors.values()).forEach(executor -> silence(executor, turn));
            turn.add(new AgentEffect.Stop(refused.reason()));
        }
        // A Message for an executor goes nowhere: the default executor does not listen to any.
    }

    private void onRegistered(ToAgent.Registered registered, Turn turn) {
        agentId = Optional.of(registered.agentId());
        statuses.agentIs(registered.agentId());
        for (ExecutorRun executor : executors.values()) {
            for (TaskRun task : executor.tasks.values()) {
                task.updates.hold();
                life.sendHead(executor, task, turn);
            }
        }
        untoldExits.forEach(turn::tell);
        untoldExits.clear();
        operations.onConnected(turn);
    }

    private void onDisconnected() {
        connected = false;
        executors.values().forEach(executor -> executor.tasks.values().forEach(task -> task.updates.hold()));
        operations.onDisconnected();
    }

    private void onTaskEvent(AgentEvent event, Turn turn) {
        if (event instanceof AgentEvent.Prepared prepared) {
            find(prepared.container(), (executor, task) -> life.onPrepared(executor, task, turn));
        } else if (event instanceof AgentEvent.LaunchFailed failed) {
            find(failed.container(), (executor, task) -> life.onLaunchFailed(executor, task, failed.message(), turn));
        } else if (event instanceof AgentEvent.Started started) {
            if (!find(
                    started.container(), (executor, task) -> life.onStarted(executor, task, started.process(), turn))) {
                turn.add(new AgentEffect.KillAll(started.container(), started.process()));
            }
        } else if (event instanceof AgentEvent.Exited exited) {
            find(exited.container(), (executor, task) -> life.onExited(executor, task, exited.status(), turn));
        } else if (event instanceof AgentEvent.NeverStarted never) {
            find(never.container(), (executor, task) -> life.onNeverStarted(executor, task, turn));
        } else if (event instanceof AgentEvent.EndTask end) {
            find(
                    end.container(),
                    (executor, task) -> life.kill(executor, task, KillGrace.capped(task, end.atMost()), true, turn));
        } else if (event instanceof AgentEvent.Probed probed) {
            find(
                    probed.container(),
                    (executor, task) -> life.onProbed(executor, task, probed.kind(), probed.outcome(), turn));
        }
    }

    private void onMachineRestarted(Turn turn) {
        for (ExecutorRun executor : executors.values()) {
            executor.tasks.values().forEach(task -> life.onMachineRestarted(executor, task, turn));
        }
    }

    /** Ends an executor as a whole: its tasks are killed at once, without their grace, as a real one does. */
    private void shutDown(ExecutorRun executor, Turn turn) {
        executor.terminating = true;
        List.copyOf(executor.tasks.values()).forEach(task -> life.kill(executor, task, Duration.ZERO, true, turn));
    }

    private void silence(ExecutorRun executor, Turn turn) {
        executor.silent = true;
        executor.tasks.values().forEach(task -> task.updates.silence());
        shutDown(executor, turn);
    }

    private void onDrain(ToAgent.Drain order, Turn turn) {
        drain = Optional.of(order);
        statuses.draining(drain);
        for (ExecutorRun executor : executors.values()) {
            for (TaskRun task : List.copyOf(executor.tasks.values())) {
                Duration grace = order.maxGraceSeconds() < 0
                        ? task.ownGrace()
                        : KillGrace.capped(task, Seconds.of(order.maxGraceSeconds()));
                life.kill(executor, task, grace, true, turn);
            }
        }
    }

    private void finishDrain(Turn turn) {
        if (drain.isPresent() && executors.isEmpty() && turn.isConnected()) {
            turn.tell(new ToMaster.Drained());
            drain = Optional.empty();
            statuses.draining(drain);
        }
    }

    private void onTime(Turn turn) {
        for (ExecutorRun executor : executors.values()) {
            List.copyOf(executor.tasks.values()).forEach(task -> life.onTime(executor, task, turn));
        }
        operations.onTime(turn);
    }

    /** An executor without a running task ends; it is forgotten when nothing of it waits to be acknowledged. */
    private void endIdleExecutors(Turn turn) {
        Iterator<ExecutorRun> all = executors.values().iterator();
        while (all.hasNext()) {
            ExecutorRun executor = all.next();
            if (!executor.over && executor.isIdle()) {
                executor.over = true;
                if (!executor.isCommandExecutor()) {
                    tellExit(
                            new ToMaster.ExecutorExited(executor.framework.getId(), executor.info.getExecutorId(), 0),
                            turn);
                }
            }
            executor.tasks.values().removeIf(task -> task.isOver() && task.updates.isEmpty());
            if (executor.over && executor.tasks.isEmpty()) {
                all.remove();
                turn.add(new AgentEffect.ExecutorOver(executor.framework, executor.info, executor.container));
            }
        }
    }

    // An exit between registering and being registered is in neither, so it is told afterwards.
    private void tellExit(ToMaster.ExecutorExited exit, Turn turn) {
        if (turn.isConnected()) {
            turn.tell(exit);
        } else {
            untoldExits.add(exit);
        }
    }

    /** When {@link AgentEvent.Tick} is due next if nothing else happens. */
    public Instant wakeUpAt() {
        Instant earliest = operations.wakeUpAt();
        for (ExecutorRun executor : executors.values()) {
            for (TaskRun task : executor.tasks.values()) {
                Instant due = task.wakeUpAt();
                earliest = due.isBefore(earliest) ? due : earliest;
            }
        }
        return earliest;
    }

    public Optional<AgentID> agentId() {
        return agentId;
    }

    /** Everything the agent has: with reservations and volumes, used or not. */
    public List<Resource> resources() {
        return operations.resources();
    }

    /** All that has to survive. */
    public AgentSnapshot snapshot() {
        List<AgentSnapshot.Executor> saved = new ArrayList<>();
        executors.values().forEach(executor -> saved.add(executor.snapshot()));
        return new AgentSnapshot(
                agentId, operations.resources(), drain, List.copyOf(saved), operations.snapshot(), operations.doomed());
    }

    private interface TaskAction {
        void on(ExecutorRun executor, TaskRun task);
    }

    private void find(FrameworkID framework, TaskID id, TaskAction action) {
        for (ExecutorRun executor : executors.values()) {
            TaskRun task = executor.tasks.get(id);
            if (task != null && executor.framework.getId().equals(framework)) {
                action.on(executor, task);
                return;
            }
        }
    }

    private boolean find(String container, TaskAction action) {
        for (ExecutorRun executor : executors.values()) {
            Optional<TaskRun> task = executor.byContainer(container);
            if (task.isPresent()) {
                action.on(executor, task.get());
                return true;
            }
        }
        return false;
    }
}
