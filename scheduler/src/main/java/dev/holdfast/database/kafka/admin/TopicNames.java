package dev.holdfast.database.kafka.admin;

import dev.holdfast.database.kafka.KafkaDetails;
import dev.holdfast.database.kafka.KafkaDetails.Topic;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Which topics are meant: names joined by commas, where one may end in {@code *}; internal topics only by their names.
 * Pure.
 */
final class TopicNames {

    private static final Pattern SEPARATOR = Pattern.compile("\\s*,\\s*");

    private TopicNames() {}

    /** Throws where a name means no topic: a typing error must not look like success. */
    static Predicate<Topic> matching(KafkaDetails details, String topics) throws ChoreFailedException {
        List<String> wanted = Arrays.asList(SEPARATOR.split(topics.strip(), -1));
        for (String name : wanted) {
            if (details.topics().values().stream().noneMatch(topic -> matches(name, topic))) {
                throw ChoreFailedException.noTopic(name);
            }
        }
        return topic -> wanted.stream().anyMatch(name -> matches(name, topic));
    }

    private static boolean matches(String wanted, Topic topic) {
        return wanted.endsWith("*")
                ? !topic.internal() && topic.name().startsWith(wanted.substring(0, wanted.length() - 1))
                : topic.name().equals(wanted);
    }
}
