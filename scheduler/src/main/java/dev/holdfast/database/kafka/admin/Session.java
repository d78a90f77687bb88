package dev.holdfast.database.kafka.admin;

import dev.holdfast.database.ClusterView;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaFuture;

/**
 * One piece of work under way.
 *
 * @param admin fresh, and known to speak to the right cluster
 */
record Session(Admin admin, ClusterView cluster, Deadline deadline) {

    /** For what changes something; only while that may leave. */
    Admin changing() throws ChoreFailedException {
        deadline.mustLast();
        return admin;
    }

    <T> T get(KafkaFuture<T> future) throws ChoreFailedException {
        return new Wait(deadline).result(future);
    }

    /** For answers that say nothing but that it is done; Kafka completes them with null. */
    void done(KafkaFuture<Void> future) throws ChoreFailedException {
        new Wait(deadline).result(future.thenApply(nothing -> true));
    }
}
