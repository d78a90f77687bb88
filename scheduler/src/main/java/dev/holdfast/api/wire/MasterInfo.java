package dev.holdfast.api.wire;

import java.time.Instant;

/** The connection to the Mesos master; {@code text} is its address, or why there is none. */
public record MasterInfo(boolean connected, String text, String version, Instant since) {}
