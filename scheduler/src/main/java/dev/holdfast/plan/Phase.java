package dev.holdfast.plan;

import java.util.List;

/**
 * Steps that belong together. A phase begins when the one before it is over.
 *
 * @param strategy how its steps follow each other
 */
public record Phase(String name, Strategy strategy, List<Step> steps) {

    public Phase {
        steps = List.copyOf(steps);
    }

    /** How the steps of a phase follow each other. */
    public enum Strategy {
        /** One after the other, in the order the package ranks them at each turn. */
        SERIAL,
        /** All at once; what must not start together is held by the package's limit. */
        PARALLEL
    }

    /** The same phase with one step as it stands now, if the step is in it. */
    Phase with(Step changed) {
        boolean mine = steps.stream().anyMatch(step -> step.id().equals(changed.id()));
        return mine
                ? new Phase(
                        name,
                        strategy,
                        steps.stream()
                                .map(step -> step.id().equals(changed.id()) ? changed : step)
                                .toList())
                : this;
    }

    public boolean isOver() {
        return steps.stream().allMatch(step -> step.status().isOver());
    }
}
