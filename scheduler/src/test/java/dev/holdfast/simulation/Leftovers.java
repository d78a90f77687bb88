package dev.holdfast.simulation;

import dev.holdfast.core.State;
import dev.holdfast.model.Labels;
import dev.holdfast.model.Operation;
import dev.holdfast.model.Resource;
import dev.holdfast.model.Resources;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What an older copy of the state does not know of though it is ours: it stays until a person releases it by its name, or gives it back to a
 * node.
 */
final class Leftovers {

    private final World world;
    private final TreeSet<String> unknown = new TreeSet<>();

    Leftovers(World world) {
        this.world = world;
    }

    /** Notes what is reserved with our label, and not in what is durable now; a second copy may know of what the first did not. */
    void putBack() {
        unknown.removeIf(this::isRecorded);
        for (Machine machine : world.machines) {
            for (Resource resource : machine.total.all()) {
                String uid = resource.isReserved() ? resource.label(Labels.CLAIM) : "";
                if (!uid.isEmpty() && !world.isForeign(resource) && !isRecorded(uid) && unknown.add(uid)) {
                    world.trace.line(
                            machine.hostname,
                            "has " + uid + " of " + resource.label(Labels.NODE) + ", of which the copy does not know");
                }
            }
        }
    }

    private boolean isRecorded(String uid) {
        State durable = world.store.durable();
        return durable.surplus().containsKey(uid)
                || durable.nodes().values().stream()
                        .anyMatch(node -> node.claim()
                                .filter(claim -> claim.uid().equals(uid))
                                .isPresent());
    }

    boolean isOne(String uid) {
        return unknown.contains(uid);
    }

    /** Nothing is destroyed and nothing given back of it but by a person's word. */
    void touches(Operation operation, Resource resource) {
        String uid = resource.label(Labels.CLAIM);
        boolean takes = operation instanceof Operation.Destroy || operation instanceof Operation.Unreserve;
        if (takes && unknown.contains(uid) && !world.caretaker.hasDecided(uid)) {
            throw new BrokenPromise(
                    "kept",
                    operation.getClass().getSimpleName() + " of " + uid + " of " + resource.label(Labels.NODE)
                            + ", of which no record told and nobody has decided");
        }
    }

    /** Something that no record tells of, and that is still there. */
    Optional<String> left() {
        for (Machine machine : world.machines) {
            Resources ours = machine.total.filter(resource -> resource.isReserved() && !world.isForeign(resource));
            for (Resource resource : ours.all()) {
                String uid = resource.label(Labels.CLAIM);
                if (unknown.contains(uid) && !isRecorded(uid)) {
                    return Optional.of(
                            uid + " of " + resource.label(Labels.NODE) + " on " + machine.hostname + " is nobody's");
                }
            }
        }
        return Optional.empty();
    }
}
