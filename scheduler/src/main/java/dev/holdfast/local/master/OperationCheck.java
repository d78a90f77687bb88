package dev.holdfast.local.master;

import dev.holdfast.mesos.v1.Offer;
import dev.holdfast.mesos.v1.Resource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Whether an operation is allowed, apart from whether the resources for it are there. The answers are a Mesos master's
 * own words.
 *
 * @param principal on whose behalf; empty when nobody is named, and then nobody is checked
 * @param roles roles of the framework; empty for an operator, who may use any
 */
record OperationCheck(Agent agent, Optional<String> principal, Optional<List<String>> roles) {

    /** The first thing wrong, or empty. */
    Optional<String> of(Offer.Operation operation) {
        return switch (operation.getType()) {
            case RESERVE -> reserve(operation.getReserve());
            case UNRESERVE -> unreserve(operation.getUnreserve().getResourcesList());
            case CREATE -> create(operation.getCreate().getVolumesList());
            case DESTROY -> destroy(operation.getDestroy().getVolumesList());
            default -> Optional.of("Operation " + operation.getType() + " is not supported by this master");
        };
    }

    private Optional<String> reserve(Offer.Operation.Reserve reserve) {
        return ResourceCheck.of(reserve.getSourceList())
                .or(() -> ResourceCheck.of(reserve.getResourcesList()))
                .or(() -> first(reserve.getResourcesList(), this::reservation));
    }

    private Optional<String> reservation(Resource resource) {
        String text = ResourceText.of(resource);
        if (!Reservations.isDynamic(resource)) {
            return Optional.of("Resource " + text + " is not dynamically reserved");
        }
        if (Reservations.isVolume(resource)) {
            return Optional.of("A persistent volume " + text + " must already be reserved");
        }
        if (resource.hasRevocable()) {
            return Optional.of("Dynamically reserved resource " + text + " cannot be created from revocable resources");
        }
        return principalOf(resource).or(() -> allocation(resource));
    }

    private Optional<String> principalOf(Resource resource) {
        if (principal.isEmpty()) {
            return Optional.empty();
        }
        Resource.ReservationInfo reservation = Reservations.last(resource);
        if (!reservation.hasPrincipal()) {
            return Optional.of("A reserve operation was attempted by principal '" + principal.get()
                    + "', but there is a reserved resource in the request with no principal set");
        }
        if (!reservation.getPrincipal().equals(principal.get())) {
            return Optional.of("A reserve operation was attempted by principal '" + principal.get()
                    + "', but there is a reserved resource in the request with principal '"
                    + reservation.getPrincipal() + "' set");
        }
        return Optional.empty();
    }

    private Optional<String> allocation(Resource resource) {
        if (roles.isEmpty()) {
            return Optional.empty();
        }
        if (!resource.hasAllocationInfo()) {
            return Optional.of(
                    "A reserve operation was attempted with unallocated resource " + ResourceText.of(resource));
        }
        String allocated = resource.getAllocationInfo().getRole();
        String reserved = Reservations.role(resource);
        if (!reserved.equals(allocated)) {
            return Optional.of("A reserve operation was attempted for a resource with role '" + reserved
                    + "', but the resource was allocated to role '" + allocated + "'");
        }
        if (!roles.get().contains(reserved)) {
            return Optional.of("A reserve operation was attempted for a resource allocated to role '" + reserved
                    + "', but the framework only has roles '" + String.join(", ", roles.get()) + "'");
        }
        return Optional.empty();
    }

    private Optional<String> unreserve(List<Resource> resources) {
        return ResourceCheck.of(resources)
                .or(() -> first(resources, resource -> {
                    if (!Reservations.isDynamic(resource)) {
                        return Optional.of("Resource " + ResourceText.of(resource) + " is not dynamically reserved");
                    }
                    return Reservations.isVolume(resource)
                            ? Optional.of("A dynamically reserved persistent volume " + ResourceText.of(resource)
                                    + " cannot be unreserved directly. Please destroy the persistent volume first"
                                    + " then unreserve the resource")
                            : Optional.empty();
                }));
    }

    private Optional<String> create(List<Resource> volumes) {
        return ResourceCheck.of(volumes)
                .or(() -> first(volumes, OperationCheck::isVolume))
                .or(() -> first(volumes, this::newVolume));
    }

    private Optional<String> newVolume(Resource volume) {
        Resource.DiskInfo.Persistence persistence = volume.getDisk().getPersistence();
        if (principal.isPresent()) {
            if (!persistence.hasPrincipal()) {
                return Optional.of("Create volume operation has been attempted by principal '" + principal.get()
                        + "', but there is a volume in the operation with no principal set in 'disk.persistence'");
            }
            if (!persistence.getPrincipal().equals(principal.get())) {
                return Optional.of("Create volume operation has been attempted by principal '" + principal.get()
                        + "', but there is a volume in the operation with principal '" + persistence.getPrincipal()
                        + "' set in 'disk.persistence'");
            }
        }
        String key = ResourceCheck.volumeKey(volume);
        boolean exists = agent.total().list().stream()
                .anyMatch(have -> Reservations.isVolume(have)
                        && ResourceCheck.volumeKey(have).equals(key));
        return exists
                ? Optional.of("Persistence ID '" + persistence.getId() + "' is already in use")
                : Optional.empty();
    }

    private Optional<String> destroy(List<Resource> volumes) {
        return ResourceCheck.of(volumes)
                .or(() -> first(volumes, OperationCheck::isVolume))
                .or(() -> first(volumes, volume -> {
                    Resources wanted = Resources.of(volume).unallocated();
                    if (!agent.total().contains(wanted)) {
                        return Optional.of("Persistent volumes not found");
                    }
                    return agent.used().unallocated().contains(wanted)
                            ? Optional.of("Persistent volumes in use")
                            : Optional.empty();
                }));
    }

    private static Optional<String> isVolume(Resource resource) {
        return Reservations.isVolume(resource)
                ? Optional.empty()
                : Optional.of("Resource " + ResourceText.of(resource) + " is not a persistent volume");
    }

    private static Optional<String> first(List<Resource> resources, Function<Resource, Optional<String>> check) {
        return resources.stream().map(check).flatMap(Optional::stream).findFirst();
    }
}
