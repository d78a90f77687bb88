package dev.holdfast.database.kafka.admin;

import java.util.List;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/**
 * What Kafka made of something that a user wants at once.
 *
 * @param text one line: what was done, or Kafka's reason against it
 */
public record Reply(Kind kind, String text) {

    /** How it went. */
    public enum Kind {
        DONE,
        /** Wrong in itself; trying again does not help. */
        INVALID,
        /** There is no such topic. */
        UNKNOWN,
        /** Right in itself, but not as things are. */
        CONFLICT,
        /** Kafka does not let us. */
        DENIED,
        /** Kafka did not answer, or could not be asked. */
        SILENT
    }

    private static final List<Class<? extends Throwable>> WRONG = List.of(
            IllegalArgumentException.class,
            InvalidConfigurationException.class,
            InvalidPartitionsException.class,
            InvalidReplicationFactorException.class,
            InvalidRequestException.class,
            InvalidTopicException.class,
            PolicyViolationException.class,
            UnsupportedVersionException.class);

    static Reply done(String text) {
        return new Reply(Kind.DONE, text);
    }

    static Reply of(ChoreFailedException failure) {
        return new Reply(kind(failure), String.valueOf(failure.getMessage()));
    }

    private static Kind kind(ChoreFailedException failure) {
        if (failure.getCause() == null || failure.isBecauseOf(java.util.concurrent.TimeoutException.class)) {
            return Kind.SILENT;
        }
        // This one is retriable to Kafka, for it may only not be known yet; to a user it is not there.
        if (failure.isBecauseOf(UnknownTopicOrPartitionException.class)) {
            return Kind.UNKNOWN;
        }
        // To Kafka's client this is a kind of wrong configuration.
        if (failure.isBecauseOf(AuthorizationException.class)) {
            return Kind.DENIED;
        }
        if (WRONG.stream().anyMatch(failure::isBecauseOf)) {
            return Kind.INVALID;
        }
        boolean later =
                failure.isBecauseOf(RetriableException.class) && !failure.isBecauseOf(TopicExistsException.class);
        return later ? Kind.SILENT : Kind.CONFLICT;
    }
}
