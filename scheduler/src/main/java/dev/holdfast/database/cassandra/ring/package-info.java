/**
 * Looks at running Cassandra rings: asks the companion inside every node's Java for what the node knows of itself and of the ring, and every
 * node's native port whether it answers a query.
 *
 * <p>Main type: {@link dev.holdfast.database.cassandra.ring.CassandraDriver}. Every look opens its own connections, is bounded by a
 * deadline, and asks only addresses and ports that nodes of the cluster advertise. It decides nothing, and it changes nothing: all
 * operations are done by tasks beside the nodes. {@link dev.holdfast.database.cassandra.ring.CqlTalk} is for people's own statements.
 */
@NullMarked
package dev.holdfast.database.cassandra.ring;

import org.jspecify.annotations.NullMarked;
