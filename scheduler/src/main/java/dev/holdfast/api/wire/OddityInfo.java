package dev.holdfast.api.wire;

/** Something of ours on Mesos that is not as it should be. */
public record OddityInfo(String what, String text) {}
