package dev.holdfast.database.crate;

import dev.holdfast.database.Proof;
import dev.holdfast.database.crate.CrateDetails.Part;
import dev.holdfast.database.crate.CrateDetails.Unassigned;
import dev.holdfast.model.NodeId;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Whether the data is as safe again as it was before a node was away.
 *
 * <ol>
 *   <li>Copies that are being made are on their way, and worth waiting for however long that takes.
 *   <li>A replica with a place to be made, or a primary that may be found on a disk that just came back, should be on its way in a
 *       moment. If it never is, something is wrong that no waiting ends; the caller does not wait for that for long.
 *   <li>What can never be is not asked for: more replicas than there are nodes, replicas while the user has switched them off, and
 *       primaries of which CrateDB has looked on all disks and says that none has them.
 * </ol>
 */
final class Recovery {

    private static final Part[] NEEDED = {
        Part.MASTER, Part.MEMBERS, Part.HEALTH, Part.TABLES, Part.SHARDS, Part.UNASSIGNED, Part.SETTINGS
    };

    /** What CrateDB says of a primary once it has asked all nodes. */
    private static final String NOWHERE = "can no longer be found";

    private final Sight sight;

    Recovery(Sight sight) {
        this.sight = sight;
    }

    /** NO while copies are being made, NEVER where they should be and are not. */
    Proof after(NodeId node) {
        Optional<CrateDetails> known = sight.ruled(NEEDED);
        if (known.isEmpty()) {
            return Proof.unknown(sight.silence());
        }
        if (sight.isUnopened()) {
            return Proof.unknown(Sight.UNOPENED);
        }
        if (!sight.isMember(node) || sight.isDown(node)) {
            return Proof.unknown(CrateIds.name(node) + " is not in the cluster");
        }
        return judge(known.get());
    }

    private Proof judge(CrateDetails details) {
        Copies copies = Copies.of(sight, details);
        Lacks lacks = new Lacks(details, copies);
        SortedSet<String> waiting = waiting(details, copies, lacks);
        SortedSet<String> coming = copies.coming();
        if (!coming.isEmpty()) {
            String more = waiting.isEmpty() ? "" : "; no place yet for copies of " + Names.tables(waiting);
            return Proof.no(Names.count(copies.comingCount(), "copy", "copies") + " of " + Names.tables(coming)
                    + (copies.comingCount() == 1 ? " is" : " are") + " being made" + more);
        }
        if (!waiting.isEmpty()) {
            return Proof.never("copies are missing of " + Names.tables(waiting) + lacks.reason(waiting));
        }
        return lacks.isToldElsewhere()
                ? Proof.never("the cluster's health still tells of missing copies")
                : Proof.yes("every copy that has a place is there");
    }

    private SortedSet<String> waiting(CrateDetails details, Copies copies, Lacks lacks) {
        TreeSet<String> waiting = new TreeSet<>(copies.lost());
        details.unassigned().stream()
                .filter(one -> one.primary() && one.explanation().contains(NOWHERE))
                .map(Unassigned::table)
                .forEach(waiting::remove);
        String allocation = details.settings().getOrDefault(CrateChores.ALLOCATION, CrateChores.ALL);
        if (allocation.equals(CrateChores.ALL)) {
            waiting.addAll(lacks.curable(there()));
        }
        return waiting;
    }

    private List<NodeId> there() {
        return sight.keptData().stream()
                .filter(node -> sight.isMember(node) && !sight.isDown(node))
                .toList();
    }
}
