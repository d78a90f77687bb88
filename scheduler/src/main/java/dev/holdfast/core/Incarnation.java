package dev.holdfast.core;

import dev.holdfast.database.Launch;
import dev.holdfast.model.ExecutorSpec;
import dev.holdfast.model.TaskId;
import dev.holdfast.model.TaskSpec;
import dev.holdfast.model.TaskState;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One launch of a node, written down before it is sent.
 *
 * @param number counts the node's launches from 1
 * @param launch what was rendered for it; any leader serves the same bytes
 * @param inputs of the target that it was started with
 * @param task as sent
 * @param state newest word of Mesos about it; STAGING until there is one
 * @param message that came with it
 * @param at when that was
 * @param because the reason that Mesos gave, without its prefix; empty if none, also in records of before it was noted
 */
public record Incarnation(
        int number,
        Launch launch,
        SortedMap<String, String> inputs,
        ExecutorSpec executor,
        TaskSpec task,
        Instant sentAt,
        TaskState state,
        String message,
        Instant at,
        Optional<String> because) {

    public Incarnation {
        inputs = Collections.unmodifiableSortedMap(new TreeMap<>(inputs));
    }

    public TaskId taskId() {
        return task.id();
    }

    /** What it was launched with, its volume apart. */
    Sizing size() {
        return Sizing.of(executor.resources().plus(task.resources()).filter(resource -> !resource.isVolume()));
    }

    public boolean isOver() {
        return state.isOver();
    }

    public Incarnation said(TaskState newState, String text, Instant when) {
        return said(newState, text, reason(), when);
    }

    public Incarnation said(TaskState newState, String text, String why, Instant when) {
        Optional<String> given = why.isEmpty() ? Optional.empty() : Optional.of(why);
        return new Incarnation(number, launch, inputs, executor, task, sentAt, newState, text, when, given);
    }

    /** Mesos's reason for how it stands, or empty. */
    public String reason() {
        return because.orElse("");
    }
}
