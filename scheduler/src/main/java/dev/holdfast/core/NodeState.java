package dev.holdfast.core;

/** Where a node is in its life on Mesos (DESIGN §5). {@link NodeLife} has the transitions. */
public enum NodeState {
    /** Wished for; stands nowhere. */
    WANTED,
    /** RESERVE was sent. */
    RESERVING,
    /** Reserved; CREATE was sent. */
    CREATING,
    /** Has its volume; no process. */
    STOPPED,
    /** LAUNCH_GROUP was sent. */
    LAUNCHING,
    /** The agent has the task. */
    STARTING,
    /** The process runs. */
    RUNNING,
    /** The database calls it ready. */
    READY,
    /** Its process was asked to end. */
    STOPPING,
    /** Its agent is cut off; the process may go on running there. */
    UNREACHABLE,
    /** Its agent will not come back, as an operator said. */
    LOST,
    /** DESTROY and UNRESERVE were sent. */
    REMOVING,
    /** Nothing of it is left on Mesos. */
    RELEASED;

    /** Whether a process of it may be running. */
    public boolean mayRun() {
        return switch (this) {
            case LAUNCHING, STARTING, RUNNING, READY, STOPPING, UNREACHABLE -> true;
            case WANTED, RESERVING, CREATING, STOPPED, LOST, REMOVING, RELEASED -> false;
        };
    }

    /** Whether Mesos says that its process runs. */
    public boolean isUp() {
        return this == RUNNING || this == READY;
    }

    /** Whether nobody sees it, or its agent was given up. */
    public boolean isLost() {
        return this == UNREACHABLE || this == LOST;
    }

    /** Whether it has a reservation with a volume in it. */
    public boolean isHeld() {
        return mayRun() || this == STOPPED;
    }
}
