package dev.holdfast.api.wire;

import java.util.List;

/**
 * What a plan would do.
 *
 * @param changes from the target in force to the one asked for, one line each
 * @param placements nodes that need a place, and where they would likely go
 */
public record PreviewInfo(
        String title,
        List<String> changes,
        List<PreviewPhaseInfo> phases,
        List<PlacementInfo> placements,
        List<String> notes) {

    /** A phase and its steps. */
    public record PreviewPhaseInfo(String name, String strategy, List<PreviewStepInfo> steps) {}

    /**
     * One step.
     *
     * @param way its stages in words
     * @param holds what would hold it now
     * @param work what there is to do in the database, such as data to move
     */
    public record PreviewStepInfo(
            String id,
            String title,
            String kind,
            String node,
            List<String> way,
            List<WaitInfo> holds,
            List<String> work) {}

    /**
     * A node that needs a place.
     *
     * @param agent host name of where it would go; empty if that is not known or nowhere
     * @param text that, and why
     */
    public record PlacementInfo(String node, String agent, String text) {}
}
