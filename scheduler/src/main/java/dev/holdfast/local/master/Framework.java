package dev.holdfast.local.master;

import dev.holdfast.mesos.v1.FrameworkID;
import dev.holdfast.mesos.v1.FrameworkInfo;
import dev.holdfast.mesos.v1.Task;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;

/** What the master holds of one framework. */
final class Framework {

    static final UUID NO_STREAM = new UUID(0, 0);
    private static final int MAX_REMEMBERED_TASKS = 1000;

    final FrameworkID id;
    FrameworkInfo info;
    /** Where its events go, {@link #NO_STREAM} while it is disconnected. */
    UUID stream = NO_STREAM;

    /** Known from before a restart, not subscribed since. */
    boolean recovered;

    Instant registered;
    Instant reregistered;
    Instant lastSeen;
    Instant lastHeartbeat;
    TreeSet<String> suppressed = new TreeSet<>();

    /** Not terminal, or terminal and not acknowledged yet. */
    final Map<String, Task> tasks = new LinkedHashMap<>();

    final Map<String, UnreachableTask> unreachable = new LinkedHashMap<>();
    final Deque<Task> completed = new ArrayDeque<>();
    final List<Refusal> refusals = new ArrayList<>();

    /** A task on an agent that is cut off. */
    record UnreachableTask(Task task, Instant since) {}

    /** What a framework does not want to be offered again for a while. */
    record Refusal(String agentId, String role, Resources refused, Instant until) {}

    Framework(FrameworkInfo info, Instant now) {
        this.id = info.getId();
        this.info = info;
        this.registered = now;
        this.reregistered = now;
        this.lastSeen = now;
        this.lastHeartbeat = now;
    }

    boolean isConnected() {
        return !stream.equals(NO_STREAM);
    }

    boolean can(FrameworkInfo.Capability.Type capability) {
        return FrameworkCheck.can(info, capability);
    }

    boolean isPartitionAware() {
        return can(FrameworkInfo.Capability.Type.PARTITION_AWARE);
    }

    List<String> roles() {
        return FrameworkCheck.roles(info);
    }

    void complete(Task task) {
        completed.addLast(task);
        if (completed.size() > MAX_REMEMBERED_TASKS) {
            completed.removeFirst();
        }
    }

    void markUnreachable(Task task, Instant since) {
        unreachable.put(task.getTaskId().getValue(), new UnreachableTask(task, since));
        if (unreachable.size() > MAX_REMEMBERED_TASKS) {
            unreachable.remove(unreachable.keySet().iterator().next());
        }
    }

    boolean hasTask(String taskId) {
        return tasks.containsKey(taskId) || unreachable.containsKey(taskId);
    }
}
