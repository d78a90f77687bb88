package dev.holdfast.model;

/** A node's executor as launched. Stored, and sent again unchanged when a chore joins it, as Mesos demands. */
public record ExecutorSpec(ExecutorId id, Resources resources) {}
