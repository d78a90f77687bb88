package dev.holdfast.simulation;

import dev.holdfast.model.Disk;
import dev.holdfast.model.Labels;
import dev.holdfast.model.Operation;
import dev.holdfast.model.OperationId;
import dev.holdfast.model.Resource;
import dev.holdfast.model.Resources;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What RESERVE, CREATE, DESTROY and UNRESERVE do to a machine. */
final class Operations {

    private final Watchdog watchdog;

    Operations(Watchdog watchdog) {
        this.watchdog = watchdog;
    }

    static Optional<OperationId> idOf(Operation operation) {
        if (operation instanceof Operation.Reserve reserve) {
            return reserve.id();
        } else if (operation instanceof Operation.Create create) {
            return create.id();
        } else if (operation instanceof Operation.Destroy destroy) {
            return destroy.id();
        } else if (operation instanceof Operation.Unreserve unreserve) {
            return unreserve.id();
        }
        return Optional.empty();
    }

    /** What is left of the offer after the operation; empty if it cannot be done. */
    Optional<Resources> apply(Operation operation, Machine machine, Resources working) {
        Resources before;
        Resources after;
        if (operation instanceof Operation.Reserve reserve) {
            after = Machine.bare(reserve.resources());
            watchdog.touches(operation, after);
            before = map(after, Operations::unreserved);
        } else if (operation instanceof Operation.Unreserve unreserve) {
            before = Machine.bare(unreserve.resources());
            watchdog.touches(operation, before);
            after = map(before, Operations::unreserved);
        } else if (operation instanceof Operation.Create create) {
            after = Machine.bare(create.volumes());
            watchdog.touches(operation, after);
            before = map(after, Operations::plain);
        } else if (operation instanceof Operation.Destroy destroy) {
            before = Machine.bare(destroy.volumes());
            watchdog.touches(operation, before);
            after = map(before, Operations::plain);
        } else {
            throw new IllegalArgumentException("not about resources: " + operation);
        }
        boolean hasVolume =
                operation instanceof Operation.Unreserve && before.stream().anyMatch(Resource::isVolume);
        if (!working.contains(before) || after.isEmpty() || hasVolume) {
            return Optional.empty();
        }
        note(operation, machine, before, after);
        machine.total = machine.total.minus(before).plus(after);
        machine.offered = machine.offered.minus(before).plus(after);
        return Optional.of(working.minus(before).plus(after));
    }

    private void note(Operation operation, Machine machine, Resources before, Resources after) {
        if (operation instanceof Operation.Create) {
            for (Resource volume : after.all()) {
                String id = persistenceId(volume);
                int generation = Integer.parseInt(volume.label(Labels.GENERATION));
                machine.volumes.put(id, new Volume(id, volume.label(Labels.NODE), generation, machine));
            }
        } else if (operation instanceof Operation.Destroy) {
            for (Resource resource : before.all()) {
                Volume volume = machine.volumes.remove(persistenceId(resource));
                if (volume != null) {
                    volume.gone = true;
                    watchdog.destroyed(volume);
                }
            }
        }
    }

    static String persistenceId(Resource volume) {
        return volume.disk().map(Disk::persistenceId).orElse("");
    }

    private static Resources map(Resources resources, UnaryOperator<Resource> change) {
        return new Resources(resources.stream().map(change).toList());
    }

    /** What is left of a volume that a person destroys and unreserves. */
    static Resource asUnreservedDisk(Resource volume) {
        return unreserved(plain(volume));
    }

    private static Resource unreserved(Resource resource) {
        List<dev.holdfast.model.Reservation> stack = resource.reservations();
        return new Resource(
                resource.name(),
                resource.quantity(),
                resource.allocationRole(),
                stack.isEmpty() ? stack : stack.subList(0, stack.size() - 1),
                resource.disk(),
                resource.providerId(),
                resource.revocable(),
                resource.shared());
    }

    /** The disk a volume is made of, and leaves behind: disk of the root has no details. */
    private static Resource plain(Resource volume) {
        return new Resource(
                volume.name(),
                volume.quantity(),
                volume.allocationRole(),
                volume.reservations(),
                volume.disk()
                        .filter(disk -> !disk.source().equals(Disk.Source.ROOT))
                        .map(disk -> new Disk(disk.source(), "", "", "")),
                volume.providerId(),
                volume.revocable(),
                volume.shared());
    }
}
