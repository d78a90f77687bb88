package dev.holdfast.database.kafka.admin;

import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaFuture;
import org.jspecify.annotations.Nullable;

/** Waits for answers, all by one deadline, and remembers the first that went wrong. For one thread. */
final class Wait {

    private final Deadline deadline;
    private @Nullable String problem;

    Wait(Deadline deadline) {
        this.deadline = deadline;
    }

    /** The answer, or nothing, with the reason kept. */
    <T> Optional<T> on(String what, KafkaFuture<T> future) {
        try {
            return Optional.of(result(future));
        } catch (ChoreFailedException e) {
            if (problem == null) {
                problem = what + ": " + e.getMessage();
            }
            return Optional.empty();
        }
    }

    /** The answer; throws what Kafka said if it is none. */
    <T> T result(KafkaFuture<T> future) throws ChoreFailedException {
        try {
            return future.get(deadline.leftMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new ChoreFailedException(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw new ChoreFailedException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ChoreFailedException(e);
        }
    }

    Optional<String> problem() {
        return Optional.ofNullable(problem);
    }
}
