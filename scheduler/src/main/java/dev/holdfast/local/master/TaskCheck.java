package dev.holdfast.local.master;

import dev.holdfast.mesos.v1.ContainerInfo;
import dev.holdfast.mesos.v1.ExecutorInfo;
import dev.holdfast.mesos.v1.TaskGroupInfo;
import dev.holdfast.mesos.v1.TaskInfo;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Whether tasks may be launched on an agent; the answers are a Mesos master's own words. */
final class TaskCheck {

    private static final long MIN_MILLI_CPUS = 10;
    private static final long MIN_MILLI_MEM = 32_000;
    private static final int MAX_ID = 255;

    private final Framework framework;
    private final Agent agent;

    TaskCheck(Framework framework, Agent agent) {
        this.framework = framework;
        this.agent = agent;
    }

    /** The first thing wrong with a group and its executor, or empty. */
    Optional<String> group(ExecutorInfo executor, TaskGroupInfo group, Resources available) {
        return groupForm(group)
                .or(() -> executor(executor))
                .or(() -> executorResources(executor))
                .or(() -> volumes(executor, group.getTasksList()))
                .or(() -> room(executor, group.getTasksList(), available, "task group and its executor are"));
    }

    /** The first thing wrong with a task outside a group, or empty. */
    Optional<String> single(TaskInfo task, Resources available) {
        return task(task).or(() -> {
            if (task.hasExecutor() == task.hasCommand()) {
                return Optional.of(
                        "Task should have at least one (but not both) of CommandInfo or ExecutorInfo present");
            }
            if (!task.hasExecutor()) {
                Resources wanted = Resources.of(task.getResourcesList());
                return available.contains(wanted)
                        ? Optional.empty()
                        : Optional.of("Task uses more resources " + wanted + " than available " + available);
            }
            return executorForm(task.getExecutor())
                    .or(() -> room(task.getExecutor(), List.of(task), available, "task and its executor is"));
        });
    }

    private Optional<String> groupForm(TaskGroupInfo group) {
        if (group.getTasksCount() == 0) {
            return Optional.of("Task group cannot be empty");
        }
        Set<String> ids = new HashSet<>();
        for (TaskInfo task : group.getTasksList()) {
            Optional<String> wrong = task(task).or(() -> groupTask(task));
            if (wrong.isPresent()) {
                return wrong.map(why -> "Task '" + task.getTaskId().getValue() + "' is invalid: " + why);
            }
            if (!ids.add(task.getTaskId().getValue())) {
                return Optional.of("Task '" + task.getTaskId().getValue() + "' is invalid: Task has duplicate ID: "
                        + task.getTaskId().getValue());
            }
        }
        return Optional.empty();
    }

    private static Optional<String> groupTask(TaskInfo task) {
        if (task.hasExecutor()) {
            return Optional.of("'TaskInfo.executor' must not be set");
        }
        if (!task.hasCommand()) {
            return Optional.of("'TaskInfo.command' must be set");
        }
        if (task.getContainer().getType() == ContainerInfo.Type.DOCKER && task.hasContainer()) {
            return Optional.of("Docker ContainerInfo is not supported on the task");
        }
        return Optional.empty();
    }

    private Optional<String> task(TaskInfo task) {
        String id = task.getTaskId().getValue();
        Optional<String> badId = id(id);
        if (badId.isPresent()) {
            return badId;
        }
        if (framework.hasTask(id)) {
            return Optional.of("Task has duplicate ID: " + id);
        }
        if (!task.getAgentId().equals(agent.id)) {
            return Optional.of("Task uses invalid agent " + task.getAgentId().getValue() + " while agent "
                    + agent.id.getValue() + " is expected");
        }
        if (task.getResourcesCount() == 0) {
            return Optional.of("Task uses no resources");
        }
        if (task.getKillPolicy().getGracePeriod().getNanoseconds() < 0) {
            return Optional.of("Task's 'kill_policy.grace_period' must be non-negative");
        }
        return ResourceCheck.of(task.getResourcesList()).map(why -> "Task uses invalid resources: " + why);
    }

    private static Optional<String> id(String id) {
        if (id.isEmpty()) {
            return Optional.of("ID must not be empty");
        }
        if (id.length() > MAX_ID) {
            return Optional.of("ID must not be greater than " + MAX_ID + " characters");
        }
        if (id.equals(".") || id.equals("..")) {
            return Optional.of("'" + id + "' is disallowed");
        }
        return id.chars().anyMatch(c -> c == '/' || c == '\\' || c < 0x20 || c == 0x7f)
                ? Optional.of("'" + id + "' contains invalid characters")
                : Optional.empty();
    }

    private Optional<String> executor(ExecutorInfo executor) {
        if (executor.getType() == ExecutorInfo.Type.UNKNOWN) {
            return Optional.of("Unknown executor type");
        }
        if (executor.getType() == ExecutorInfo.Type.DEFAULT) {
            if (executor.hasCommand()) {
                return Optional.of("'ExecutorInfo.command' must not be set for 'DEFAULT' executor");
            }
            if (executor.hasContainer() && executor.getContainer().getType() != ContainerInfo.Type.MESOS) {
                return Optional.of("'ExecutorInfo.container.type' must be 'MESOS' for 'DEFAULT' executor");
            }
        } else if (!executor.hasCommand()) {
            return Optional.of("'ExecutorInfo.command' must be set for 'CUSTOM' executor");
        }
        return executorForm(executor);
    }

    private Optional<String> executorForm(ExecutorInfo executor) {
        Optional<String> badId = id(executor.getExecutorId().getValue());
        if (badId.isPresent()) {
            return badId;
        }
        if (!executor.hasFrameworkId()) {
            return Optional.of("'ExecutorInfo.framework_id' must be set");
        }
        if (!executor.getFrameworkId().equals(framework.id)) {
            return Optional.of("ExecutorInfo has an invalid FrameworkID (Actual: "
                    + executor.getFrameworkId().getValue() + " vs Expected: " + framework.id.getValue() + ")");
        }
        if (executor.getShutdownGracePeriod().getNanoseconds() < 0) {
            return Optional.of("ExecutorInfo's 'shutdown_grace_period' must be non-negative");
        }
        Optional<String> resources =
                ResourceCheck.of(executor.getResourcesList()).map(why -> "Executor uses invalid resources: " + why);
        return resources.or(() -> running(executor));
    }

    private Optional<String> running(ExecutorInfo executor) {
        ExecutorInfo existing = agent.executors().get(key(executor));
        if (existing == null || isSame(existing, executor)) {
            return Optional.empty();
        }
        String line = "------------------------------------------------------------\n";
        return Optional.of("ExecutorInfo is not compatible with existing ExecutorInfo with same ExecutorID.\n" + line
                + "Existing ExecutorInfo:\n" + existing + "\n" + line + "ExecutorInfo:\n" + executor + "\n" + line);
    }

    Agent.ExecutorKey key(ExecutorInfo executor) {
        return new Agent.ExecutorKey(
                framework.id.getValue(), executor.getExecutorId().getValue());
    }

    boolean isRunning(ExecutorInfo executor) {
        return agent.executors().containsKey(key(executor));
    }

    /** As Mesos compares them, which leaves the grace for shutting down and the labels aside. */
    private static boolean isSame(ExecutorInfo left, ExecutorInfo right) {
        return compared(left).equals(compared(right))
                && Resources.of(left.getResourcesList()).equals(Resources.of(right.getResourcesList()));
    }

    private static ExecutorInfo compared(ExecutorInfo executor) {
        return executor.toBuilder()
                .clearResources()
                .clearShutdownGracePeriod()
                .clearLabels()
                .build();
    }

    private static Optional<String> executorResources(ExecutorInfo executor) {
        Resources resources = Resources.of(executor.getResourcesList());
        String name = "Executor '" + executor.getExecutorId().getValue() + "'";
        OptionalLong cpus = resources.milli("cpus");
        if (cpus.isEmpty() || cpus.getAsLong() < MIN_MILLI_CPUS) {
            return Optional.of(name + " uses less CPUs (" + amount(cpus, "") + ") than the minimum required (0.01)");
        }
        OptionalLong mem = resources.milli("mem");
        if (mem.isEmpty() || mem.getAsLong() < MIN_MILLI_MEM) {
            return Optional.of(name + " uses less memory (" + amount(mem, "MB") + ") than the minimum required (32MB)");
        }
        return resources.milli("disk").isEmpty() ? Optional.of(name + " uses no disk") : Optional.empty();
    }

    private static String amount(OptionalLong milli, String unit) {
        return milli.isEmpty()
                ? "None"
                : BigDecimal.valueOf(milli.getAsLong(), 3).stripTrailingZeros().toPlainString() + unit;
    }

    private static Optional<String> volumes(ExecutorInfo executor, List<TaskInfo> tasks) {
        Set<String> seen = new HashSet<>();
        List<dev.holdfast.mesos.v1.Resource> all = new java.util.ArrayList<>(executor.getResourcesList());
        tasks.forEach(task -> all.addAll(task.getResourcesList()));
        return all.stream()
                .filter(Reservations::isVolume)
                .filter(volume -> !seen.add(ResourceCheck.volumeKey(volume)))
                .findFirst()
                .map(volume -> "Task group and executor use duplicate persistence ID '"
                        + volume.getDisk().getPersistence().getId() + "'");
    }

    /** An executor that runs already has its resources; only a new one needs room. */
    private Optional<String> room(ExecutorInfo executor, List<TaskInfo> tasks, Resources available, String who) {
        Resources wanted = needed(executor, tasks);
        return available.contains(wanted)
                ? Optional.empty()
                : Optional.of(
                        "Total resources " + wanted + " required by " + who + " more than available " + available);
    }

    Resources needed(ExecutorInfo executor, List<TaskInfo> tasks) {
        Resources wanted = Resources.NONE;
        for (TaskInfo task : tasks) {
            wanted = wanted.plus(Resources.of(task.getResourcesList()));
        }
        return isRunning(executor) ? wanted : wanted.plus(Resources.of(executor.getResourcesList()));
    }
}
