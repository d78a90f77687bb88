/**
 * The embedded Mesos master: which framework is offered what, and who must be told when something happens.
 *
 * <p>{@link dev.holdfast.local.master.MasterCore} is the whole of it as a state machine without threads, clock or
 * network: an event and the time go in, a reply and messages come out, so a simulation can drive it. Its parts work on
 * one {@code World}. {@link dev.holdfast.local.master.LocalMaster} is the thin shell that puts it behind HTTP, with one
 * thread that owns the state and a small file for what must outlive a restart. The room knows the v1 messages and the
 * agent link, and nothing of processes or sandboxes.
 */
@NullMarked
package dev.holdfast.local.master;

import org.jspecify.annotations.NullMarked;
