package dev.holdfast.local.agent.core;

/**
 * A process that cannot be taken for another: its id, and when it started, because ids are used again.
 *
 * @param pid process id; the leading process of a task leads a session of the same number
 * @param start start time in whatever unit the machine gives (clock ticks since boot on Linux), compared for equality
 *     only
 */
public record ProcessMark(long pid, long start) {

    /** No process yet, or no longer. */
    public static final ProcessMark NONE = new ProcessMark(0, 0);
}
