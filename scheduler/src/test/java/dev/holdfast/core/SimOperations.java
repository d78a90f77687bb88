package dev.holdfast.core;

import dev.holdfast.model.Disk;
import dev.holdfast.model.Labels;
import dev.holdfast.model.Operation;
import dev.holdfast.model.OperationId;
import dev.holdfast.model.Resource;
import dev.holdfast.model.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What RESERVE, CREATE, DESTROY and UNRESERVE do to an agent. Also the judge of what nobody may ever do: touch what carries another
 * owner's label, reserve under another's name, destroy a volume that was not given up.
 */
final class SimOperations {

    private final String principal;
    /** Our owner label, once anything was reserved. */
    Optional<String> owner = Optional.empty();
    /** Persistence ids of volumes that were made, and of those that were destroyed, in order. */
    final List<String> made = new ArrayList<>();

    final List<String> destroyed = new ArrayList<>();
    /** Volumes in which a process has written. */
    final TreeSet<String> written = new TreeSet<>();

    SimOperations(String principal) {
        this.principal = principal;
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
    Optional<Resources> apply(Operation operation, SimAgent agent, Resources working) {
        Resources before;
        Resources after;
        if (operation instanceof Operation.Reserve reserve) {
            after = SimAgent.bare(reserve.resources());
            after.stream().forEach(this::checkOurs);
            before = map(after, SimOperations::unreserved);
        } else if (operation instanceof Operation.Unreserve unreserve) {
            before = SimAgent.bare(unreserve.resources());
            before.stream().forEach(this::checkOurs);
            after = map(before, SimOperations::unreserved);
        } else if (operation instanceof Operation.Create create) {
            after = SimAgent.bare(create.volumes());
            after.stream().forEach(this::checkOurs);
            before = map(after, SimOperations::plain);
        } else if (operation instanceof Operation.Destroy destroy) {
            before = SimAgent.bare(destroy.volumes());
            before.stream().forEach(this::checkOurs);
            after = map(before, SimOperations::plain);
        } else {
            throw new AssertionError("not about resources: " + operation);
        }
        if (!working.contains(before) || after.isEmpty()) {
            return Optional.empty();
        }
        note(operation, before, after);
        agent.total = agent.total.minus(before).plus(after);
        agent.offered = agent.offered.minus(before).plus(after);
        return Optional.of(working.minus(before).plus(after));
    }

    private void note(Operation operation, Resources before, Resources after) {
        if (operation instanceof Operation.Create) {
            after.stream().forEach(volume -> made.add(persistenceId(volume)));
        } else if (operation instanceof Operation.Destroy) {
            before.stream().forEach(volume -> destroyed.add(persistenceId(volume)));
        }
    }

    static String persistenceId(Resource volume) {
        return volume.disk().map(Disk::persistenceId).orElse("");
    }

    private void checkOurs(Resource resource) {
        String label = resource.label(Labels.OWNER);
        if (label.isEmpty() || !label.equals(owner.orElse(label))) {
            throw new AssertionError("foreign resources are touched: " + resource);
        }
        if (!resource.reservation().orElseThrow().principal().equals(principal)) {
            throw new AssertionError("reserved under another's name: " + resource);
        }
        owner = Optional.of(label);
    }

    private static Resources map(Resources resources, java.util.function.UnaryOperator<Resource> change) {
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
                stack.subList(0, stack.size() - 1),
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
