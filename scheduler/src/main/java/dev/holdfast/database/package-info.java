/**
 * What every database's package must say of itself.
 *
 * <p>A package is a {@link dev.holdfast.spec.Descriptor} (data), {@link dev.holdfast.database.Rules} (pure decisions) and a
 * {@link dev.holdfast.database.Driver} (looks at and works on the running database). One room below this one per database.
 * Rules get a {@link dev.holdfast.database.ClusterView} and answer; they never act.
 */
@NullMarked
package dev.holdfast.database;

import org.jspecify.annotations.NullMarked;
