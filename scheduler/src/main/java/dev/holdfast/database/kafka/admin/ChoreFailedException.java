package dev.holdfast.database.kafka.admin;

import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

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

    /** In words of ours, where Kafka's would say less; the cause is the same. */
    ChoreFailedException(String message, ChoreFailedException same) {
        super(message, same.getCause());
    }

    private ChoreFailedException(String message, Throwable cause) {
        super(message, cause);
    }

    static ChoreFailedException noTopic(String name) {
        String text = "there is no topic '" + name + "'";
        return new ChoreFailedException(text, new UnknownTopicOrPartitionException(text));
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
