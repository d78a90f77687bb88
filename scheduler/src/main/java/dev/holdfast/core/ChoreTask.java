package dev.holdfast.core;

import dev.holdfast.database.Chore;
import dev.holdfast.database.Launch;
import dev.holdfast.model.TaskId;
import dev.holdfast.model.TaskSpec;
import dev.holdfast.model.TaskState;
import java.time.Instant;
import java.util.Optional;

/**
 * A chore that is done by a task of its own beside its node, written down before it is sent.
 *
 * @param incarnation of the node, in whose executor it runs
 * @param launch what was rendered for it; any leader serves the same bytes
 * @param task as sent
 * @param state newest word of Mesos about it; STAGING until there is one
 * @param message that came with it
 * @param reason that Mesos gave, without its prefix; empty if none
 * @param at when that was
 * @param containerId where its sandbox is; empty until Mesos told
 * @param progress what it said last of how far it is; empty if nothing yet
 * @param ending why it is ended before it is through; empty if it is not
 */
public record ChoreTask(
        Chore chore,
        int incarnation,
        Launch launch,
        TaskSpec task,
        Instant sentAt,
        TaskState state,
        String message,
        String reason,
        Instant at,
        String containerId,
        String progress,
        Optional<String> ending) {

    static ChoreTask sent(Chore chore, int incarnation, Launch launch, TaskSpec task, Instant now) {
        return new ChoreTask(
                chore, incarnation, launch, task, now, TaskState.STAGING, "", "", now, "", "", Optional.empty());
    }

    public TaskId taskId() {
        return task.id();
    }

    /**
     * Whether Mesos calls it over. LOST is the word for a launch that came to nothing; a node is waited for then, but a chore may be
     * begun anew, and should it turn up after all, it is killed.
     */
    public boolean isOver() {
        return state.isOver() || state == TaskState.LOST;
    }

    /** Whether its agent may still have to fetch what it needs. */
    boolean mayFetch() {
        return state == TaskState.STAGING || state == TaskState.STARTING;
    }

    ChoreTask said(TaskState newState, String text, String why, String container, Instant when) {
        return new ChoreTask(
                chore,
                incarnation,
                launch,
                task,
                sentAt,
                newState,
                text,
                why,
                when,
                container.isEmpty() ? containerId : container,
                progress,
                ending);
    }

    /** The same, about which somebody was asked just now. */
    ChoreTask asked(Instant when) {
        return said(state, message, reason, containerId, when);
    }

    ChoreTask saying(String farther) {
        return new ChoreTask(
                chore, incarnation, launch, task, sentAt, state, message, reason, at, containerId, farther, ending);
    }

    ChoreTask ending(String why) {
        return new ChoreTask(
                chore,
                incarnation,
                launch,
                task,
                sentAt,
                state,
                message,
                reason,
                at,
                containerId,
                progress,
                Optional.of(why));
    }
}
