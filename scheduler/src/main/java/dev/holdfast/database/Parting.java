package dev.holdfast.database;

import dev.holdfast.spec.Problem;
import java.util.List;

/**
 * How the nodes of a cluster go when it is uninstalled.
 *
 * @param byLeaving whether it is a part of something larger that lives on: then each leaves by its own removal, one after the other, behind its
 *     gates; else all are destroyed at once
 * @param problems why it cannot be uninstalled now
 */
public record Parting(boolean byLeaving, List<Problem> problems) {

    /** With all of its data, and nobody left who would miss it. */
    public static final Parting AT_ONCE = new Parting(false, List.of());

    public static final Parting BY_LEAVING = new Parting(true, List.of());

    public Parting {
        problems = List.copyOf(problems);
    }

    public static Parting refused(String message, String remedy) {
        return new Parting(true, List.of(Problem.of("", message, remedy)));
    }
}
