/**
 * What only Kafka has: topics, quotas, the metadata version.
 *
 * <p>{@link dev.holdfast.api.kafka.KafkaRoutes} is handed to the API server beside its own routes; everything is done
 * by {@code database.kafka.admin}. Nothing here talks to a database itself.
 */
@NullMarked
package dev.holdfast.api.kafka;

import org.jspecify.annotations.NullMarked;
