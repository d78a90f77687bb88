package dev.holdfast.spec;

import java.util.Optional;

/**
 * The option {@code canary}, which every package has: after how many nodes of a group a change that restarts them one by one waits for a
 * person's word, so that one can see how it does.
 */
public final class Canary {

    public static final String NAME = "canary";

    private static final String FORM = "0|[1-9]\\d{0,3}";

    private Canary() {}

    /** How many; 0 for none. */
    public static int of(ClusterSpec target) {
        String value = target.options().getOrDefault(NAME, "").strip();
        return value.matches(FORM) ? Integer.parseInt(value) : 0;
    }

    /** What is wrong with a value of this option. */
    static Optional<Problem> problem(String name, String value) {
        boolean wrong = name.equals(NAME) && !value.isBlank() && !value.strip().matches(FORM);
        return wrong
                ? Optional.of(Problem.of(
                        "options." + name, "'" + value + "' is no number of nodes", "write 1, or 0 for none"))
                : Optional.empty();
    }
}
