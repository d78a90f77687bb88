package dev.holdfast.model;

import java.util.regex.Pattern;

/**
 * A cluster's name: up to 40 lower-case letters, digits and dashes, beginning with a letter, so that it can be part of a role, a
 * task id and a host name.
 */
public record ClusterName(String value) implements Comparable<ClusterName> {

    private static final Pattern VALID = Pattern.compile("[a-z]([a-z0-9-]{0,38}[a-z0-9])?");

    public ClusterName {
        if (!isValid(value)) {
            throw new IllegalArgumentException("not a cluster name: '" + value + "'");
        }
    }

    public static boolean isValid(String text) {
        return VALID.matcher(text).matches();
    }

    @Override
    public int compareTo(ClusterName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
