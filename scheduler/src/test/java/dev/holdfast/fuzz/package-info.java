/**
 * Hostile input: bytes and texts made by changing valid ones go into everything of ours that reads from outside. Each is accepted,
 * or rejected with an error of the room's own; nothing crashes, hangs or eats memory.
 *
 * <p>Start with {@link dev.holdfast.fuzz.Fuzzer}. An input is made from its target, the run's seed and its number alone, so that a
 * failure can be had again. This room must not know how anything is decided.
 */
@NullMarked
package dev.holdfast.fuzz;

import org.jspecify.annotations.NullMarked;
