package dev.holdfast.placement;

import dev.holdfast.model.Disk;
import dev.holdfast.model.Reservation;
import dev.holdfast.model.Resource;
import dev.holdfast.model.Resources;
import java.util.List;
import java.util.SortedMap;

/**
 * What to ask of Mesos for a match, step by step: RESERVE {@link #reserved}, CREATE {@link #volume}, after which the
 * node owns {@link #owned}.
 */
public final class Reserve {

    private Reserve() {}

    /** The reservation of a claim. It is put on top of whatever the resources are reserved for already. */
    public static Reservation reservation(String role, String principal, SortedMap<String, String> labels) {
        return new Reservation(role, true, principal, labels);
    }

    /** All of the match, the disk of its volume included, with the reservation on top: the resources of RESERVE. */
    public static Resources reserved(Match match, Reservation reservation) {
        return new Resources(match.take().plus(match.volumeDisk()).stream()
                .map(resource -> resource.reserve(reservation))
                .toList());
    }

    /**
     * The volume as CREATE wants it, on disk that was reserved so.
     *
     * @param containerPath relative to the executor's sandbox
     * @throws IllegalArgumentException if the match has no disk for a volume
     */
    public static Resource volume(Match match, Reservation reservation, String persistenceId, String containerPath) {
        if (match.volumeDisk().all().size() != 1) {
            throw new IllegalArgumentException("a volume lies on one disk; " + match.node() + " has "
                    + match.volumeDisk().all().size());
        }
        Disk disk = new Disk(match.source(), persistenceId, reservation.principal(), containerPath);
        return match.volumeDisk().all().get(0).reserve(reservation).withDisk(disk);
    }

    /** What the node owns when both went through: everything reserved, with the volume in place of its disk. */
    public static Resources owned(Match match, Reservation reservation, Resource volume) {
        Resources disk = new Resources(match.volumeDisk().stream()
                .map(resource -> resource.reserve(reservation))
                .toList());
        return reserved(match, reservation).minus(disk).plus(new Resources(List.of(volume)));
    }
}
