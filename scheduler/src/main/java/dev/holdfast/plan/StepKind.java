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
    /** A cluster that lost a majority for good begins anew from its node: all that runs is taken down, and it comes up alone. */
    RECOVER,
    /** A chore for the whole cluster. */
    CHORE,
    /** Pays a debt that an earlier plan left. */
    RESTORE
}
