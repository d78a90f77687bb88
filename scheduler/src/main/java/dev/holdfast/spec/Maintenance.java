package dev.holdfast.spec;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The options {@code maintenance} and {@code maintenance-lead}, which every package has: what is done with the nodes on an agent before
 * a maintenance window begins there, and how long before.
 *
 * @param mode what is done
 * @param stopLead how long before a window nodes are stopped
 * @param moveLead how long before a window nodes are begun to be moved
 */
public record Maintenance(Mode mode, Duration stopLead, Duration moveLead) {

    public static final String NAME = "maintenance";
    public static final String LEAD = "maintenance-lead";

    private static final Duration STOP_LEAD = Duration.ofMinutes(10);
    private static final Duration MOVE_LEAD = Duration.ofHours(6);

    /** What is done with nodes before a window. */
    public enum Mode {
        /** They are stopped just before, and started after it. */
        STOP,
        /** They are replaced onto other agents; where that cannot be, stopped. */
        MOVE,
        /** Nothing: a person acts. */
        WAIT
    }

    /**
     * As a cluster's options say it.
     *
     * @param own the cluster's options
     * @param usual the package's
     */
    public static Maintenance of(SortedMap<String, String> own, SortedMap<String, String> usual) {
        String mode = own.getOrDefault(NAME, usual.getOrDefault(NAME, "stop"));
        Optional<Duration> lead = ReplaceAfter.of(own.getOrDefault(LEAD, usual.getOrDefault(LEAD, "")));
        return new Maintenance(mode(mode).orElse(Mode.STOP), lead.orElse(STOP_LEAD), lead.orElse(MOVE_LEAD));
    }

    /** How long before a window something is done at the earliest. */
    public Duration lead() {
        return mode == Mode.MOVE && moveLead.compareTo(stopLead) > 0 ? moveLead : stopLead;
    }

    private static Optional<Mode> mode(String text) {
        return switch (text.strip()) {
            case "stop" -> Optional.of(Mode.STOP);
            case "move" -> Optional.of(Mode.MOVE);
            case "wait" -> Optional.of(Mode.WAIT);
            default -> Optional.empty();
        };
    }

    /** What is wrong with a value of one of these options. */
    static Optional<Problem> problem(String name, String value) {
        if (name.equals(NAME) && mode(value).isEmpty()) {
            String cause = "'" + value + "' is none of " + String.join(", ", List.of("stop", "move", "wait"));
            return Optional.of(Problem.of("options." + name, cause, "write stop, move or wait"));
        }
        if (name.equals(LEAD) && !value.isBlank() && ReplaceAfter.of(value).isEmpty()) {
            return Optional.of(
                    Problem.of("options." + name, "'" + value + "' is no time", "write a time such as 10m or 6h"));
        }
        return Optional.empty();
    }
}
