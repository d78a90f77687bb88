package dev.holdfast.local.master;

import dev.holdfast.mesos.v1.Resource;
import java.util.List;

/**
 * The three forms a resource has on the wire: the present one with a stack of reservations, the old one with
 * {@code role} and {@code reservation} for frameworks that know nothing of refinement, and the operator API's, which
 * has both where both can say it.
 */
@SuppressWarnings("deprecation") // the old form is what this class is about
final class ResourceFormat {

    private static final String UNRESERVED = "*";

    private ResourceFormat() {}

    /** Any form into the present one. */
    static Resource upgrade(Resource resource) {
        if (!resource.hasRole() && !resource.hasReservation()) {
            return resource;
        }
        Resource.Builder upgraded = resource.toBuilder().clearRole().clearReservation();
        if (resource.getReservationsCount() == 0 && !resource.getRole().equals(UNRESERVED)) {
            Resource.ReservationInfo.Builder reservation = resource.getReservation().toBuilder();
            reservation.setRole(resource.getRole());
            reservation.setType(
                    resource.hasReservation()
                            ? Resource.ReservationInfo.Type.DYNAMIC
                            : Resource.ReservationInfo.Type.STATIC);
            upgraded.addReservations(reservation);
        }
        return upgraded.build();
    }

    /** The present form into the old one; a resource that was refined has none and is left out by the caller. */
    static Resource downgrade(Resource resource) {
        Resource.Builder old = resource.toBuilder().clearReservations();
        if (resource.getReservationsCount() == 0) {
            return old.setRole(UNRESERVED).build();
        }
        Resource.ReservationInfo reservation = resource.getReservations(0);
        old.setRole(reservation.getRole());
        if (reservation.getType() == Resource.ReservationInfo.Type.DYNAMIC) {
            old.setReservation(reservation.toBuilder().clearType().clearRole());
        }
        return old.build();
    }

    /** As the operator API shows it. */
    static Resource endpoint(Resource resource) {
        if (resource.getReservationsCount() > 1) {
            return resource;
        }
        Resource old = downgrade(resource);
        return old.toBuilder()
                .addAllReservations(resource.getReservationsList())
                .build();
    }

    static List<Resource> endpoint(Resources resources) {
        return resources.list().stream().map(ResourceFormat::endpoint).toList();
    }

    static boolean isRefined(Resource resource) {
        return resource.getReservationsCount() > 1;
    }
}
