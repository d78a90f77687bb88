package dev.holdfast.simulation;

import dev.holdfast.core.NodeRecord;
import dev.holdfast.core.State;
import java.util.TreeMap;

/** A generation of a node's volume begins on one volume and stays on it ({@code identity}). */
final class Generations {

    /** By node and generation: the volume on which a process of it first ran. */
    private final TreeMap<String, String> first = new TreeMap<>();

    private static String key(Container container) {
        return container.node + "#" + container.volume.generation;
    }

    void launches(Container container) {
        String began = first.getOrDefault(key(container), container.volume.id);
        if (!began.equals(container.volume.id)) {
            throw new BrokenPromise(
                    "identity",
                    container.node + " is launched on " + container.volume.id + ", but generation "
                            + container.volume.generation + " began on " + began);
        }
    }

    void started(Container container) {
        first.putIfAbsent(key(container), container.volume.id);
    }

    /** Numbers begin anew with a node that was removed. */
    void committed(State durable) {
        first.keySet().removeIf(key -> durable.nodes().keySet().stream().noneMatch(node -> key.startsWith(node + "#")));
    }

    /**
     * An older copy counts generations from where it was: a number that it does not know may be given again. That confuses nothing, for
     * a claim names its volume by an id that never repeats; and the volume of before is nobody's until a person decides.
     */
    void putBack(State older) {
        first.entrySet().removeIf(entry -> {
            int hash = entry.getKey().lastIndexOf('#');
            String node = entry.getKey().substring(0, hash);
            int generation = Integer.parseInt(entry.getKey().substring(hash + 1));
            return older.nodes().values().stream()
                    .filter(known -> known.id().toString().equals(node))
                    .noneMatch(known -> generation < known.generation() || stands(known, entry.getValue()));
        });
    }

    private static boolean stands(NodeRecord node, String volume) {
        return node.claim()
                .filter(claim -> claim.persistenceId().equals(volume))
                .isPresent();
    }
}
