package dev.holdfast.model;

/** One executor. One executor runs one incarnation of one node and its chores. */
public record ExecutorId(String value) implements Comparable<ExecutorId> {

    @Override
    public int compareTo(ExecutorId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
