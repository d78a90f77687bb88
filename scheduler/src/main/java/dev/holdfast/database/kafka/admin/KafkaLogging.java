package dev.holdfast.database.kafka.admin;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import org.slf4j.LoggerFactory;

/**
 * Kafka's client logs a warning for every refused connection; to us that is an observation, told once and in better
 * words.
 */
final class KafkaLogging {

    private KafkaLogging() {}

    static void silence() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.getLogger("org.apache.kafka").setLevel(Level.OFF);
        }
    }
}
