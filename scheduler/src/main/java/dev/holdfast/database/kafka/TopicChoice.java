package dev.holdfast.database.kafka;

import dev.holdfast.database.Chore;
import dev.holdfast.database.kafka.KafkaDetails.Topic;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which topics a chore is about: those its argument {@code topics} names, joined by commas, where a name may end in {@code *};
 * internal topics only by their names. Without the argument, all.
 */
record TopicChoice(List<String> names) {

    private static final Pattern SEPARATOR = Pattern.compile("\\s*,\\s*");

    TopicChoice {
        names = List.copyOf(names);
    }

    static TopicChoice of(Chore chore) {
        String topics = chore.arguments().getOrDefault("topics", "").strip();
        return new TopicChoice(topics.isEmpty() ? List.of() : Arrays.asList(SEPARATOR.split(topics, -1)));
    }

    boolean has(Topic topic) {
        return names.isEmpty() || names.stream().anyMatch(name -> matches(name, topic));
    }

    /** Names that mean no topic there is. */
    List<String> strangers(KafkaDetails details) {
        return names.stream()
                .filter(name -> details.topics().values().stream().noneMatch(topic -> matches(name, topic)))
                .toList();
    }

    private static boolean matches(String wanted, Topic topic) {
        return wanted.endsWith("*")
                ? !topic.internal() && topic.name().startsWith(wanted.substring(0, wanted.length() - 1))
                : topic.name().equals(wanted);
    }
}
