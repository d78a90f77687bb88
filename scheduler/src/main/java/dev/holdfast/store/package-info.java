/**
 * Durable state: what was committed is there after any crash.
 *
 * <p>A {@link dev.holdfast.store.Store} takes the facts of a batch in one transaction and gives back the state they add up to. One
 * record a key, whole records only, readable JSON. {@link dev.holdfast.store.SqliteStore} keeps them in one file,
 * {@link dev.holdfast.store.ZooKeeperStore} in a ZooKeeper for several schedulers, of which {@link dev.holdfast.store.Election} finds
 * the one that leads and {@link dev.holdfast.store.Tenure} says for how long. This room knows {@code core}'s facts and nothing of
 * what they mean.
 */
@NullMarked
package dev.holdfast.store;

import org.jspecify.annotations.NullMarked;
