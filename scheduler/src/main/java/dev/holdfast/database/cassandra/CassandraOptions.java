package dev.holdfast.database.cassandra;

import dev.holdfast.spec.ClusterSpec;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** What may stand under {@code options}, read. */
public final class CassandraOptions {

    static final String DC = "dc";
    static final String RING = "ring";
    static final String SEEDS = "seeds";
    static final String REMOTE_SEEDS = "remote-seeds";
    static final String RACK_ATTRIBUTE = "rack-attribute";
    static final String REPAIR_EVERY = "repair-every";
    static final String CLEANUP = "cleanup";
    static final String REBUILDS_AT_ONCE = "rebuilds-at-once";
    static final String STREAM_THROTTLE = "stream-throttle";
    static final String RING_DELAY = "ring-delay";

    static final String REBUILDS_FORM = "[1-9]\\d?";

    /** Whole seconds. */
    static final String RING_DELAY_FORM = "[1-9]\\d{0,3}s";

    static final String NEVER = "never";
    static final String USUAL_DC = "dc1";
    static final String USUAL_RACK = "rack1";
    private static final int USUAL_SEEDS = 2;
    private static final Duration USUAL_REPAIR = Duration.ofDays(7);

    private CassandraOptions() {}

    public static String dc(ClusterSpec target) {
        return text(target, DC, USUAL_DC);
    }

    /** Name of the ring that this cluster is, or is a data centre of. */
    static String ring(ClusterSpec target) {
        return text(target, RING, target.name().value());
    }

    private static String text(ClusterSpec target, String name, String usual) {
        String value = target.options().getOrDefault(name, "").strip();
        return value.isEmpty() ? usual : value;
    }

    /** How many seeds, the first by index; empty if they are named. */
    static Optional<Integer> seedCount(ClusterSpec target) {
        String value = text(target, SEEDS, Integer.toString(USUAL_SEEDS));
        return value.matches("\\d{1,3}") ? Optional.of(Integer.parseInt(value)) : Optional.empty();
    }

    /** Short names of seeds, if they are named: {@code node-0}, {@code node-3}. */
    static List<String> seedNames(ClusterSpec target) {
        return seedCount(target).isPresent() ? List.of() : list(target, SEEDS);
    }

    /** Addresses of seeds of other data centres. */
    static List<String> remoteSeeds(ClusterSpec target) {
        return list(target, REMOTE_SEEDS);
    }

    private static List<String> list(ClusterSpec target, String name) {
        TreeSet<String> names = new TreeSet<>(
                Arrays.asList(target.options().getOrDefault(name, "").strip().split("[,\\s]+")));
        names.remove("");
        return List.copyOf(names);
    }

    /** Between repairs of a node; empty for never. */
    static Optional<Duration> repairEvery(ClusterSpec target) {
        String value = text(target, REPAIR_EVERY, "");
        if (value.isEmpty()) {
            return Optional.of(USUAL_REPAIR);
        }
        return value.equals(NEVER) ? Optional.empty() : duration(value);
    }

    /** {@code 7d}, {@code 12h}, {@code 30m}; empty if it is none of these. */
    static Optional<Duration> duration(String text) {
        if (!text.matches("[1-9]\\d{0,4}[dhm]")) {
            return Optional.empty();
        }
        long number = Long.parseLong(text.substring(0, text.length() - 1));
        return Optional.of(
                switch (text.charAt(text.length() - 1)) {
                    case 'd' -> Duration.ofDays(number);
                    case 'h' -> Duration.ofHours(number);
                    default -> Duration.ofMinutes(number);
                });
    }

    /** How many nodes of a data centre get their data from another at a time. */
    static int rebuildsAtOnce(ClusterSpec target) {
        String value = text(target, REBUILDS_AT_ONCE, "1");
        return value.matches(REBUILDS_FORM) ? Integer.parseInt(value) : 1;
    }

    /** How long a joining node waits for word of the others; on one machine word is there at once. */
    static Duration ringDelay(ClusterSpec target, boolean oneMachine) {
        String value = text(target, RING_DELAY, "");
        return value.matches(RING_DELAY_FORM)
                ? Duration.ofSeconds(Long.parseLong(value.substring(0, value.length() - 1)))
                : Duration.ofSeconds(oneMachine ? 5 : 30);
    }

    static boolean cleansUp(ClusterSpec target) {
        return !text(target, CLEANUP, "true").equals("false");
    }
}
