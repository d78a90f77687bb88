package dev.holdfast.api;

import dev.holdfast.core.EventKind;
import dev.holdfast.core.Fact;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which events are wanted. What is empty does not matter.
 *
 * @param kinds none for all
 */
record EventFilter(String cluster, String node, Set<EventKind> kinds, Instant since) implements Predicate<Fact.Told> {

    private static final Pattern AGO = Pattern.compile("(\\d{1,6})([smhd])");

    static EventFilter of(Call call, Instant now) {
        EnumSet<EventKind> kinds = EnumSet.noneOf(EventKind.class);
        for (String word : call.query("kind").split(",", -1)) {
            if (!word.isBlank()) {
                kinds.add(EventKind.of(word.strip().toLowerCase(Locale.ROOT))
                        .orElseThrow(() -> Refused.because(
                                Refused.INVALID,
                                "there is no kind of event '" + word + "'",
                                "one of " + String.join(", ", words()))));
            }
        }
        return new EventFilter(call.query("cluster"), call.query("node"), kinds, since(call.query("since"), now));
    }

    private static java.util.List<String> words() {
        return java.util.Arrays.stream(EventKind.values()).map(EventKind::word).toList();
    }

    /** {@code 10m} ago, or a time in ISO 8601; empty for ever. */
    static Instant since(String text, Instant now) {
        if (text.isEmpty()) {
            return Instant.EPOCH;
        }
        Matcher ago = AGO.matcher(text);
        if (ago.matches()) {
            long number = Long.parseLong(ago.group(1));
            return now.minus(
                    switch (ago.group(2)) {
                        case "s" -> Duration.ofSeconds(number);
                        case "m" -> Duration.ofMinutes(number);
                        case "h" -> Duration.ofHours(number);
                        default -> Duration.ofDays(number);
                    });
        }
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw Refused.because(
                    Refused.INVALID, "'" + text + "' is no time", "write as in 10m, 2h, 1d or 2026-01-31T12:00:00Z");
        }
    }

    @Override
    public boolean test(Fact.Told told) {
        return (cluster.isEmpty()
                        || told.cluster()
                                .map(ClusterName::value)
                                .filter(cluster::equals)
                                .isPresent())
                && (node.isEmpty() || told.node().filter(this::isNode).isPresent())
                && (kinds.isEmpty() || kinds.contains(told.kind()))
                && !told.at().isBefore(since);
    }

    private boolean isNode(NodeId id) {
        return id.shortName().equals(node) || id.toString().equals(node);
    }
}
