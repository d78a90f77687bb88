package dev.holdfast.simulation;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a node of a ring keeps on its volume. */
final class RingDisk {

    String hostId = "";
    final List<Long> tokens = new ArrayList<>();
    /** Whether it was a full member with this disk. */
    boolean bootstrapped;
    /** Whether it gave its data away, as Cassandra knows. */
    boolean decommissioned;
    /** The marks of the companion, which looks now and then. */
    long joinedAt;

    long aliveAt;
    boolean leftMark;

    int schema;
    String written = "";
    /** By keyspace and part. */
    final TreeMap<String, BitSet> rows = new TreeMap<>();
    /** What others missed, by their identity, then by keyspace and part. */
    final TreeMap<String, TreeMap<String, BitSet>> hints = new TreeMap<>();
    /** When the first of those that are left was kept, by identity. */
    final TreeMap<String, Long> hintsSince = new TreeMap<>();
    /** Whom it knew, by address. */
    final TreeMap<String, RingPeer> peers = new TreeMap<>();

    /** Whose place others have taken, by identity. */
    final TreeSet<String> replaced = new TreeSet<>();

    final TreeSet<String> snapshots = new TreeSet<>();

    BitSet rows(String key) {
        return rows.computeIfAbsent(key, each -> new BitSet());
    }

    void hint(String host, String key, int row, long now) {
        hintsSince.putIfAbsent(host, now);
        hints.computeIfAbsent(host, each -> new TreeMap<>())
                .computeIfAbsent(key, each -> new BitSet())
                .set(row);
    }

    void hasNoHintsFor(String host) {
        hints.remove(host);
        hintsSince.remove(host);
    }

    long hintCount() {
        return hints.keySet().stream().mapToLong(this::hintCount).sum();
    }

    long hintCount(String host) {
        return hints.getOrDefault(host, new TreeMap<>()).values().stream()
                .mapToLong(BitSet::cardinality)
                .sum();
    }
}
