package dev.holdfast.local.master;

import dev.holdfast.mesos.v1.Resource;

/** What can be read from a resource's stack of reservations; the last one pushed is the one in force. */
final class Reservations {

    private Reservations() {}

    static boolean isReserved(Resource resource) {
        return resource.getReservationsCount() > 0;
    }

    static boolean isDynamic(Resource resource) {
        return isReserved(resource) && last(resource).getType() == Resource.ReservationInfo.Type.DYNAMIC;
    }

    /** Role in force, {@code *} when unreserved. */
    static String role(Resource resource) {
        return isReserved(resource) ? last(resource).getRole() : "*";
    }

    static Resource.ReservationInfo last(Resource resource) {
        return resource.getReservations(resource.getReservationsCount() - 1);
    }

    /** The resource as it was before its last reservation. */
    static Resource popped(Resource resource) {
        return resource.toBuilder()
                .removeReservations(resource.getReservationsCount() - 1)
                .build();
    }

    /** May go to a role that is the reservation's own or lies below it. */
    static boolean isAllocatableTo(Resource resource, String role) {
        if (!isReserved(resource)) {
            return true;
        }
        String reserved = role(resource);
        return reserved.equals(role) || role.startsWith(reserved + "/");
    }

    static boolean isVolume(Resource resource) {
        return resource.getDisk().hasPersistence();
    }
}
