package dev.holdfast.api.wire;

import java.time.Instant;

/**
 * A log that can be read.
 *
 * @param file its name, as the logs' route takes it
 * @param size in bytes
 */
public record LogFileInfo(int incarnation, String file, long size, Instant modified) {}
