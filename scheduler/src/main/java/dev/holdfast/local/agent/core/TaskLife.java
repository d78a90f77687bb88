package dev.holdfast.local.agent.core;

import com.google.protobuf.ByteString;
import dev.holdfast.local.link.ToMaster;
import dev.holdfast.mesos.v1.FrameworkInfo;
import dev.holdfast.mesos.v1.TaskState;
import dev.holdfast.mesos.v1.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How one task goes from launch to end, and what it takes with it.
 *
 * <p>1. A task is told TASK_STARTING, prepared, started, told TASK_RUNNING; from then on it is probed.
 * 2. Asked to end, it is told TASK_KILLING, its leading process gets SIGTERM, and when the grace is over its whole
 * session gets SIGKILL. Asking again changes nothing unless it brings a policy of its own, which then counts from the
 * first time.
 * 3. A task that fails or is killed takes the rest of its group with it; a task that finishes does not.
 * 4. When its last task has ended the executor ends, with status 0.
 */
final class TaskLife {

    private final Statuses statuses;

    TaskLife(Statuses statuses) {
        this.statuses = statuses;
    }

    void launch(ExecutorRun executor, TaskRun task, Turn turn) {
        tell(executor, task, statuses.executor(executor, task, TaskState.TASK_STARTING, turn.now()), turn);
        turn.add(new AgentEffect.Prepare(executor.launch(task)));
    }

    /** A task that is not taken. */
    void drop(ExecutorRun executor, TaskRun task, TaskStatus.Reason reason, String message, Turn turn) {
        task.phase = TaskRun.Phase.ENDED;
        TaskStatus.Builder status = statuses.agent(executor, task, Statuses.dropped(executor), turn.now());
        tell(executor, task, status.clearContainerStatus().setReason(reason).setMessage(message), turn);
    }

    void onPrepared(ExecutorRun executor, TaskRun task, Turn turn) {
        if (task.phase == TaskRun.Phase.PREPARING) {
            task.phase = TaskRun.Phase.STARTING;
            turn.add(new AgentEffect.Start(executor.launch(task)));
        }
    }

    void onStarted(ExecutorRun executor, TaskRun task, ProcessMark process, Turn turn) {
        if (task.isOver()) {
            // It was given up while its process was on the way: nothing of it may stay.
            turn.add(new AgentEffect.KillAll(task.container.getValue(), process));
            return;
        }
        boolean foundAgain = task.phase == TaskRun.Phase.RUNNING || task.phase == TaskRun.Phase.KILLING;
        task.process = process;
        if (task.phase == TaskRun.Phase.KILLING) {
            // Nobody knows whether the agent still sent its signals before it went away.
            turn.add(new AgentEffect.Terminate(task.container.getValue(), process));
            task.forceAt = task.forceAt.equals(Instant.MAX) ? turn.now() : task.forceAt;
            return;
        }
        task.phase = TaskRun.Phase.RUNNING;
        task.startProbes(turn.now());
        if (!foundAgain) {
            task.startedAt = turn.now();
            tell(executor, task, statuses.executor(executor, task, TaskState.TASK_RUNNING, turn.now()), turn);
        }
        if (task.isKillWanted()) {
            beginKill(executor, task, turn);
        }
    }

    /** Asks a task to end within {@code grace}; {@code isOrder} when the kill brought that grace with it. */
    void kill(ExecutorRun executor, TaskRun task, Duration grace, boolean isOrder, Turn turn) {
        if (task.isOver()) {
            return;
        }
        boolean first = !task.isKillWanted();
        if (first) {
            task.killStarted = turn.now();
        }
        if (first || isOrder) {
            task.forceAt = task.killStarted.plus(grace);
        }
        if (task.phase == TaskRun.Phase.PREPARING) {
            turn.add(new AgentEffect.Abandon(task.container.getValue()));
            TaskStatus.Builder status = statuses.executor(executor, task, TaskState.TASK_KILLED, turn.now())
                    .setMessage("Task was killed while it was being launched");
            if (!status.hasReason()) {
                status.setReason(TaskStatus.Reason.REASON_TASK_KILLED_DURING_LAUNCH);
            }
            end(executor, task, status, turn);
        } else if (task.phase == TaskRun.Phase.RUNNING) {
            beginKill(executor, task, turn);
        }
        forceIfDue(task, turn);
    }

    private void beginKill(ExecutorRun executor, TaskRun task, Turn turn) {
        task.phase = TaskRun.Phase.KILLING;
        task.stopProbes();
        if (executor.has(FrameworkInfo.Capability.Type.TASK_KILLING_STATE)) {
            tell(executor, task, statuses.executor(executor, task, TaskState.TASK_KILLING, turn.now()), turn);
        }
        if (task.forceAt.isAfter(turn.now())) {
            turn.add(new AgentEffect.Terminate(task.container.getValue(), task.process));
        }
    }

    private void forceIfDue(TaskRun task, Turn turn) {
        if (task.phase == TaskRun.Phase.KILLING && !task.forceAt.isAfter(turn.now())) {
            turn.add(new AgentEffect.KillAll(task.container.getValue(), task.process));
            // A process stuck in the kernel dies late; it is not worth a second signal before that.
            task.forceAt = Instant.MAX;
        }
    }

    void onExited(ExecutorRun executor, TaskRun task, ExitStatus exit, Turn turn) {
        if (task.isOver()) {
            return;
        }
        TaskState state = TaskState.TASK_FAILED;
        if (task.isKillWanted() && !task.outOfTime) {
            state = TaskState.TASK_KILLED;
        } else if (exit.isSuccess() && !task.outOfTime) {
            state = TaskState.TASK_FINISHED;
        }
        if (!executor.isCommandExecutor()) {
            task.process = ProcessMark.NONE;
        }
        TaskStatus.Builder status =
                statuses.executor(executor, task, state, turn.now()).setMessage(exit.sentence());
        if (task.outOfTime) {
            status.setReason(TaskStatus.Reason.REASON_MAX_COMPLETION_TIME_REACHED);
        }
        if (task.unhealthy) {
            status.setHealthy(false);
        }
        end(executor, task, status, turn);
    }

    void onLaunchFailed(ExecutorRun executor, TaskRun task, String message, Turn turn) {
        if (task.isOver()) {
            return;
        }
        TaskStatus.Builder status = executor.isCommandExecutor()
                ? statuses.agent(executor, task, TaskState.TASK_FAILED, turn.now())
                : statuses.executor(executor, task, TaskState.TASK_FAILED, turn.now());
        end(
                executor,
                task,
                status.setReason(TaskStatus.Reason.REASON_CONTAINER_LAUNCH_FAILED)
                        .setMessage("Failed to launch container: " + message),
                turn);
    }

    /** After the agent was away: the task was accepted but has no process. */
    void onNeverStarted(ExecutorRun executor, TaskRun task, Turn turn) {
        if (!task.isOver()) {
            end(
                    executor,
                    task,
                    statuses.agent(executor, task, Statuses.dropped(executor), turn.now())
                            .setReason(TaskStatus.Reason.REASON_AGENT_RESTARTED)
                            .setMessage("The agent restarted before the task was started"),
                    turn);
        }
    }

    /** After the machine was restarted: whatever ran is gone. */
    void onMachineRestarted(ExecutorRun executor, TaskRun task, Turn turn) {
        if (task.isOver()) {
            return;
        }
        task.process = ProcessMark.NONE;
        TaskStatus.Builder status = statuses.agent(executor, task, Statuses.gone(executor), turn.now())
                .setReason(TaskStatus.Reason.REASON_EXECUTOR_TERMINATED)
                .setMessage("The agent's machine was restarted");
        task.phase = TaskRun.Phase.ENDED;
        tell(executor, task, status, turn);
    }

    void onProbed(ExecutorRun executor, TaskRun task, ProbeKind kind, ProbeOutcome outcome, Turn turn) {
        if (task.phase != TaskRun.Phase.RUNNING) {
            return;
        }
        if (kind == ProbeKind.CHECK) {
            task.check.filter(watch -> watch.onOutcome(outcome, turn.now())).ifPresent(watch -> {
                TaskStatus.Builder status =
                        statuses.repeat(task, TaskStatus.Reason.REASON_TASK_CHECK_STATUS_UPDATED, turn.now());
                tell(executor, task, status.setCheckStatus(watch.last()), turn);
            });
            return;
        }
        HealthWatch.Verdict verdict =
                task.health.map(watch -> watch.onOutcome(outcome, turn.now())).orElse(HealthWatch.Verdict.SILENT);
        if (verdict == HealthWatch.Verdict.SILENT) {
            return;
        }
        boolean healthy = verdict == HealthWatch.Verdict.HEALTHY;
        TaskStatus.Builder status =
                statuses.repeat(task, TaskStatus.Reason.REASON_TASK_HEALTH_CHECK_STATUS_UPDATED, turn.now());
        tell(executor, task, status.setHealthy(healthy), turn);
        if (verdict == HealthWatch.Verdict.FATAL) {
            task.unhealthy = true;
            kill(executor, task, task.ownGrace(), false, turn);
        }
    }

    /** Does what is due by now: resends, forces, ends what is out of time, probes. */
    void onTime(ExecutorRun executor, TaskRun task, Turn turn) {
        Instant now = turn.now();
        if (!task.updates.resendAt().isAfter(now)) {
            sendHead(executor, task, turn);
        }
        forceIfDue(task, turn);
        if (!task.deadline().isAfter(now)) {
            task.outOfTime = true;
            kill(executor, task, Duration.ZERO, true, turn);
        }
        if (task.phase != TaskRun.Phase.RUNNING) {
            return;
        }
        TaskLaunch launch = executor.launch(task);
        task.health.filter(watch -> !watch.nextAt().isAfter(now)).ifPresent(watch -> {
            watch.taken();
            turn.add(new AgentEffect.ProbeHealth(launch, task.process, watch.check()));
        });
        task.check.filter(watch -> !watch.nextAt().isAfter(now)).ifPresent(watch -> {
            watch.taken();
            turn.add(new AgentEffect.ProbeCheck(launch, task.process, watch.check()));
        });
    }

    /** True when the acknowledgement was for the update that waited; the next one leaves. */
    boolean onAcknowledged(ExecutorRun executor, TaskRun task, ByteString uuid, Turn turn) {
        boolean known = task.updates.acknowledge(uuid);
        if (known) {
            sendHead(executor, task, turn);
        }
        return known;
    }

    void sendHead(ExecutorRun executor, TaskRun task, Turn turn) {
        if (!turn.isConnected()) {
            task.updates.hold();
            return;
        }
        Optional<TaskStatus> latest = task.updates.latest();
        task.updates.head().ifPresent(status -> {
            turn.tell(new ToMaster.StatusUpdate(executor.framework.getId(), status, latest.orElse(status)));
            task.updates.sent(turn.now());
        });
    }

    private void tell(ExecutorRun executor, TaskRun task, TaskStatus.Builder status, Turn turn) {
        boolean first = task.updates.add(status.build());
        if (executor.silent) {
            task.updates.silence();
        } else if (first) {
            sendHead(executor, task, turn);
        }
    }

    private void end(ExecutorRun executor, TaskRun task, TaskStatus.Builder status, Turn turn) {
        task.phase = TaskRun.Phase.ENDED;
        task.forceAt = Instant.MAX;
        task.stopProbes();
        tell(executor, task, status, turn);
        if (status.getState() != TaskState.TASK_FINISHED) {
            for (TaskRun sibling : executor.tasks.values()) {
                if (sibling.group == task.group && !sibling.isOver() && !sibling.isKillWanted()) {
                    kill(executor, sibling, sibling.ownGrace(), false, turn);
                }
            }
        }
    }
}
