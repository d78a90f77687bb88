package dev.holdfast.plan;

/** What a node shall come to. Plans set it; the core brings it about and keeps it. */
public enum Goal {
    /** A reservation and a volume, no process. */
    STOPPED,
    /** A running process. */
    RUNNING,
    /** Nothing left: volume destroyed, resources unreserved. */
    RELEASED
}
