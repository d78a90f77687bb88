package dev.holdfast.model;

/** An agent's id. It outlives a reboot but not always: volumes are recognised by their own labels, never by this. */
public record AgentId(String value) implements Comparable<AgentId> {

    @Override
    public int compareTo(AgentId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
