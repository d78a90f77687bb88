package dev.holdfast.cli.run;

/** What is sent to break things. */
public final class ChaosAsks {

    private ChaosAsks() {}

    /** Mesos's id of a task. */
    public record Task(String task) {}

    /**
     * A maintenance window on an agent.
     *
     * @param in seconds from now
     * @param lasts seconds
     * @param cancel takes the agent out of the schedule instead
     */
    public record Maintenance(String host, long in, long lasts, boolean cancel) {}

    /** An agent's address; empty for the master. */
    public record Host(String host) {}
}
