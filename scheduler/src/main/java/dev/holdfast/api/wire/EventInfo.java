package dev.holdfast.api.wire;

import java.time.Instant;

/** A line of a cluster's history. */
public record EventInfo(Instant at, String text) {}
