package dev.holdfast.database.crate;

/**
 * {@code number_of_replicas} as the user wrote it: a number, a range {@code 0-2}, or one that ends in {@code all}. CrateDB makes
 * as many of a range as there are nodes for; of a number always that many.
 */
public final class Replicas {

    /** More than any cluster has nodes. */
    public static final int ALL = Integer.MAX_VALUE - 1;

    private Replicas() {}

    /** What there must be. */
    public static int least(String text) {
        int dash = text.indexOf('-');
        return number(dash < 0 ? text : text.substring(0, dash));
    }

    /** What there may be; {@link #ALL} for one on every other node. */
    public static int most(String text) {
        int dash = text.indexOf('-');
        return number(dash < 0 ? text : text.substring(dash + 1));
    }

    private static int number(String text) {
        String part = text.strip();
        if (part.equals("all")) {
            return ALL;
        }
        return part.matches("\\d{1,6}") ? Integer.parseInt(part) : 0;
    }
}
