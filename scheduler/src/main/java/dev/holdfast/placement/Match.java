package dev.holdfast.placement;

import dev.holdfast.model.Disk;
import dev.holdfast.model.NodeId;
import dev.holdfast.model.Offer;
import dev.holdfast.model.Resources;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An offer that serves a need.
 *
 * @param take what to reserve out of the offer, as offered, not yet reserved; the disk for the volume is apart
 * @param volumeDisk the disk to reserve and make the volume of, as offered
 * @param source of that disk
 * @param ports by name, picked where the need left it open
 */
public record Match(
        NodeId node,
        Offer offer,
        Resources take,
        Resources volumeDisk,
        Disk.Source source,
        SortedMap<String, Integer> ports) {

    public Match {
        ports = Collections.unmodifiableSortedMap(new TreeMap<>(ports));
    }
}
