package dev.holdfast.local.master;

import dev.holdfast.mesos.v1.FrameworkInfo;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether a framework may call itself what it does; the answers are a Mesos master's own words. */
@SuppressWarnings("deprecation") // the single role of old frameworks has to be understood
final class FrameworkCheck {

    private FrameworkCheck() {}

    static boolean can(FrameworkInfo info, FrameworkInfo.Capability.Type capability) {
        return info.getCapabilitiesList().stream().anyMatch(has -> has.getType() == capability);
    }

    static List<String> roles(FrameworkInfo info) {
        return can(info, FrameworkInfo.Capability.Type.MULTI_ROLE) ? info.getRolesList() : List.of(info.getRole());
    }

    /** What is wrong with the description, or empty. */
    static Optional<String> of(FrameworkInfo info, List<String> suppressedRoles) {
        return names(info).or(() -> timeout(info)).or(() -> suppressed(info, suppressedRoles));
    }

    private static Optional<String> names(FrameworkInfo info) {
        if (!can(info, FrameworkInfo.Capability.Type.MULTI_ROLE)) {
            if (info.getRolesCount() > 0) {
                return Optional.of(
                        "'FrameworkInfo.roles' must not be set when the framework is not MULTI_ROLE capable");
            }
            return RoleNames.check(info.getRole()).map(why -> "'FrameworkInfo.role' is not a valid role: " + why);
        }
        if (info.hasRole()) {
            return Optional.of("'FrameworkInfo.role' must not be set when the framework is MULTI_ROLE capable");
        }
        Set<String> seen = new HashSet<>();
        for (String role : info.getRolesList()) {
            Optional<String> wrong = RoleNames.check(role);
            if (wrong.isPresent()) {
                return wrong.map(why -> "'FrameworkInfo.roles' contains invalid role: " + why);
            }
            if (!seen.add(role)) {
                return Optional.of("'FrameworkInfo.roles' contains duplicate items: " + role);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> timeout(FrameworkInfo info) {
        double seconds = info.getFailoverTimeout();
        return seconds >= 0 && !Double.isNaN(seconds)
                ? Optional.empty()
                : Optional.of("The framework failover_timeout (" + seconds + ") is invalid");
    }

    private static Optional<String> suppressed(FrameworkInfo info, List<String> suppressedRoles) {
        return suppressedRoles.stream()
                .filter(role -> !roles(info).contains(role))
                .findFirst()
                .map(role -> "Suppressed role '" + role + "' is not contained in the list of roles");
    }

    /** What of a running framework may not change. */
    static Optional<String> change(FrameworkInfo from, FrameworkInfo to) {
        if (!from.getPrincipal().equals(to.getPrincipal())) {
            return Optional.of("Changing framework's principal is not allowed.");
        }
        return Optional.empty();
    }

    /** The new description with what cannot change kept as it was. */
    static FrameworkInfo updated(FrameworkInfo from, FrameworkInfo to) {
        return to.toBuilder()
                .setId(from.getId())
                .setUser(from.getUser())
                .setCheckpoint(from.getCheckpoint())
                .build();
    }
}
