package dev.holdfast.plan;

import dev.holdfast.database.Stage;
import dev.holdfast.model.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Nodes that have begun to leave their database and are to stay in it after all ({@link Stage.Undo}).
 *
 * <p>The step that brings one back carries its own way back, as one that has begun already. So whatever takes its place in turn still knows
 * that the node is not whole.
 */
final class Comeback {

    private Comeback() {}

    /** The step that takes a node back by a way. */
    static Step by(NodeId node, List<Stage> way) {
        List<Stage> all = new ArrayList<>();
        all.add(new Stage.Undo(way));
        all.addAll(way);
        return Step.onNode(StepKind.RESTART, node, "take back the leaving of " + node.shortName())
                .along(all, 1);
    }

    /** The last that a plan had begun with a node, if it was to make it leave or to bring it back. */
    static Optional<Step> last(Plan previous, NodeId node) {
        return previous.steps()
                .filter(step -> step.node().equals(Optional.of(node)))
                .filter(step -> isAbout(step) && Ways.hasBegunOnce(step))
                .reduce((one, next) -> next);
    }

    /** The step that brings back a node which an earlier plan made begin to leave, and has not brought back. */
    static Optional<Step> of(Plan previous, NodeId node) {
        return last(previous, node)
                .filter(step -> step.status() != Step.Status.DONE)
                .flatMap(Ways::wayBack)
                .map(way -> by(node, way));
    }

    /** Whether a step was to bring its node back itself. */
    static boolean isOne(Step step) {
        return step.kind() == StepKind.RESTART
                && step.stages().stream()
                        .findFirst()
                        .filter(Stage.Undo.class::isInstance)
                        .isPresent();
    }

    private static boolean isAbout(Step step) {
        return step.kind() == StepKind.REMOVE || step.kind() == StepKind.REPLACE || isOne(step);
    }

    /** Whether what is to be taken back was ever asked of the database. */
    static boolean hasBegun(Step step, Chores chores) {
        return isOne(step)
                || step.stages().stream()
                        .filter(Stage.Do.class::isInstance)
                        .map(stage -> ((Stage.Do) stage).chore())
                        .anyMatch(chore ->
                                chores.isRunning(chore) || chores.last().containsKey(chore));
    }
}
