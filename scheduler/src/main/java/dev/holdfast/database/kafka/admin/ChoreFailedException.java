package dev.holdfast.database.kafka.admin;

import java.util.concurrent.TimeoutException;

/**
 * Kafka did not do, or did not answer, what it was asked; the message is one line for people, the cause Kafka's own
 * exception.
 */
final class ChoreFailedException extends Exception {

    private static final long serialVersionUID = 1L;

    ChoreFailedException(Throwable cause) {
        super(text(cause), cause);
    }

    ChoreFailedException(String message) {
        super(message);
    }

    boolean isBecauseOf(Class<? extends Throwable> kind) {
        return kind.isInstance(getCause());
    }

    private static String text(Throwable cause) {
        if (cause instanceof TimeoutException || cause instanceof org.apache.kafka.common.errors.TimeoutException) {
            return "no answer in time";
        }
        if (cause instanceof InterruptedException) {
            return "interrupted";
        }
        String message = cause.getMessage();
        return message == null
                ? cause.getClass().getSimpleName()
                : message.strip().replace('\n', ' ');
    }
}
