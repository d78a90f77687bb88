/**
 * What only a Cassandra ring has: chores that a person asks of its nodes.
 *
 * <p>{@link dev.holdfast.api.cassandra.RingRoutes} is handed to the API server beside its own routes. What a chore means for a whole ring is
 * for the package's rules to say. Nothing here talks to a database itself.
 */
@NullMarked
package dev.holdfast.api.cassandra;

import org.jspecify.annotations.NullMarked;
