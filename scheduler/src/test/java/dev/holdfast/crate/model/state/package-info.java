/**
 * What the nodes of a cluster agree on: who is in it, its tables and settings, and where the copies of shards are.
 * Main type:
 * {@link dev.holdfast.crate.model.state.ClusterState}. Values only; every change makes a new one.
 *
 * <p>Must not know: processes, sockets, files, the clock.
 */
@NullMarked
package dev.holdfast.crate.model.state;

import org.jspecify.annotations.NullMarked;
