package dev.holdfast.local.master;

import java.util.Optional;

/** The rules for names of roles. */
final class RoleNames {

    private RoleNames() {}

    /** What is wrong with the name in a master's words, or empty. */
    static Optional<String> check(String role) {
        if (role.isEmpty()) {
            return Optional.of("Empty role name is invalid");
        }
        if (role.equals("*")) {
            return Optional.empty();
        }
        if (role.startsWith("/")) {
            return Optional.of("Role '" + role + "' cannot start with a slash");
        }
        if (role.endsWith("/")) {
            return Optional.of("Role '" + role + "' cannot end with a slash");
        }
        for (String part : role.split("/", -1)) {
            Optional<String> wrong = component(role, part);
            if (wrong.isPresent()) {
                return wrong;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> component(String role, String part) {
        if (part.isEmpty()) {
            return Optional.of("Role '" + role + "' cannot contain two adjacent slashes");
        }
        if (part.equals(".") || part.equals("..")) {
            return Optional.of("Role '" + role + "' cannot include '" + part + "' as a component");
        }
        if (part.equals("*")) {
            return Optional.of("Role '" + role + "' cannot include '*' as a component");
        }
        if (part.startsWith("-")) {
            return Optional.of("Role component '" + part + "' is invalid because it begins with a dash");
        }
        if (part.chars().anyMatch(c -> Character.isWhitespace(c) || c == '\b' || c == 0x7f)) {
            return Optional.of("Role component '" + part + "' is invalid because it contains backspace or whitespace");
        }
        return Optional.empty();
    }
}
