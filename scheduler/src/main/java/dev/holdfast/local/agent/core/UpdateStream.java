package dev.holdfast.local.agent.core;

import com.google.protobuf.ByteString;
import dev.holdfast.mesos.v1.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The updates of one task, sent one at a time: the next leaves when the one before is acknowledged, and an
 * unacknowledged one is repeated after 10 seconds, then after twice as long each time up to 10 minutes, as Mesos agents
 * do.
 */
final class UpdateStream {

    static final Duration FIRST_RETRY = Duration.ofSeconds(10);
    static final Duration LAST_RETRY = Duration.ofMinutes(10);

    private final List<TaskStatus> history;
    private final Deque<TaskStatus> waiting;
    private Instant resendAt = Instant.MAX;
    private Duration interval = FIRST_RETRY;

    UpdateStream() {
        this(List.of(), List.of());
    }

    UpdateStream(List<TaskStatus> history, List<TaskStatus> waiting) {
        this.history = new ArrayList<>(history);
        this.waiting = new ArrayDeque<>(waiting);
    }

    /** Adds an update; true when none was waiting, so that it may be sent at once. */
    boolean add(TaskStatus status) {
        // The list a task shows holds one status per state, the newest of a run of equal states.
        if (!history.isEmpty() && history.get(history.size() - 1).getState() == status.getState()) {
            history.remove(history.size() - 1);
        }
        history.add(status);
        waiting.add(status);
        return waiting.size() == 1;
    }

    /** Drops the oldest waiting update if it has this id; true when it had. */
    boolean acknowledge(ByteString uuid) {
        TaskStatus head = waiting.peek();
        if (head == null || !head.getUuid().equals(uuid)) {
            return false;
        }
        waiting.remove();
        interval = FIRST_RETRY;
        resendAt = Instant.MAX;
        return true;
    }

    Optional<TaskStatus> head() {
        return Optional.ofNullable(waiting.peek());
    }

    /** The head left at {@code now}; plans when to repeat it. */
    void sent(Instant now) {
        resendAt = now.plus(interval);
        Duration doubled = interval.multipliedBy(2);
        interval = doubled.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : doubled;
    }

    /** Nothing can be sent: keep still until told to start over. */
    void hold() {
        resendAt = Instant.MAX;
        interval = FIRST_RETRY;
    }

    /** Nobody wants to hear of this task any more. */
    void silence() {
        waiting.clear();
        hold();
    }

    Instant resendAt() {
        return waiting.isEmpty() ? Instant.MAX : resendAt;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    List<TaskStatus> history() {
        return List.copyOf(history);
    }

    List<TaskStatus> waiting() {
        return List.copyOf(waiting);
    }

    /** The newest status ever made, sent or not. */
    Optional<TaskStatus> latest() {
        return history.isEmpty() ? Optional.empty() : Optional.of(history.get(history.size() - 1));
    }
}
