package dev.holdfast.local.agent.core;

import dev.holdfast.mesos.v1.CheckStatusInfo;
import dev.holdfast.mesos.v1.ContainerID;
import dev.holdfast.mesos.v1.TaskID;
import dev.holdfast.mesos.v1.TaskInfo;
import dev.holdfast.mesos.v1.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One task from its launch until its last update is acknowledged. */
public final class TaskRun {

    /** Where a task stands; each only ever moves on to a later one. */
    public enum Phase {
        /** Its sandbox is made and its files are fetched. */
        PREPARING,
        /** Its process is being started. */
        STARTING,
        RUNNING,
        /** It was asked to end, and will be made to. */
        KILLING,
        ENDED
    }

    final TaskInfo info;
    final ContainerID container;
    final int group;
    final UpdateStream updates;
    final Optional<HealthWatch> health;
    final Optional<CheckWatch> check;

    Phase phase = Phase.PREPARING;
    ProcessMark process = ProcessMark.NONE;
    Instant startedAt = Instant.MAX;
    Instant killStarted = Instant.MAX;
    Instant forceAt = Instant.MAX;
    boolean unhealthy;
    boolean outOfTime;

    TaskRun(TaskInfo info, ContainerID container, int group) {
        this(info, container, group, new UpdateStream());
    }

    private TaskRun(TaskInfo info, ContainerID container, int group, UpdateStream updates) {
        this.info = info;
        this.container = container;
        this.group = group;
        this.updates = updates;
        this.health = info.hasHealthCheck() ? Optional.of(new HealthWatch(info.getHealthCheck())) : Optional.empty();
        this.check = info.hasCheck() ? Optional.of(new CheckWatch(info.getCheck())) : Optional.empty();
    }

    static TaskRun from(AgentSnapshot.Task saved) {
        UpdateStream updates = new UpdateStream(saved.history(), saved.waiting());
        TaskRun task = new TaskRun(saved.info(), saved.container(), saved.group(), updates);
        task.phase = saved.phase();
        task.process = saved.process();
        task.startedAt = saved.startedAt();
        task.killStarted = saved.killStarted();
        task.forceAt = saved.forceAt();
        task.unhealthy = saved.unhealthy();
        task.outOfTime = saved.outOfTime();
        return task;
    }

    AgentSnapshot.Task snapshot() {
        return new AgentSnapshot.Task(
                info,
                container,
                group,
                phase,
                process,
                startedAt,
                killStarted,
                forceAt,
                unhealthy,
                outOfTime,
                updates.history(),
                updates.waiting());
    }

    TaskID id() {
        return info.getTaskId();
    }

    boolean isOver() {
        return phase == Phase.ENDED;
    }

    boolean isKillWanted() {
        return !killStarted.equals(Instant.MAX);
    }

    /** When {@code max_completion_time} is up; never, if there is none. */
    Instant deadline() {
        return phase == Phase.RUNNING && info.hasMaxCompletionTime() && !startedAt.equals(Instant.MAX)
                ? startedAt.plus(Seconds.of(info.getMaxCompletionTime()))
                : Instant.MAX;
    }

    void startProbes(Instant now) {
        Optional<TaskStatus> known = updates.latest();
        Optional<Boolean> healthy = known.filter(TaskStatus::hasHealthy).map(TaskStatus::getHealthy);
        health.ifPresent(watch -> watch.start(now, healthy));
        check.ifPresent(watch -> watch.start(
                now,
                known.filter(TaskStatus::hasCheckStatus)
                        .map(TaskStatus::getCheckStatus)
                        .orElse(watch.last())));
    }

    void stopProbes() {
        health.ifPresent(HealthWatch::stop);
        check.ifPresent(CheckWatch::stop);
    }

    Optional<CheckStatusInfo> noCheckStatusYet() {
        return check.map(watch -> CheckWatch.none(watch.check()));
    }

    /** The earliest moment at which something is due for this task. */
    Instant wakeUpAt() {
        return List.of(
                        updates.resendAt(),
                        forceAt,
                        deadline(),
                        health.map(HealthWatch::nextAt).orElse(Instant.MAX),
                        check.map(CheckWatch::nextAt).orElse(Instant.MAX))
                .stream()
                .min(Instant::compareTo)
                .orElse(Instant.MAX);
    }

    /** The grace this task's own kill policy gives, or the default executor's three seconds. */
    Duration ownGrace() {
        return info.hasKillPolicy() && info.getKillPolicy().hasGracePeriod()
                ? Seconds.of(info.getKillPolicy().getGracePeriod())
                : KillGrace.DEFAULT;
    }
}
