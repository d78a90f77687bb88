package dev.holdfast.model;

/** Ports from {@code begin} to {@code end}, both included. */
public record PortRange(long begin, long end) implements Comparable<PortRange> {

    public PortRange {
        if (begin > end) {
            throw new IllegalArgumentException("empty range " + begin + "-" + end);
        }
    }

    public long size() {
        return end - begin + 1;
    }

    public boolean contains(long port) {
        return begin <= port && port <= end;
    }

    @Override
    public int compareTo(PortRange other) {
        return Long.compare(begin, other.begin);
    }

    @Override
    public String toString() {
        return begin == end ? Long.toString(begin) : begin + "-" + end;
    }
}
