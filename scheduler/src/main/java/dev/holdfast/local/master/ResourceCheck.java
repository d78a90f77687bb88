package dev.holdfast.local.master;

import dev.holdfast.mesos.v1.Resource;
import dev.holdfast.mesos.v1.Value;
import dev.holdfast.mesos.v1.Volume;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Whether resources as a framework sent them are well formed; the answers are a Mesos master's own words. */
final class ResourceCheck {

    private static final int MAX_VOLUME_ID = 255;

    private ResourceCheck() {}

    /** The first thing wrong, or empty. */
    static Optional<String> of(List<Resource> resources) {
        Set<String> volumes = new HashSet<>();
        for (Resource resource : resources) {
            Optional<String> wrong = form(resource).or(() -> disk(resource));
            if (wrong.isPresent()) {
                return wrong.map(reason -> "Invalid resources: " + reason);
            }
            if (Reservations.isVolume(resource) && !volumes.add(volumeKey(resource))) {
                return Optional.of("Invalid resources: Persistence ID '"
                        + resource.getDisk().getPersistence().getId() + "' is not unique");
            }
        }
        return Optional.empty();
    }

    /** Volumes are unique for each role and agent. */
    static String volumeKey(Resource volume) {
        return Reservations.role(volume) + "\n"
                + volume.getDisk().getPersistence().getId();
    }

    private static Optional<String> form(Resource resource) {
        if (resource.getName().isEmpty()) {
            return Optional.of("Empty resource name");
        }
        boolean hasValue = switch (resource.getType()) {
            case SCALAR -> resource.hasScalar() && resource.getScalar().getValue() >= 0;
            case RANGES -> resource.hasRanges() && areRanges(resource.getRanges());
            case SET -> resource.hasSet();
            case TEXT -> false;
        };
        if (!hasValue) {
            return Optional.of("Invalid " + resource.getType().name().toLowerCase(Locale.ROOT) + " resource '"
                    + resource.getName() + "'");
        }
        for (Resource.ReservationInfo reservation : resource.getReservationsList()) {
            if (reservation.getRole().equals("*")) {
                return Optional.of("Invalid reservation: role \"*\" cannot be reserved");
            }
            Optional<String> wrong = RoleNames.check(reservation.getRole());
            if (wrong.isPresent()) {
                return wrong.map(reason -> "Invalid reservation: " + reason);
            }
        }
        return stack(resource);
    }

    private static boolean areRanges(Value.Ranges ranges) {
        return ranges.getRangeList().stream()
                .allMatch(range -> range.getBegin() <= range.getEnd() && range.getBegin() >= 0);
    }

    /** Every further reservation refines the one below it: a static one only at the bottom, roles going down. */
    private static Optional<String> stack(Resource resource) {
        for (int i = 1; i < resource.getReservationsCount(); i++) {
            Resource.ReservationInfo outer = resource.getReservations(i - 1);
            Resource.ReservationInfo inner = resource.getReservations(i);
            if (inner.getType() == Resource.ReservationInfo.Type.STATIC) {
                return Optional.of("Invalid refined reservation: A refined reservation cannot be STATIC");
            }
            if (!inner.getRole().startsWith(outer.getRole() + "/")) {
                return Optional.of("Invalid refined reservation: role '" + inner.getRole()
                        + "' is not a refinement of '" + outer.getRole() + "'");
            }
        }
        return Optional.empty();
    }

    private static Optional<String> disk(Resource resource) {
        if (!resource.hasDisk()) {
            return Optional.empty();
        }
        return diskInfo(resource).map(reason -> "Invalid DiskInfo: " + reason);
    }

    private static Optional<String> diskInfo(Resource resource) {
        Resource.DiskInfo disk = resource.getDisk();
        if (!resource.getName().equals("disk")) {
            return Optional.of("DiskInfo should not be set for " + resource.getName() + " resource");
        }
        if (disk.hasPersistence()) {
            return volume(resource);
        }
        if (disk.hasVolume()) {
            return Optional.of("Non-persistent volume not supported");
        }
        return disk.hasSource() ? Optional.empty() : Optional.of("DiskInfo is set but empty");
    }

    private static Optional<String> volume(Resource resource) {
        Resource.DiskInfo disk = resource.getDisk();
        String id = disk.getPersistence().getId();
        if (resource.hasRevocable()) {
            return Optional.of("Persistent volumes cannot be created from revocable resources");
        }
        if (!Reservations.isReserved(resource)) {
            return Optional.of("Persistent volumes cannot be created from unreserved resources");
        }
        if (!disk.hasVolume()) {
            return Optional.of("Expecting 'volume' to be set for persistent volume");
        }
        if (disk.getVolume().hasHostPath()) {
            return Optional.of("Expecting 'host_path' to be unset for persistent volume");
        }
        if (disk.getVolume().getMode() != Volume.Mode.RW) {
            return Optional.of("Persistent volume must be created in RW mode");
        }
        if (id.isEmpty() || id.length() > MAX_VOLUME_ID || id.contains("/") || id.contains("\\") || id.equals("..")) {
            return Optional.of("Persistence ID '" + id + "' contains invalid characters");
        }
        return Optional.empty();
    }
}
