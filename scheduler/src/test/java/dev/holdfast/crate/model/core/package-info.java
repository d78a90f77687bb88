/**
 * One node of a cluster as a single-threaded state machine: elections, publishing of cluster states, the master's
 * tasks, shard copies
 * with their rows, recoveries, and statements that need other nodes. Main type: {@link
 * dev.holdfast.crate.model.core.Node}.
 *
 * <p>Everything outside comes in through {@link dev.holdfast.crate.model.core.World}, so that a whole cluster runs in
 * one test with a
 * made-up clock. Must not know: sockets, files, threads.
 */
@NullMarked
package dev.holdfast.crate.model.core;

import org.jspecify.annotations.NullMarked;
