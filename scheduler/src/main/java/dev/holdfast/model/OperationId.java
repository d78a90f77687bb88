package dev.holdfast.model;

/** Our own name for one operation, by which its outcome comes back. */
public record OperationId(String value) implements Comparable<OperationId> {

    @Override
    public int compareTo(OperationId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
