package dev.holdfast.local.agent.core;

import dev.holdfast.mesos.v1.Resource;
import java.util.ArrayList;
import java.util.List;

/** Brings the resources of an agent that was away in line with what it is configured to have now. */
public final class ResourceFit {

    private ResourceFit() {}

    /**
     * What an agent has from now on.
     *
     * @param shortages names of resources of which more is reserved than the configuration has; the reservations stay
     */
    public record Fitted(List<Resource> resources, List<String> shortages) {}

    /**
     * The saved resources with what was added to the configuration, and without what was taken out of it. Nobody's
     * reservation is given up for that: where more was taken out than is free, the agent goes on with what is reserved.
     */
    public static Fitted fit(List<Resource> saved, List<Resource> configured) {
        ResourceLedger missing =
                new ResourceLedger(saved.stream().map(ResourceFit::base).toList());
        List<Resource> added = new ArrayList<>();
        for (Resource resource : configured) {
            added.addAll(beyond(resource, missing));
        }
        ResourceLedger result = new ResourceLedger(saved);
        List<String> shortages = new ArrayList<>();
        for (Resource resource : missing.list()) {
            if (!ResourceLedger.isNothing(result.takeCommon(resource))) {
                shortages.add(resource.getName());
            }
        }
        added.forEach(result::add);
        return new Fitted(result.list(), List.copyOf(shortages));
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
            Resource.DiskInfo disk = resource.getDisk().toBuilder()
                    .clearPersistence()
                    .clearVolume()
                    .build();
            base = disk.hasSource() ? base.setDisk(disk) : base.clearDisk();
        }
        return base.build();
    }
}
