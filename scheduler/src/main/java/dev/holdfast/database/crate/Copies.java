package dev.holdfast.database.crate;

import dev.holdfast.database.crate.CrateDetails.Part;
import dev.holdfast.database.crate.CrateDetails.Shard;
import dev.holdfast.database.crate.CrateDetails.Unassigned;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Which copies of which shards there are, by one observation.
 *
 * <p>{@code sys.shards} lists every copy without a place alike: as an unassigned replica, be it a lost primary or a copy that is
 * being made just now. Which it is only {@code sys.allocations} tells, so a copy without a place that is not unassigned there is
 * being made.
 */
final class Copies {

    private final CrateDetails details;
    private final Predicate<String> counts;
    private final SortedMap<Id, List<Shard>> copies = new TreeMap<>();
    private final SortedSet<Id> unassigned = new TreeSet<>();
    private final SortedSet<Id> unassignedPrimaries = new TreeSet<>();

    /** @param counts whether a copy on a node of this name counts as there */
    Copies(CrateDetails details, Predicate<String> counts) {
        this.details = details;
        this.counts = counts;
        for (Shard shard : details.shards()) {
            Id id = new Id(shard.table(), shard.partition(), shard.id());
            copies.computeIfAbsent(id, key -> new ArrayList<>()).add(shard);
        }
        for (Unassigned one : details.unassigned()) {
            Id id = new Id(one.table(), one.partition(), one.id());
            unassigned.add(id);
            if (one.primary()) {
                unassignedPrimaries.add(id);
            }
        }
    }

    static Copies of(Sight sight, CrateDetails details) {
        return new Copies(details, sight::counts);
    }

    /** One shard of a table or a partition. */
    record Id(String table, String partition, int number) implements Comparable<Id> {

        private static final Comparator<Id> ORDER =
                Comparator.comparing(Id::table).thenComparing(Id::partition).thenComparingInt(Id::number);

        @Override
        public int compareTo(Id other) {
            return ORDER.compare(this, other);
        }
    }

    /** Copies on a node, and those on their way to it. */
    List<Shard> on(String node) {
        return details.shards().stream()
                .filter(shard -> shard.node().equals(node) || shard.movesTo().equals(node))
                .toList();
    }

    long bytesOn(String node) {
        return details.shards().stream()
                .filter(shard -> shard.node().equals(node))
                .mapToLong(Shard::bytes)
                .sum();
    }

    private boolean serves(Shard shard) {
        boolean started = shard.state().equals("STARTED") || shard.state().equals("RELOCATING");
        return started && counts.test(shard.node());
    }

    /** Tables that have a shard of which nobody but this node has a copy that serves. */
    SortedSet<String> onlyOn(String node) {
        SortedSet<String> tables = new TreeSet<>();
        copies.forEach((id, all) -> {
            boolean here =
                    all.stream().anyMatch(shard -> serves(shard) && shard.node().equals(node));
            boolean elsewhere = all.stream()
                    .anyMatch(shard -> serves(shard) && !shard.node().equals(node));
            if (here && !elsewhere) {
                tables.add(id.table());
            }
        });
        return tables;
    }

    /** Tables that have a shard of which no copy serves and none is being made. */
    SortedSet<String> lost() {
        SortedSet<String> tables = new TreeSet<>();
        copies.forEach((id, all) -> {
            if (all.stream().noneMatch(this::serves) && !isComing(id, all)) {
                tables.add(id.table());
            }
        });
        unassignedPrimaries.stream().filter(id -> !copies.containsKey(id)).forEach(id -> tables.add(id.table()));
        return tables;
    }

    /** A primary that is unassigned by CrateDB's word is lost, however many replicas of it are said to be coming. */
    private boolean isComing(Id id, List<Shard> all) {
        return !unassignedPrimaries.contains(id) && all.stream().anyMatch(shard -> isBeingMade(id, shard));
    }

    private boolean isBeingMade(Id id, Shard shard) {
        boolean placeless =
                shard.state().equals("UNASSIGNED") && details.knows(Part.UNASSIGNED) && !unassigned.contains(id);
        return shard.state().equals("INITIALIZING") || placeless;
    }

    /** Tables of which a copy that is not there is being made now. */
    SortedSet<String> coming() {
        SortedSet<String> tables = new TreeSet<>();
        copies.forEach((id, all) -> {
            if (all.stream().anyMatch(shard -> isBeingMade(id, shard))) {
                tables.add(id.table());
            }
        });
        return tables;
    }

    long comingCount() {
        return copies.entrySet().stream()
                .mapToLong(one -> one.getValue().stream()
                        .filter(shard -> isBeingMade(one.getKey(), shard))
                        .count())
                .sum();
    }

    /** Tables that have a shard of which no copy serves, be one on its way or not. */
    SortedSet<String> unserved() {
        SortedSet<String> tables = new TreeSet<>(lost());
        copies.forEach((id, all) -> {
            if (all.stream().noneMatch(this::serves)) {
                tables.add(id.table());
            }
        });
        return tables;
    }

    /** Tables of which a copy is being made or moved now. */
    SortedSet<String> moving() {
        SortedSet<String> tables = new TreeSet<>();
        copies.forEach((id, all) -> {
            if (all.stream().anyMatch(shard -> shard.state().equals("RELOCATING") || isBeingMade(id, shard))) {
                tables.add(id.table());
            }
        });
        return tables;
    }

    /** Names of nodes that have a copy of a table's shards that serves. */
    SortedSet<String> holders(String table) {
        SortedSet<String> nodes = new TreeSet<>();
        details.shards().stream()
                .filter(shard -> shard.table().equals(table) && serves(shard))
                .forEach(shard -> nodes.add(shard.node()));
        return nodes;
    }

    /** Tables of which a copy has no place, though another serves. */
    SortedSet<String> lacking() {
        SortedSet<String> tables = new TreeSet<>();
        copies.forEach((id, all) -> {
            boolean served = all.stream().anyMatch(this::serves);
            boolean placeless = all.stream().anyMatch(shard -> !serves(shard) && !isBeingMade(id, shard));
            if (served && placeless) {
                tables.add(id.table());
            }
        });
        return tables;
    }
}
