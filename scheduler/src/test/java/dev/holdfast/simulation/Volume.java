package dev.holdfast.simulation;

import java.util.Optional;

/** A persistent volume and what is on it. It exists as long as its disk does, whoever sees it. */
final class Volume {

    final String id;
    final String node;
    final int generation;
    final Machine machine;
    /** What a first launch leaves on it: whose it is. */
    String mark = "";
    /** What the database keeps there; each model has its own. */
    Optional<Object> contents = Optional.empty();
    /** Whether it was destroyed, or lost with its disk. */
    boolean gone;

    Volume(String id, String node, int generation, Machine machine) {
        this.id = id;
        this.node = node;
        this.generation = generation;
        this.machine = machine;
    }
}
