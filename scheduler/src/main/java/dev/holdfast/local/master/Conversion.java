package dev.holdfast.local.master;

import dev.holdfast.mesos.v1.Offer;
import dev.holdfast.mesos.v1.Resource;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What an operation makes of what.
 *
 * @param consumed what must be there
 * @param converted what is there instead afterwards
 */
record Conversion(Resources consumed, Resources converted) {

    static Conversion of(Offer.Operation operation) {
        return switch (operation.getType()) {
            case RESERVE -> reserve(operation.getReserve());
            case UNRESERVE -> {
                Resources reserved = Resources.of(operation.getUnreserve().getResourcesList());
                yield new Conversion(reserved, reserved.map(Reservations::popped));
            }
            case CREATE -> {
                Resources volumes = Resources.of(operation.getCreate().getVolumesList());
                yield new Conversion(volumes.map(Conversion::withoutVolume), volumes);
            }
            case DESTROY -> {
                Resources volumes = Resources.of(operation.getDestroy().getVolumesList());
                yield new Conversion(volumes, volumes.map(Conversion::withoutVolume));
            }
            default -> throw new IllegalArgumentException(operation.getType() + " converts nothing");
        };
    }

    private static Conversion reserve(Offer.Operation.Reserve reserve) {
        Resources reserved = Resources.of(reserve.getResourcesList());
        return reserve.getSourceCount() > 0
                ? new Conversion(Resources.of(reserve.getSourceList()), reserved)
                : new Conversion(reserved.map(Reservations::popped), reserved);
    }

    Resources appliedTo(Resources resources) {
        return resources.minus(consumed).plus(converted);
    }

    Conversion unallocated() {
        return new Conversion(consumed.unallocated(), converted.unallocated());
    }

    /** The disk a volume was made from. */
    private static Resource withoutVolume(Resource volume) {
        Resource.Builder disk = volume.toBuilder().clearShared();
        if (volume.getDisk().hasSource()) {
            disk.getDiskBuilder().clearPersistence().clearVolume();
        } else {
            disk.clearDisk();
        }
        return disk.build();
    }

    /** The same operation with every resource in it changed. */
    static Offer.Operation map(Offer.Operation operation, UnaryOperator<Resource> change) {
        Offer.Operation.Builder changed = operation.toBuilder();
        switch (operation.getType()) {
            case RESERVE -> {
                Offer.Operation.Reserve.Builder reserve = changed.getReserveBuilder();
                List<Resource> source = mapAll(reserve.getSourceList(), change);
                List<Resource> resources = mapAll(reserve.getResourcesList(), change);
                reserve.clearSource().addAllSource(source).clearResources().addAllResources(resources);
            }
            case UNRESERVE -> {
                List<Resource> resources = mapAll(operation.getUnreserve().getResourcesList(), change);
                changed.getUnreserveBuilder().clearResources().addAllResources(resources);
            }
            case CREATE -> {
                List<Resource> volumes = mapAll(operation.getCreate().getVolumesList(), change);
                changed.getCreateBuilder().clearVolumes().addAllVolumes(volumes);
            }
            case DESTROY -> {
                List<Resource> volumes = mapAll(operation.getDestroy().getVolumesList(), change);
                changed.getDestroyBuilder().clearVolumes().addAllVolumes(volumes);
            }
            default -> {}
        }
        return changed.build();
    }

    static List<Resource> mapAll(List<Resource> resources, UnaryOperator<Resource> change) {
        return resources.stream().map(change).toList();
    }
}
