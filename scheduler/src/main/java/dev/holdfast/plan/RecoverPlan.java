package dev.holdfast.plan;

import dev.holdfast.database.Action;
import dev.holdfast.database.Salvage;
import dev.holdfast.database.Stage;
import dev.holdfast.model.NodeId;
import dev.holdfast.spec.GroupSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * How a cluster begins anew from what is left of it:
 *
 * <ol>
 *   <li>"recover": one step on the node it begins from, with the package's way. It goes on to its end whatever comes.
 *   <li>"rejoin": the other nodes that are left come back, one by one. What a person had stopped stays so, and what is cut off has nobody to
 *       start it: both join whenever they are started.
 *   <li>"restore": what earlier plans left in the database.
 *   <li>"replace": nodes that are lost get new disks, each behind its ordinary gate.
 * </ol>
 */
final class RecoverPlan {

    private final Salvage.Possible salvage;
    private final Situation situation;

    RecoverPlan(Salvage.Possible salvage, Situation situation) {
        this.salvage = salvage;
        this.situation = situation;
    }

    List<Phase> phases() {
        Step begin = Step.onNode(
                        StepKind.RECOVER,
                        salvage.from(),
                        "begin anew from " + salvage.from().shortName())
                .by(salvage.way());
        List<NodeId> back = salvage.rejoin().stream().filter(this::comesBack).toList();
        List<Step> rejoins = back.stream()
                .map(node -> rejoin(node, node.equals(back.get(back.size() - 1))))
                .toList();
        List<Step> replaces = salvage.lost().stream()
                .filter(this::isWanted)
                .map(node -> Steps.onNode(StepKind.REPLACE, node))
                .toList();
        List<Step> planned = Stream.of(List.of(begin), rejoins, replaces)
                .flatMap(List::stream)
                .toList();
        List<Step> restores = Steps.restores(planned, situation).stream()
                .filter(step -> step.stages().stream()
                        .noneMatch(stage ->
                                stage.equals(new Stage.Pay(salvage.debt().id()))))
                .toList();
        return List.of(
                new Phase("recover", Phase.Strategy.SERIAL, List.of(begin)),
                new Phase("rejoin", Phase.Strategy.SERIAL, rejoins),
                new Phase("restore", Phase.Strategy.PARALLEL, restores),
                new Phase("replace", Phase.Strategy.SERIAL, replaces));
    }

    /** What one waits for at the end of its start, such as copies that are away, may be on those that come after it. */
    private Step rejoin(NodeId node, boolean last) {
        Step step = Steps.onNode(StepKind.START, node);
        List<Stage> way = situation.rules().stages(Action.START, node, situation.view()).stream()
                .filter(stage -> !(stage instanceof Stage.Await))
                .toList();
        return last || way.isEmpty() ? step : step.by(way);
    }

    /** Whether the plan itself starts a node that is left. */
    private boolean comesBack(NodeId node) {
        return situation
                .node(node)
                .filter(status -> status.goal() == Goal.RUNNING && !status.cutOff())
                .isPresent();
    }

    private boolean isWanted(NodeId node) {
        return situation
                        .view()
                        .target()
                        .group(node.group())
                        .map(GroupSpec::indexes)
                        .filter(indexes -> indexes.contains(node.index()))
                        .isPresent()
                && situation.node(node).isPresent();
    }

    List<String> notes() {
        List<String> notes = new ArrayList<>(salvage.notes());
        List<String> away = salvage.rejoin().stream()
                .filter(node -> !comesBack(node))
                .map(NodeId::shortName)
                .toList();
        if (!away.isEmpty()) {
            notes.add(String.join(", ", away) + (away.size() == 1 ? " is" : " are")
                    + " stopped or cut off, and left so: started later (holdfast start), "
                    + (away.size() == 1 ? "it joins" : "they join") + " with what is on disk");
        }
        return notes;
    }
}
