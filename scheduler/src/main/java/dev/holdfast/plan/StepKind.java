package dev.holdfast.plan;

/** What a step does to its node, or to the whole cluster. */
public enum StepKind {
    /** First launch of a new node. */
    ADD,
    /** Start of a node that exists and is down. */
    START,
    RESTART,
    STOP,
    REPLACE,
    REMOVE,
    /** A chore for the whole cluster. */
    CHORE,
    /** Pays a debt that an earlier plan left. */
    RESTORE
}
