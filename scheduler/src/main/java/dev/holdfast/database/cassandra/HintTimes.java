package dev.holdfast.database.cassandra;

import dev.holdfast.spec.ClusterSpec;
import java.time.Duration;

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

    /** For how long nodes keep hints for one that is down. */
    static Duration window(ClusterSpec target) {
        return setting(target, WINDOW, USUAL_WINDOW);
    }

    /** For how long a hint may be in memory only. */
    static Duration inMemory(ClusterSpec target) {
        return setting(target, FLUSH, USUAL_FLUSH);
    }

    /** As {@code cassandra.yaml} has it. */
    static String text(Duration time) {
        return time.toMillis() + "ms";
    }

    static Duration usualFlush() {
        return USUAL_FLUSH;
    }

    private static Duration setting(ClusterSpec target, String name, Duration usual) {
        String setting = target.settings().getOrDefault(name, "").strip();
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
