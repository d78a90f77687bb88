package dev.holdfast.model;

/** The id under which the master knows this scheduler; kept for life. */
public record FrameworkId(String value) implements Comparable<FrameworkId> {

    @Override
    public int compareTo(FrameworkId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
