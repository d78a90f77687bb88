package dev.holdfast.simulation;

import dev.holdfast.core.NodeRecord;
import dev.holdfast.model.NodeId;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Whose disk is given up, as that becomes durable: its database is asked whether it could spare it. */
final class Renewals {

    private final World world;
    private final Map<NodeId, Integer> generations = new TreeMap<>();

    Renewals(World world) {
        this.world = world;
    }

    /** Nobody gives a disk up by putting an older copy back, whatever generation that knows. */
    void putBack() {
        generations.clear();
    }

    void committed() {
        Map<NodeId, NodeRecord> nodes = world.store.durable().nodes();
        for (NodeRecord node : nodes.values()) {
            Optional<Integer> before = Optional.ofNullable(generations.put(node.id(), node.generation()));
            if (before.filter(known -> known < node.generation()).isPresent()) {
                Optional.ofNullable(world.databases.models.get(node.id().cluster()))
                        .ifPresent(model -> model.givenUp(node.id()));
            }
        }
        generations.keySet().retainAll(nodes.keySet());
    }
}
