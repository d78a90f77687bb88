/**
 * Apache Cassandra: what Holdfast knows of it that needs no I/O.
 *
 * <p>{@link dev.holdfast.database.cassandra.CassandraRules} answers by asking one small class per question: validation, identity, gates,
 * ways through an action, proofs. {@link dev.holdfast.database.cassandra.CassandraDetails} is what a look at a ring found, node by
 * node, each in its own words. How a process is started is behind {@link dev.holdfast.database.cassandra.Launches}; who talks to running
 * rings is the room {@code ring} below. This room must not know Mesos, plans or the core.
 */
@NullMarked
package dev.holdfast.database.cassandra;

import org.jspecify.annotations.NullMarked;
