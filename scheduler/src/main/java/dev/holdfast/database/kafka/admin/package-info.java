/**
 * Looks at and works on running Kafka clusters, through Kafka's own Admin client and the status endpoint of each node.
 *
 * <p>Main type: {@link dev.holdfast.database.kafka.admin.KafkaDriver}. Every look and every chore opens its own
 * connections, is bounded by a deadline, and asks only addresses and ports that nodes of the cluster advertise. It
 * decides nothing: what may be done, and whether something is proved, the pure rules one room up say from what is
 * reported here.
 */
@NullMarked
package dev.holdfast.database.kafka.admin;

import org.jspecify.annotations.NullMarked;
