package dev.holdfast.spec;

import java.util.Optional;
import java.util.regex.Pattern;

/** Judges a database setting without knowing the database: its shape, and whether its package keeps it for itself. */
final class SettingCheck {

    private static final Pattern NAME = Pattern.compile("[A-Za-z_-][A-Za-z0-9_.:/$-]{0,249}");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
    private static final int MAX_VALUE = 10_000;

    private SettingCheck() {}

    static Optional<Problem> shape(String path, String name, String value) {
        String place = path + "." + name;
        if (!NAME.matcher(name).matches()) {
            return Optional.of(Problem.of(
                    place, "'" + name + "' cannot be a setting's name", "use the name the database's manual gives"));
        }
        if (value.length() > MAX_VALUE) {
            return Optional.of(
                    Problem.of(place, "the value is longer than " + MAX_VALUE + " characters", "shorten it"));
        }
        if (CONTROL.matcher(value).find()) {
            return Optional.of(
                    Problem.of(place, "the value has a line break or control character", "write it on one line"));
        }
        return Secret.problem(place, name, value);
    }

    static Optional<Problem> protectedBy(Descriptor.Group group, String path, String name) {
        for (String kept : group.protectedSettings()) {
            boolean hit =
                    kept.endsWith("*") ? name.startsWith(kept.substring(0, kept.length() - 1)) : name.equals(kept);
            if (hit) {
                return Optional.of(Problem.of(
                        path + "." + name,
                        "'" + name + "' is part of a node's identity, which Holdfast sets and keeps for every "
                                + group.name(),
                        "remove it"));
            }
        }
        return Optional.empty();
    }
}
