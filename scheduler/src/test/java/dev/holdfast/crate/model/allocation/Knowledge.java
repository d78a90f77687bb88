package dev.holdfast.crate.model.allocation;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a master knows beyond the agreed state.
 *
 * @param stores copies on the nodes' disks, by node id
 * @param disks by node id
 */
public record Knowledge(SortedMap<String, List<Stored>> stores, SortedMap<String, Disk> disks) {

    public Knowledge {
        stores = Collections.unmodifiableSortedMap(new TreeMap<>(stores));
        disks = Collections.unmodifiableSortedMap(new TreeMap<>(disks));
    }

    /** A copy on disk. */
    public record Stored(String index, int shard, String allocation, long seq, long bytes) {}

    /** Sizes in bytes. */
    public record Disk(long total, long free) {}

    public static Knowledge none() {
        return new Knowledge(new TreeMap<>(), new TreeMap<>());
    }

    public long bytes(String index, int shard) {
        return stores.values().stream()
                .flatMap(List::stream)
                .filter(s -> s.shard() == shard && s.index().equals(index))
                .mapToLong(Stored::bytes)
                .max()
                .orElse(0);
    }
}
