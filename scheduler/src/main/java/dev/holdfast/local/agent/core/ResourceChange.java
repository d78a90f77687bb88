package dev.holdfast.local.agent.core;

import dev.holdfast.mesos.v1.Offer;
import dev.holdfast.mesos.v1.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What an operation turns into what: the one list goes away, the other comes in its place.
 *
 * <p>RESERVE takes the same amounts with one reservation less, or the given source where a reservation moves from one
 * role to another; UNRESERVE is its mirror; CREATE takes the disk without the volume on it; DESTROY is the mirror of
 * that.
 */
record ResourceChange(List<Resource> consumed, List<Resource> made) {

    /** An operation that cannot be applied; the message says why. */
    static final class ImpossibleOperationException extends Exception {
        private static final long serialVersionUID = 1L;

        private final String why;

        ImpossibleOperationException(String why) {
            super(why);
            this.why = why;
        }

        String why() {
            return why;
        }
    }

    static ResourceChange of(Offer.Operation operation) throws ImpossibleOperationException {
        return switch (operation.getType()) {
            case RESERVE ->
                new ResourceChange(
                        operation.getReserve().getSourceCount() > 0
                                ? operation.getReserve().getSourceList()
                                : eachUnreserved(operation.getReserve().getResourcesList()),
                        operation.getReserve().getResourcesList());
            case UNRESERVE ->
                new ResourceChange(
                        operation.getUnreserve().getResourcesList(),
                        eachUnreserved(operation.getUnreserve().getResourcesList()));
            case CREATE ->
                new ResourceChange(
                        operation.getCreate().getVolumesList().stream()
                                .map(ResourceChange::withoutVolume)
                                .toList(),
                        operation.getCreate().getVolumesList());
            case DESTROY ->
                new ResourceChange(
                        operation.getDestroy().getVolumesList(),
                        operation.getDestroy().getVolumesList().stream()
                                .map(ResourceChange::withoutVolume)
                                .toList());
            default ->
                throw new ImpossibleOperationException("This agent does not know the operation " + operation.getType());
        };
    }

    /** The resources after the change. */
    List<Resource> applyTo(List<Resource> resources) throws ImpossibleOperationException {
        ResourceLedger ledger = new ResourceLedger(resources);
        for (Resource resource : consumed) {
            if (!ledger.subtract(resource)) {
                throw new ImpossibleOperationException("The agent does not have " + words(resource));
            }
        }
        made.forEach(ledger::add);
        return ledger.list();
    }

    ResourceChange reversed() {
        return new ResourceChange(made, consumed);
    }

    private static List<Resource> eachUnreserved(List<Resource> resources) throws ImpossibleOperationException {
        List<Resource> result = new ArrayList<>();
        for (Resource resource : resources) {
            int count = resource.getReservationsCount();
            if (count == 0) {
                throw new ImpossibleOperationException(words(resource) + " carries no reservation");
            }
            result.add(resource.toBuilder().removeReservations(count - 1).build());
        }
        return result;
    }

    private static Resource withoutVolume(Resource volume) {
        Resource.DiskInfo disk =
                volume.getDisk().toBuilder().clearPersistence().clearVolume().build();
        Resource.Builder plain = volume.toBuilder().clearShared();
        return (disk.hasSource() ? plain.setDisk(disk) : plain.clearDisk()).build();
    }

    private static String words(Resource resource) {
        Stream<String> roles = resource.getReservationsList().stream().map(Resource.ReservationInfo::getRole);
        String amount = resource.hasScalar()
                ? ":" + resource.getScalar().getValue()
                : resource.hasRanges()
                        ? ":" + resource.getRanges().getRangeList().size() + " ranges"
                        : "";
        String volume = ResourceLedger.isVolume(resource)
                ? " volume " + resource.getDisk().getPersistence().getId()
                : "";
        return resource.getName() + amount + volume + " reserved for " + roles.toList();
    }
}
