/**
 * When to ask Mesos about tasks, and when to stop asking. Pure: no I/O, no clock, and nothing of Mesos but the words of
 * {@code dev.holdfast.model}, so that a pure room can keep a {@link dev.holdfast.mesos.reconciliation.Reconciliation}
 * as part of its state. Sending the questions is somebody else's work.
 */
@NullMarked
package dev.holdfast.mesos.reconciliation;

import org.jspecify.annotations.NullMarked;
