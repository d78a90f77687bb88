package dev.holdfast.core;

import java.time.Instant;

/**
 * That everything disruptive was held, after too much was lost at once.
 *
 * @param on until a person says go
 * @param at when it began or, if it is over, when a person ended it: what was lost before is not counted again
 * @param why for people
 */
public record Freeze(boolean on, Instant at, String why) {}
