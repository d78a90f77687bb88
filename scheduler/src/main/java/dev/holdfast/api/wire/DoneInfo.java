package dev.holdfast.api.wire;

/** Something was done at once; one line about it. */
public record DoneInfo(String text) {}
