package dev.holdfast.cli.run;

/** What is sent to break things. */
public final class ChaosAsks {

    private ChaosAsks() {}

    /** Mesos's id of a task. */
    public record Task(String task) {}

    /** An agent's address; empty for the master. */
    public record Host(String host) {}
}
