/**
 * The client side of Mesos: one subscription to the leading master, the calls of the v1 scheduler API, and the part of
 * the v1 operator API that says which agents there are and what lies in a sandbox.
 *
 * <p>Start with {@link dev.holdfast.mesos.MesosClient}: {@link dev.holdfast.mesos.SchedulerCall}s go in, {@link
 * dev.holdfast.mesos.MesosEvent}s come out, in order. Classes named {@code …Messages} turn Mesos's messages into {@code
 * dev.holdfast.model} and back, and nothing outside this room sees a message.
 *
 * <p>This room decides nothing: it must not know clusters, plans or databases, keeps no state that must survive a
 * crash, and acknowledges only what it is told to.
 */
@NullMarked
package dev.holdfast.mesos;

import org.jspecify.annotations.NullMarked;
