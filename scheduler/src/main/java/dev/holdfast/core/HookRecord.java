package dev.holdfast.core;

import java.time.Instant;

/**
 * How far a webhook is.
 *
 * @param name its own, unique
 * @param told number of the last event that it was sent, or that is not for it
 * @param dropped how many events it was never sent, because it did not take them for too long or they were no longer kept
 * @param at when that was
 */
public record HookRecord(String name, long told, long dropped, Instant at) {}
