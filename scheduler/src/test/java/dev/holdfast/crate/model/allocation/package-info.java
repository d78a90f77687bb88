/**
 * Where copies of shards may and should be: deciders, the allocator that applies them, health. Main type:
 * {@link dev.holdfast.crate.model.allocation.Allocator}. Pure functions of a cluster state and the time.
 *
 * <p>Must not know: messages, SQL, processes.
 */
@NullMarked
package dev.holdfast.crate.model.allocation;

import org.jspecify.annotations.NullMarked;
