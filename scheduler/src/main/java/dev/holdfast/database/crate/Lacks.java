package dev.holdfast.database.crate;

import dev.holdfast.database.crate.CrateDetails.Table;
import dev.holdfast.model.NodeId;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Copies that a cluster lacks: which of them could be made, and why they are not. */
final class Lacks {

    private final CrateDetails details;
    private final Copies copies;

    Lacks(CrateDetails details, Copies copies) {
        this.details = details;
        this.copies = copies;
    }

    /** Tables of which a replica has no place, though these nodes have one for it. What is not known of counts. */
    SortedSet<String> curable(List<NodeId> there) {
        TreeSet<String> curable = new TreeSet<>();
        for (String name : copies.lacking()) {
            Table table = details.tables().get(name);
            if (table == null || Replicas.least(table.replicas()) + 1 <= places(name, there)) {
                curable.add(name);
            }
        }
        return curable;
    }

    /** Whether the health tells of copies that the list of shards does not lack: it may be of a moment later. */
    boolean isToldElsewhere() {
        boolean counted = details.health()
                .filter(health -> health.missing() + health.underreplicated() > 0)
                .isPresent();
        return counted
                && copies.lacking().isEmpty()
                && copies.lost().isEmpty()
                && copies.moving().isEmpty();
    }

    /**
     * How many of these nodes may hold a copy of a table. In the midst of an upgrade not all: CrateDB copies nothing from a newer node
     * to an older one, and waiting for that would keep the older one from being upgraded.
     */
    private long places(String table, List<NodeId> there) {
        Optional<Version> newest = copies.holders(table).stream()
                .flatMap(name -> version(name).stream())
                .max(Version::compareTo);
        return there.stream()
                .filter(node -> newest.isEmpty()
                        || version(CrateIds.name(node))
                                .filter(version -> !version.isBefore(newest.get()))
                                .isPresent())
                .count();
    }

    private Optional<Version> version(String name) {
        return Optional.ofNullable(details.members().get(name)).flatMap(member -> Version.parse(member.version()));
    }

    /** In brackets, what CrateDB or its settings say of one of these tables; empty if nothing. */
    String reason(SortedSet<String> tables) {
        String enabled = details.settings().getOrDefault(CrateChores.ALLOCATION, CrateChores.ALL);
        if (!enabled.equals(CrateChores.ALL)) {
            return " (" + CrateChores.ALLOCATION + " is '" + enabled + "')";
        }
        return details.unassigned().stream()
                .filter(one ->
                        tables.contains(one.table()) && !one.explanation().isBlank())
                .findFirst()
                .map(one -> " (" + one.explanation() + ")")
                .orElse("");
    }
}
