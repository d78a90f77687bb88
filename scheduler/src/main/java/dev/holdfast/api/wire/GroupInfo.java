package dev.holdfast.api.wire;

/** A group: how many nodes are wanted, and how many of those there are serve. */
public record GroupInfo(String name, int wanted, int ready) {}
