package dev.holdfast.local.agent;

import com.google.protobuf.ByteString;
import dev.holdfast.local.agent.core.AgentCore;
import dev.holdfast.local.agent.core.AgentEffect;
import dev.holdfast.local.agent.core.AgentEvent;
import dev.holdfast.local.agent.core.AgentSnapshot;
import dev.holdfast.local.agent.core.ExitStatus;
import dev.holdfast.local.agent.core.ProbeKind;
import dev.holdfast.local.agent.core.ProbeOutcome;
import dev.holdfast.local.agent.core.ProcessMark;
import dev.holdfast.local.agent.core.TaskLaunch;
import dev.holdfast.local.link.ToAgent;
import dev.holdfast.local.link.ToMaster;
import dev.holdfast.mesos.v1.AgentID;
import dev.holdfast.mesos.v1.ExecutorInfo;
import dev.holdfast.mesos.v1.FrameworkInfo;
import dev.holdfast.mesos.v1.KillPolicy;
import dev.holdfast.mesos.v1.Resource;
import dev.holdfast.mesos.v1.TaskGroupInfo;
import dev.holdfast.mesos.v1.TaskID;
import dev.holdfast.mesos.v1.TaskInfo;
import dev.holdfast.mesos.v1.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * A core, a clock, and what the core said and wanted. Updates are acknowledged as they come unless the story says
 * otherwise; processes start when asked and end when the story ends them.
 */
final class AgentStory {

    static final AgentID AGENT = AgentID.newBuilder().setValue("agent-S0").build();

    private final Map<TaskID, TaskLaunch> launches = new LinkedHashMap<>();
    private final List<ToMaster> said = new ArrayList<>();
    private final List<AgentEffect> effects = new ArrayList<>();
    private final Queue<AgentEvent> waiting = new ArrayDeque<>();
    private final Supplier<UUID> ids;
    private AgentCore core;
    private Instant now = Instant.parse("2026-11-21T09:00:00Z");
    private boolean acknowledges = true;
    private boolean starts = true;
    private boolean diskIsFull;
    private long nextPid = 100;

    AgentStory(Resource... resources) {
        long[] next = {1};
        this.ids = () -> new UUID(0, next[0]++);
        this.core = new AgentCore(AgentSnapshot.fresh(List.of(resources)), "127.0.0.2", ids);
        event(new AgentEvent.FromMaster(new ToAgent.Registered(AGENT)));
    }

    AgentStory withoutAcknowledging() {
        acknowledges = false;
        return this;
    }

    /** Tasks stay in preparation until the story goes on with them. */
    AgentStory withoutStarting() {
        starts = false;
        return this;
    }

    AgentStory withFullDisk() {
        diskIsFull = true;
        return this;
    }

    /** Tells the core of an event, and of all that follows from it, in the order it happens. */
    AgentStory event(AgentEvent event) {
        waiting.add(event);
        if (waiting.size() > 1) {
            return this;
        }
        while (!waiting.isEmpty()) {
            for (AgentEffect effect : core.handle(waiting.element(), now)) {
                effects.add(effect);
                follow(effect);
            }
            waiting.remove();
        }
        return this;
    }

    private void follow(AgentEffect effect) {
        if (effect instanceof AgentEffect.Send send) {
            said.add(send.message());
            if (acknowledges && send.message() instanceof ToMaster.StatusUpdate update) {
                acknowledge(update.status());
            }
        } else if (effect instanceof AgentEffect.Prepare prepare) {
            launches.put(prepare.launch().task().getTaskId(), prepare.launch());
            if (starts) {
                event(new AgentEvent.Prepared(prepare.launch().key()));
            }
        } else if (effect instanceof AgentEffect.Start start && starts) {
            long pid = nextPid++;
            event(new AgentEvent.Started(start.launch().key(), new ProcessMark(pid, pid)));
        } else if (effect instanceof AgentEffect.CreateVolumes create) {
            event(
                    diskIsFull
                            ? new AgentEvent.OperationFailed(create.operationUuid(), "disk full")
                            : new AgentEvent.VolumesCreated(create.operationUuid()));
        } else if (effect instanceof AgentEffect.DestroyVolumes destroy) {
            event(new AgentEvent.VolumesDestroyed(destroy.volumes()));
        }
    }

    AgentStory acknowledge(TaskStatus status) {
        return master(new ToAgent.Acknowledge(Messages.FRAMEWORK, status.getTaskId(), status.getUuid()));
    }

    AgentStory master(ToAgent message) {
        return event(new AgentEvent.FromMaster(message));
    }

    AgentStory launch(FrameworkInfo framework, ExecutorInfo executor, TaskInfo.Builder... tasks) {
        TaskGroupInfo.Builder group = TaskGroupInfo.newBuilder();
        for (TaskInfo.Builder task : tasks) {
            group.addTasks(task);
        }
        return master(new ToAgent.RunTaskGroup(framework, executor, group.build()));
    }

    AgentStory launch(TaskInfo.Builder... tasks) {
        return launch(Messages.modern(), Messages.executor("exec"), tasks);
    }

    AgentStory kill(String task) {
        return master(new ToAgent.KillTask(Messages.FRAMEWORK, Messages.taskId(task), Optional.empty()));
    }

    AgentStory kill(String task, KillPolicy policy) {
        return master(new ToAgent.KillTask(Messages.FRAMEWORK, Messages.taskId(task), Optional.of(policy)));
    }

    AgentStory exit(String task, int code) {
        return event(new AgentEvent.Exited(container(task), new ExitStatus(code)));
    }

    AgentStory health(String task, int exitCode) {
        return event(new AgentEvent.Probed(container(task), ProbeKind.HEALTH, new ProbeOutcome.ExitCode(exitCode)));
    }

    AgentStory check(String task, int exitCode) {
        return event(new AgentEvent.Probed(container(task), ProbeKind.CHECK, new ProbeOutcome.ExitCode(exitCode)));
    }

    String container(String task) {
        TaskLaunch launch = launches.get(Messages.taskId(task));
        if (launch == null) {
            throw new AssertionError("task " + task + " was never to be prepared; " + this);
        }
        return launch.key();
    }

    /** Lets time pass, waking the core whenever it wanted to be. */
    AgentStory advance(Duration time) {
        Instant end = now.plus(time);
        while (!core.wakeUpAt().isAfter(end)) {
            Instant due = core.wakeUpAt();
            now = due.isAfter(now) ? due : now;
            event(new AgentEvent.Tick());
            if (!core.wakeUpAt().isAfter(now)) {
                throw new AssertionError("the core wants to be woken at once, again and again; " + this);
            }
        }
        now = end;
        return this;
    }

    /** The agent dies and comes back with what it saved. */
    AgentStory restart(AgentEvent... found) {
        core = new AgentCore(core.snapshot(), "127.0.0.2", ids);
        for (AgentEvent event : found) {
            event(event);
        }
        event(new AgentEvent.Recovered());
        return event(new AgentEvent.FromMaster(new ToAgent.Registered(AGENT)));
    }

    AgentSnapshot state() {
        return core.snapshot();
    }

    List<Resource> resources() {
        return core.resources();
    }

    /** All updates so far, as {@code task STATE reason "message" healthy=…}. */
    List<String> updates() {
        return statuses().stream().map(AgentStory::line).toList();
    }

    List<TaskStatus> statuses() {
        return said.stream()
                .filter(ToMaster.StatusUpdate.class::isInstance)
                .map(message -> ((ToMaster.StatusUpdate) message).status())
                .toList();
    }

    List<ToMaster> said() {
        return said;
    }

    <T> List<T> said(Class<T> kind) {
        return said.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    <T extends AgentEffect> List<T> effects(Class<T> kind) {
        return effects.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    AgentStory forget() {
        said.clear();
        effects.clear();
        return this;
    }

    static ByteString uuid(int n) {
        return ByteString.copyFromUtf8("operation-uuid-" + n);
    }

    private static String line(TaskStatus status) {
        StringBuilder line = new StringBuilder(status.getTaskId().getValue())
                .append(' ')
                .append(status.getState().name().replace("TASK_", ""));
        if (status.hasReason()) {
            line.append(' ').append(status.getReason().name().replace("REASON_", ""));
        }
        if (status.hasMessage()) {
            line.append(" \"").append(status.getMessage()).append('"');
        }
        if (status.hasHealthy()) {
            line.append(status.getHealthy() ? " healthy" : " unhealthy");
        }
        return line.toString();
    }

    @Override
    public String toString() {
        return "updates so far: " + updates();
    }
}
