package dev.holdfast.api.wire;

/** Whether the scheduler acts; {@code text} says why not, or how Mesos is reached. */
public record HealthInfo(boolean ok, String text) {}
