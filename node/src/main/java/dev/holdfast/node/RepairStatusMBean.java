package dev.holdfast.node;

/**
 * How a repair stands, in plain types. Cassandra's own answer is of a class of its own libraries, which nobody outside its Java can read
 * without them.
 */
public interface RepairStatusMBean {

    /** The state ({@code IN_PROGRESS}, {@code COMPLETED}, {@code FAILED}), then what was said; empty if there is no such repair yet. */
    String[] status(int command);
}
