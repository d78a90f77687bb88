/**
 * The loop's inside: what is true, what happened, what to do about it.
 *
 * <p>{@link dev.holdfast.core.Core#decide} takes a {@link dev.holdfast.core.State}, an {@link dev.holdfast.core.Event} and the
 * time, and returns the new state, the {@link dev.holdfast.core.Fact}s to make durable and the {@link dev.holdfast.core.Effect}s
 * to let out after that. It is single-threaded and pure: no I/O, no clock, no randomness, no logging. It must not know how Mesos
 * is spoken to, how facts are stored or how databases are reached.
 */
@NullMarked
package dev.holdfast.core;

import org.jspecify.annotations.NullMarked;
