package dev.holdfast.model;

/** One task. It carries node, incarnation and the state's random mark, so that it never repeats. */
public record TaskId(String value) implements Comparable<TaskId> {

    @Override
    public int compareTo(TaskId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
