package dev.holdfast.database;

/** What may be done to a node; all but START take something away for a while or for good. */
public enum Action {
    START,
    STOP,
    RESTART,
    REPLACE,
    REMOVE
}
