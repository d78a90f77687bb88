package dev.holdfast.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A piece of an agent, in Mesos's refinement format.
 *
 * @param allocationRole the role it is offered to; empty where it is not part of an offer
 * @param reservations the stack, base first; empty for unreserved
 * @param disk where it lies; empty for all but disk that is a volume or has a source
 * @param providerId id of a resource provider, or empty
 */
public record Resource(
        String name,
        Quantity quantity,
        String allocationRole,
        List<Reservation> reservations,
        Optional<Disk> disk,
        String providerId,
        boolean revocable,
        boolean shared) {

    public static final String CPUS = "cpus";
    public static final String MEM = "mem";
    public static final String DISK = "disk";
    public static final String PORTS = "ports";

    public Resource {
        reservations = List.copyOf(reservations);
    }

    /** An unreserved resource without a disk's details. */
    public static Resource of(String name, Quantity quantity, String allocationRole) {
        return new Resource(name, quantity, allocationRole, List.of(), Optional.empty(), "", false, false);
    }

    public boolean isReserved() {
        return !reservations.isEmpty();
    }

    public boolean isVolume() {
        return disk.isPresent() && disk.get().isVolume();
    }

    /** The innermost reservation, which alone says whose it is. */
    public Optional<Reservation> reservation() {
        return reservations.isEmpty() ? Optional.empty() : Optional.of(reservations.get(reservations.size() - 1));
    }

    /** The value of a label on the innermost reservation, or an empty text. */
    public String label(String key) {
        return reservation().map(top -> top.labels().getOrDefault(key, "")).orElse("");
    }

    /** This, with one more reservation on the stack. */
    public Resource reserve(Reservation reservation) {
        List<Reservation> stack = new ArrayList<>(reservations);
        stack.add(reservation);
        return new Resource(name, quantity, allocationRole, stack, disk, providerId, revocable, shared);
    }

    public Resource withQuantity(Quantity changed) {
        return new Resource(name, changed, allocationRole, reservations, disk, providerId, revocable, shared);
    }

    public Resource withDisk(Disk changed) {
        return new Resource(
                name, quantity, allocationRole, reservations, Optional.of(changed), providerId, revocable, shared);
    }

    /** Whether both are the same kind of thing, so that their quantities may be added: all but the quantity is equal. */
    public boolean mergesWith(Resource other) {
        return name.equals(other.name)
                && !isVolume()
                && quantity.getClass().equals(other.quantity.getClass())
                && reservations.equals(other.reservations)
                && disk.equals(other.disk)
                && allocationRole.equals(other.allocationRole)
                && providerId.equals(other.providerId)
                && revocable == other.revocable
                && shared == other.shared;
    }
}
