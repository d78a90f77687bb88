/**
 * CrateDB: what Holdfast knows of it that needs no I/O.
 *
 * <p>{@link dev.holdfast.database.crate.CrateRules} answers by asking one small class per question: validation, identity,
 * launches, gates, ways through an action, proofs. {@link dev.holdfast.database.crate.CrateDetails} is what a look at a cluster
 * found; {@link dev.holdfast.database.crate.Sight} puts it together with what Mesos says. {@code start.sh} and {@code crate.yaml}
 * beside them are data. Only {@link dev.holdfast.database.crate.CratePackage} reads resources; who talks to running clusters is
 * the room {@code sql} below. This room must not know Mesos, plans or the core.
 */
@NullMarked
package dev.holdfast.database.crate;

import org.jspecify.annotations.NullMarked;
