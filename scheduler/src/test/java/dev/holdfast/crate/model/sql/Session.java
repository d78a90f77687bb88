package dev.holdfast.crate.model.sql;

/** Who asks, when, and of what version. */
public record Session(String user, long now, String version) {}
