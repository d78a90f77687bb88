/**
 * Looks at and works on running CrateDB clusters, by SQL over HTTP.
 *
 * <p>Main type: {@link dev.holdfast.database.crate.sql.CrateDriver}. Every look and every chore opens its own
 * connections, is bounded
 * by a deadline, and asks only addresses and ports that nodes of the cluster advertise. It decides nothing: what may be
 * done, and whether something is proved, the pure rules one room up say from what is reported here.
 *
 * <p>It speaks HTTP over sockets of its own: Java's client keeps connections and, on 17, cannot be closed, and a
 * connection that is older than the node behind it is the one thing a look must not use.
 */
@NullMarked
package dev.holdfast.database.crate.sql;

import org.jspecify.annotations.NullMarked;
