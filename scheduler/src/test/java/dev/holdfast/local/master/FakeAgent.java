package dev.holdfast.local.master;

import com.google.protobuf.ByteString;
import dev.holdfast.local.link.ToAgent;
import dev.holdfast.local.link.ToMaster;
import dev.holdfast.mesos.v1.AgentID;
import dev.holdfast.mesos.v1.AgentInfo;
import dev.holdfast.mesos.v1.ContainerID;
import dev.holdfast.mesos.v1.ContainerStatus;
import dev.holdfast.mesos.v1.ExecutorInfo;
import dev.holdfast.mesos.v1.FrameworkID;
import dev.holdfast.mesos.v1.FrameworkInfo;
import dev.holdfast.mesos.v1.OperationState;
import dev.holdfast.mesos.v1.OperationStatus;
import dev.holdfast.mesos.v1.Task;
import dev.holdfast.mesos.v1.TaskInfo;
import dev.holdfast.mesos.v1.TaskState;
import dev.holdfast.mesos.v1.TaskStatus;
import dev.holdfast.mesos.v1.UUID;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Plays an agent with the default executor on simulated time: every task starts, runs, sleeps as long as its command
 * says, can be killed, and its updates wait for their acknowledgements.
 */
final class FakeAgent {

    private static final Duration EXECUTOR_START = Duration.ofMillis(185);
    private static final Duration STEP = Duration.ofMillis(45);
    private static final Duration EXECUTOR_END = Duration.ofMillis(40);
    private static final Duration RESEND = Duration.ofSeconds(10);
    private static final Pattern SLEEP = Pattern.compile("sleep (\\d+)");

    private final Timeline timeline;
    private final AgentInfo info;
    private final String ip;
    private final Map<String, Life> tasks = new LinkedHashMap<>();
    private final Map<String, ToMaster.RunningExecutor> executors = new LinkedHashMap<>();
    private final Map<String, FrameworkInfo> frameworks = new LinkedHashMap<>();
    private final List<ToAgent> heard = new ArrayList<>();
    private Resources resources;
    private Optional<AgentID> id = Optional.empty();
    private Consumer<ToMaster> master = nobody -> {};
    private int uuids;

    /** A task and the updates of it that nobody has acknowledged. */
    private static final class Life {
        final FrameworkID framework;
        final String executor;
        Task task;
        final Deque<TaskStatus> waiting = new ArrayDeque<>();

        /** The next update is about to go out. */
        boolean sending;

        Life(FrameworkID framework, String executor, Task task) {
            this.framework = framework;
            this.executor = executor;
            this.task = task;
        }
    }

    FakeAgent(Timeline timeline, AgentInfo info, String ip) {
        this.timeline = timeline;
        this.info = info;
        this.ip = ip;
        this.resources = Resources.of(info.getResourcesList());
    }

    ToMaster.Register register() {
        List<Task> live = tasks.values().stream()
                .filter(life -> !life.waiting.isEmpty() || !Statuses.isTerminal(life.task.getState()))
                .map(life -> life.task)
                .toList();
        return new ToMaster.Register(
                id,
                info,
                ip,
                resources.list(),
                live,
                List.copyOf(executors.values()),
                List.copyOf(frameworks.values()));
    }

    void connect(Consumer<ToMaster> toMaster) {
        master = toMaster;
    }

    void disconnect() {
        master = nobody -> {};
    }

    /** All the master said, in order. */
    List<ToAgent> heard() {
        return List.copyOf(heard);
    }

    AgentID id() {
        return id.orElseThrow();
    }

    void hear(ToAgent record) {
        heard.add(record);
        if (record instanceof ToAgent.Registered registered) {
            id = Optional.of(registered.agentId());
            tasks.values().forEach(this::send);
        } else if (record instanceof ToAgent.RunTaskGroup run) {
            run(run);
        } else if (record instanceof ToAgent.KillTask kill) {
            kill(kill.taskId().getValue());
        } else if (record instanceof ToAgent.ShutdownExecutor shutdown) {
            List.copyOf(tasks.values()).stream()
                    .filter(life -> life.executor.equals(shutdown.executorId().getValue()))
                    .forEach(life -> kill(life.task.getTaskId().getValue()));
        } else if (record instanceof ToAgent.ShutdownFramework shutdown) {
            tasks.values().removeIf(life -> life.framework.equals(shutdown.frameworkId()));
            executors.values().removeIf(executor -> executor.frameworkId().equals(shutdown.frameworkId()));
        } else if (record instanceof ToAgent.ApplyOperation apply) {
            timeline.after(Duration.ofMillis(3), now -> apply(apply));
        } else if (record instanceof ToAgent.Acknowledge acknowledge) {
            acknowledged(acknowledge);
        } else if (record instanceof ToAgent.Ping) {
            timeline.after(Duration.ofMillis(1), now -> master.accept(new ToMaster.Pong()));
        } else if (record instanceof ToAgent.Drain) {
            List.copyOf(tasks.keySet()).forEach(this::kill);
            timeline.after(EXECUTOR_START, now -> master.accept(new ToMaster.Drained()));
        }
    }

    private void run(ToAgent.RunTaskGroup run) {
        ExecutorInfo executor = run.executor();
        String executorId = executor.getExecutorId().getValue();
        FrameworkID framework = run.framework().getId();
        frameworks.put(framework.getValue(), run.framework());
        Duration delay = executors.containsKey(executorId) ? STEP : EXECUTOR_START;
        executors.put(executorId, new ToMaster.RunningExecutor(framework, executor));
        for (TaskInfo task : run.group().getTasksList()) {
            Life life = new Life(
                    framework,
                    executorId,
                    Task.newBuilder()
                            .setName(task.getName())
                            .setTaskId(task.getTaskId())
                            .setFrameworkId(framework)
                            .setExecutorId(executor.getExecutorId())
                            .setAgentId(id())
                            .setState(TaskState.TASK_STAGING)
                            .addAllResources(task.getResourcesList())
                            .build());
            tasks.put(task.getTaskId().getValue(), life);
            timeline.after(delay, now -> become(life, TaskState.TASK_STARTING, ""));
            timeline.after(
                    delay.plusMillis(20), now -> running(life, task.getCommand().getValue()));
        }
    }

    private void running(Life life, String command) {
        become(life, TaskState.TASK_RUNNING, "");
        Matcher sleep = SLEEP.matcher(command);
        if (sleep.find()) {
            Duration length = Duration.ofSeconds(Long.parseLong(sleep.group(1))).plusMillis(190);
            timeline.after(length, now -> over(life, TaskState.TASK_FINISHED, "Command exited with status 0"));
        }
    }

    private void kill(String taskId) {
        Life life = tasks.get(taskId);
        if (life == null || Statuses.isTerminal(life.task.getState())) {
            return;
        }
        timeline.after(STEP, now -> {
            if (life.task.getState() == TaskState.TASK_RUNNING) {
                become(life, TaskState.TASK_KILLING, "");
            }
        });
        timeline.after(
                STEP.multipliedBy(2),
                now -> over(life, TaskState.TASK_KILLED, "Command terminated with signal Terminated"));
    }

    private void over(Life life, TaskState state, String message) {
        if (Statuses.isTerminal(life.task.getState())) {
            return;
        }
        become(life, state, message);
        boolean last = tasks.values().stream()
                .filter(other -> other.executor.equals(life.executor))
                .allMatch(other -> Statuses.isTerminal(other.task.getState()));
        if (last) {
            timeline.after(EXECUTOR_END, now -> {
                ToMaster.RunningExecutor ended = executors.remove(life.executor);
                if (ended != null) {
                    master.accept(new ToMaster.ExecutorExited(
                            life.framework, ended.executor().getExecutorId(), 0));
                }
            });
        }
    }

    private void become(Life life, TaskState state, String message) {
        TaskStatus.Builder status = TaskStatus.newBuilder()
                .setTaskId(life.task.getTaskId())
                .setState(state)
                .setSource(TaskStatus.Source.SOURCE_EXECUTOR)
                .setAgentId(id())
                .setExecutorId(life.task.getExecutorId())
                .setTimestamp(Times.seconds(timeline.now()))
                .setUuid(uuid())
                .setContainerStatus(ContainerStatus.newBuilder()
                        .setContainerId(ContainerID.newBuilder().setValue(life.executor)));
        if (!message.isEmpty()) {
            status.setMessage(message);
        }
        life.task = Statuses.after(life.task, status.build(), status.build());
        life.waiting.add(status.build());
        if (life.waiting.size() == 1 && !life.sending) {
            send(life);
        }
    }

    private void send(Life life) {
        TaskStatus first = life.waiting.peek();
        if (first == null) {
            return;
        }
        TaskStatus latest = life.waiting.getLast();
        master.accept(new ToMaster.StatusUpdate(life.framework, first, latest));
        timeline.after(RESEND, now -> {
            if (first.equals(life.waiting.peek())) {
                send(life);
            }
        });
    }

    private void acknowledged(ToAgent.Acknowledge acknowledge) {
        Life life = tasks.get(acknowledge.taskId().getValue());
        TaskStatus first = life == null ? null : life.waiting.peek();
        if (life != null && first != null && first.getUuid().equals(acknowledge.uuid())) {
            life.waiting.remove();
            life.sending = true;
            timeline.after(Duration.ofMillis(2), now -> {
                life.sending = false;
                send(life);
            });
        }
    }

    private void apply(ToAgent.ApplyOperation apply) {
        resources = Conversion.of(apply.operation()).appliedTo(resources);
        OperationStatus.Builder status = OperationStatus.newBuilder()
                .setState(OperationState.OPERATION_FINISHED)
                .setUuid(UUID.newBuilder().setValue(uuid()));
        if (apply.operation().hasId()) {
            status.setOperationId(apply.operation().getId());
        }
        master.accept(new ToMaster.OperationUpdate(
                apply.frameworkId(), apply.operationUuid(), status.build(), resources.list()));
    }

    private ByteString uuid() {
        String name = info.getHostname() + "-" + uuids++;
        java.util.UUID uuid = java.util.UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
        return ByteString.copyFrom(java.nio.ByteBuffer.allocate(16)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .flip());
    }
}
