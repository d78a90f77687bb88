package dev.holdfast.database.cassandra;

import dev.holdfast.spec.ClusterSpec;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;

/** What a target's settings say of writes that are kept for members that are down. */
final class HintTimes {

    static final String FLUSH = "hints_flush_period";
    static final String WINDOW = "max_hint_window";

    /**
     * Far below Cassandra's ten seconds: a hint in memory dies with its process, and is seen by nobody. It costs nothing while there are
     * none.
     */
    private static final Duration USUAL_FLUSH = Duration.ofSeconds(1);

    private static final Duration USUAL_WINDOW = Duration.ofHours(3);

    private HintTimes() {}

    /** For how long all nodes keep hints for one that is down. */
    static Duration window(ClusterSpec target) {
        return settings(target, WINDOW, USUAL_WINDOW)
                .min(Comparator.naturalOrder())
                .orElse(USUAL_WINDOW);
    }

    /** For how long a hint may be in memory only, on any node. */
    static Duration inMemory(ClusterSpec target) {
        return settings(target, FLUSH, USUAL_FLUSH)
                .max(Comparator.naturalOrder())
                .orElse(USUAL_FLUSH);
    }

    /** As {@code cassandra.yaml} has it. */
    static String text(Duration time) {
        return time.toMillis() + "ms";
    }

    static Duration usualFlush() {
        return USUAL_FLUSH;
    }

    private static Stream<Duration> settings(ClusterSpec target, String name, Duration usual) {
        return CassandraSettings.anywhere(target, name).stream().map(setting -> duration(setting, usual));
    }

    private static Duration duration(String setting, Duration usual) {
        if (!setting.matches("\\d{1,9}(h|m|s|ms)")) {
            return usual;
        }
        long number = Long.parseLong(setting.replaceAll("[a-z]", ""));
        return switch (setting.replaceAll("\\d", "")) {
            case "h" -> Duration.ofHours(number);
            case "m" -> Duration.ofMinutes(number);
            case "s" -> Duration.ofSeconds(number);
            default -> Duration.ofMillis(number);
        };
    }
}
