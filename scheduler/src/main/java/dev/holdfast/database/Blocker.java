package dev.holdfast.database;

/**
 * What keeps a gate shut.
 *
 * @param rule name of the rule that says so, {@code min-insync-replicas}
 * @param text what exactly is in the way, naming it: {@code partition orders-3 has 1 of 2 needed replicas in sync}
 */
public record Blocker(Kind kind, String rule, String text) {

    /**
     * Name of the rule that a node must be up for what is asked of it. Whoever says that its machine is lost for good has heard that.
     */
    public static final String NODE_DOWN = "node-down";

    public enum Kind {
        /** Does not hold yet: waiting helps. */
        WAIT,
        /** Can never hold without an outage; one override lets it pass. */
        OUTAGE,
        /** Would lose data or a majority; only an explicit override that names it passes. */
        REFUSAL
    }

    public static Blocker waitFor(String rule, String text) {
        return new Blocker(Kind.WAIT, rule, text);
    }

    public static Blocker outage(String rule, String text) {
        return new Blocker(Kind.OUTAGE, rule, text);
    }

    public static Blocker refusal(String rule, String text) {
        return new Blocker(Kind.REFUSAL, rule, text);
    }
}
