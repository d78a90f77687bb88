package dev.holdfast.database.crate.sql;

import dev.holdfast.database.crate.CrateDetails;
import dev.holdfast.database.crate.CrateDetails.Health;
import dev.holdfast.database.crate.CrateDetails.Part;
import dev.holdfast.database.crate.CrateHeal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A look in one line for people. Pure. */
final class Summary {

    private Summary() {}

    /**
     * One line.
     *
     * @param undecided why nobody was believed; empty if somebody was
     * @param problem what went wrong first; empty if all was answered
     */
    static String of(CrateDetails details, String undecided, Optional<String> problem) {
        if (!undecided.isEmpty()) {
            return undecided + worst(details);
        }
        if (!details.knows(Part.MASTER, Part.MEMBERS)) {
            return problem.orElse("the answers do not fit together");
        }
        List<String> parts = new ArrayList<>();
        long alive = details.members().values().stream()
                .filter(member -> !member.version().isEmpty())
                .count();
        parts.add(details.health()
                .filter(known -> details.knows(Part.HEALTH))
                .map(Summary::health)
                .orElse("health not known"));
        parts.add(alive + (alive == 1 ? " node" : " nodes") + ", master "
                + details.master().orElse("not known"));
        if (details.knows(Part.TABLES, Part.SHARDS)) {
            parts.add(counted(details.tables().size(), "table") + " in "
                    + counted(details.shards().size(), "shard"));
        }
        problem.ifPresent(text -> parts.add("not answered: " + text));
        return String.join(", ", parts) + worst(details);
    }

    /** The worst of what is not well, and how much more there is. */
    private static String worst(CrateDetails details) {
        List<String> lines = CrateHeal.lines(details);
        if (lines.isEmpty()) {
            return "";
        }
        return "; " + lines.get(0) + (lines.size() == 1 ? "" : " (and " + (lines.size() - 1) + " more)");
    }

    private static String health(Health health) {
        List<String> lacks = new ArrayList<>();
        if (health.missing() > 0) {
            lacks.add(counted(health.missing(), "primary", "primaries") + " missing");
        }
        if (health.underreplicated() > 0) {
            lacks.add(counted(health.underreplicated(), "replica", "replicas") + " missing");
        }
        if (lacks.isEmpty() && !health.description().isEmpty()) {
            lacks.add(health.description());
        }
        return health.colour() + (lacks.isEmpty() ? "" : " (" + String.join(", ", lacks) + ")");
    }

    private static String counted(long count, String one) {
        return counted(count, one, one + "s");
    }

    private static String counted(long count, String one, String many) {
        return count + " " + (count == 1 ? one : many);
    }
}
