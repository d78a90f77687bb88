package dev.holdfast.model;

/** What Mesos says of a task, in its own words without the prefix. */
public enum TaskState {
    STAGING,
    STARTING,
    RUNNING,
    KILLING,
    FINISHED,
    FAILED,
    KILLED,
    ERROR,
    LOST,
    DROPPED,
    UNREACHABLE,
    GONE,
    GONE_BY_OPERATOR,
    UNKNOWN;

    /** Whether the process is certainly over. LOST, UNREACHABLE and UNKNOWN only say that nobody can see it. */
    public boolean isOver() {
        return switch (this) {
            case FINISHED, FAILED, KILLED, ERROR, DROPPED, GONE, GONE_BY_OPERATOR -> true;
            case STAGING, STARTING, RUNNING, KILLING, LOST, UNREACHABLE, UNKNOWN -> false;
        };
    }
}
