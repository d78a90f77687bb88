package dev.holdfast.local.agent.core;

import dev.holdfast.mesos.v1.Resource;
import java.util.ArrayList;
import java.util.List;

/** Brings the resources of an agent that was away in line with what it is configured to have now. */
public final class ResourceFit {

    private ResourceFit() {}

    /** What is reserved is more than there now is; the message says which. */
    public static final class TooSmallException extends Exception {
        private static final long serialVersionUID = 1L;

        TooSmallException(String message) {
            super(message);
        }
    }

    /**
     * The saved resources with what was added to the configuration, and without what was taken out of it.
     *
     * @throws TooSmallException when something that was taken out is reserved
     */
    public static List<Resource> fit(List<Resource> saved, List<Resource> configured) throws TooSmallException {
        ResourceLedger before = new ResourceLedger(saved.stream().map(ResourceFit::base).toList());
        ResourceLedger missing = new ResourceLedger(before.list());
        List<Resource> added = new ArrayList<>();
        for (Resource resource : configured) {
            added.addAll(beyond(resource, missing));
        }
        ResourceLedger result = new ResourceLedger(saved);
        for (Resource resource : missing.list()) {
            if (!result.subtract(resource)) {
                throw new TooSmallException("The agent is configured to have less " + resource.getName()
                        + " than is reserved on it. Give it back what it had, or release the reservations first");
            }
        }
        added.forEach(result::add);
        return result.list();
    }

    /** The part of a resource that {@code have} does not cover; the rest is taken out of {@code have}. */
    private static List<Resource> beyond(Resource resource, ResourceLedger have) {
        Resource rest = have.takeCommon(resource);
        return ResourceLedger.isNothing(rest) ? List.of() : List.of(rest);
    }

    /** The resource as it was before anybody reserved it or put a volume on it. */
    private static Resource base(Resource resource) {
        Resource.Builder base = resource.toBuilder().clearReservations().clearShared();
        resource.getReservationsList().stream()
                .filter(reservation -> reservation.getType() == Resource.ReservationInfo.Type.STATIC)
                .forEach(base::addReservations);
        if (resource.hasDisk()) {
            Resource.DiskInfo disk =
                    resource.getDisk().toBuilder().clearPersistence().clearVolume().build();
            base = disk.hasSource() ? base.setDisk(disk) : base.clearDisk();
        }
        return base.build();
    }
}
