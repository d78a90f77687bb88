/**
 * Apache Kafka in KRaft mode: what Holdfast knows of it that needs no I/O.
 *
 * <p>{@link dev.holdfast.database.kafka.KafkaRules} answers by asking one small class per question: validation, identity,
 * launches, gates, ways through an action, proofs. {@link dev.holdfast.database.kafka.KafkaDetails} is what a look at a cluster
 * found; {@link dev.holdfast.database.kafka.MovePlan} says which replicas go where. {@code start.sh} and {@code kafka.yaml}
 * beside them are data. Only {@link dev.holdfast.database.kafka.KafkaPackage} reads resources; who talks to running clusters is
 * the room {@code admin} below. This room must not know Mesos, plans or the core.
 */
@NullMarked
package dev.holdfast.database.kafka;

import org.jspecify.annotations.NullMarked;
