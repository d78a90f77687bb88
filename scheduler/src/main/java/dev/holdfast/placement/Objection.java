package dev.holdfast.placement;

import java.util.function.Supplier;

/**
 * What speaks against a place.
 *
 * @param rule as in {@link Refusal}
 * @param text made only when somebody wants to read it: most objections are never shown
 */
record Objection(String rule, Supplier<String> text) {

    static final String CPUS = "cpus";
    static final String MEMORY = "memory";
    static final String DISK = "disk";
    static final String PORT = "port";
    static final String CONSTRAINT = "constraint";
    static final String MAINTENANCE = "maintenance";
}
