package dev.holdfast.database.crate;

import dev.holdfast.database.NodeView;
import dev.holdfast.database.Upkeep;
import dev.holdfast.database.crate.CrateDetails.Part;
import dev.holdfast.database.crate.CrateDetails.Unassigned;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** What is done for a cluster by itself, most important first. */
final class CrateUpkeep {

    private static final String RETRY = "retry";
    private static final Duration RETRY_APART = Duration.ofMinutes(5);

    private CrateUpkeep() {}

    static List<Upkeep> of(Sight sight) {
        List<Upkeep> all = new ArrayList<>();
        retry(sight).ifPresent(all::add);
        Backups.of(sight).map(Backups::upkeep).ifPresent(all::addAll);
        return all;
    }

    /**
     * Copies that CrateDB gave up after some tries are tried again, once for each cause: other copies, or other nodes that could take them, or
     * other disks that are too full. What fails again for the same cause would fail for ever.
     */
    private static Optional<Upkeep> retry(Sight sight) {
        Optional<CrateDetails> known = sight.ruled(Part.UNASSIGNED, Part.SHARDS, Part.MEMBERS, Part.CHECKS);
        if (known.isEmpty() || sight.isUnopened()) {
            return Optional.empty();
        }
        List<Unassigned> failed = known.get().unassigned().stream()
                .filter(CrateHeal::failedTooOften)
                .toList();
        if (failed.isEmpty()) {
            return Optional.empty();
        }
        TreeSet<String> tables = new TreeSet<>();
        failed.forEach(one -> tables.add(one.table()));
        return Optional.of(new Upkeep(
                RETRY,
                cause(sight, known.get(), failed),
                RETRY_APART,
                CrateChores.ofCluster(CrateChores.RETRY_FAILED),
                "try again to place " + Names.count(failed.size(), "shard") + " of " + Names.tables(tables),
                List.of()));
    }

    private static String cause(Sight sight, CrateDetails details, List<Unassigned> failed) {
        TreeSet<String> parts = new TreeSet<>();
        failed.forEach(one -> parts.add(one.table() + "/" + one.partition() + "/" + one.id() + "/" + one.primary()));
        for (NodeView node : sight.view().nodes().values()) {
            if (sight.isMember(node.id())) {
                parts.add("node " + node.id().shortName() + " " + node.incarnation());
            }
        }
        details.checks().stream()
                .filter(check -> !check.node().isEmpty() && CrateHeal.isOfDisk(check))
                .forEach(check -> parts.add("disk " + check.node() + " " + check.id()));
        return String.join(" ", parts);
    }
}
