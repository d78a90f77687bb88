package dev.holdfast.simulation;

/** A scheduler process's connection to the master. What is said on it is heard in order, or not at all. */
final class Stream {

    final SchedulerProcess process;
    boolean open = true;
    long lastToScheduler;
    long lastToMaster;

    Stream(SchedulerProcess process) {
        this.process = process;
    }
}
