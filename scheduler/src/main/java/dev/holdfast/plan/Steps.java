package dev.holdfast.plan;

import dev.holdfast.database.Debt;
import dev.holdfast.database.Stage;
import dev.holdfast.model.NodeId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Makes steps, with ids and titles that people read. */
final class Steps {

    private Steps() {}

    static Step onNode(StepKind kind, NodeId node) {
        return Step.onNode(kind, node, kind.name().toLowerCase(Locale.ROOT) + " " + node.shortName());
    }

    /** Only reserves and makes the volume of a node that is added later in the same plan. */
    static Step reserve(NodeId node) {
        return Step.onNode(StepKind.ADD, node, "reserve " + node.shortName())
                .by(List.of(new Stage.Reserve()))
                .named("reserve-" + node.shortName());
    }

    static Step restore(Debt debt) {
        return Step.ofChore(
                        "restore-" + debt.id().replace('/', '-'),
                        StepKind.RESTORE,
                        debt.payment(),
                        "restore: " + debt.text())
                .by(List.of(new Stage.Pay(debt.id())));
    }

    /** What has to be done before the first of these restarts; all at once, since each is about another node. */
    static Phase beforehand(List<Step> restarts, Situation situation) {
        List<NodeId> nodes = restarts.stream()
                .flatMap(step -> step.node().stream())
                .filter(node -> situation.view().target().group(node.group()).isPresent())
                .toList();
        List<Step> steps = situation.rules().beforehand(situation.view(), nodes).stream()
                .map(chore -> {
                    String about = chore.node().map(NodeId::shortName).orElse("");
                    String id = ("before-" + chore.name() + "-" + about).replaceAll("-$", "");
                    return Step.ofChore(id, StepKind.CHORE, chore, (chore.name() + " " + about).strip());
                })
                .toList();
        return new Phase("beforehand", Phase.Strategy.PARALLEL, steps);
    }

    /** Restores for all debts that none of these steps pays on its way. */
    static List<Step> restores(List<Step> planned, Situation situation) {
        List<Step> restores = new ArrayList<>();
        for (Debt debt : situation.view().debts()) {
            boolean paid = planned.stream().anyMatch(step -> pays(step, debt.id(), situation));
            if (!paid) {
                restores.add(restore(debt));
            }
        }
        return restores;
    }

    private static boolean pays(Step step, String debtId, Situation situation) {
        if (step.status().isOver()) {
            return false;
        }
        List<Stage> way = step.status().hasBegun()
                ? step.stages()
                : Ways.of(step, false, situation.view(), situation.nodeOf(step), situation.rules());
        return Ways.pays(way, step.at(), debtId);
    }

    /** Groups in start order: as the target names them, then those that only exist. */
    static List<String> groups(Situation situation) {
        Set<String> groups =
                new LinkedHashSet<>(situation.view().target().groups().keySet());
        situation.nodes().keySet().forEach(node -> groups.add(node.group()));
        return new ArrayList<>(groups);
    }

    /**
     * How nodes of a group come up: where only one may start at a time each comes to its end before the next begins,
     * which may be more than being ready. At the first start of a cluster there is nothing to join yet.
     */
    static Phase.Strategy strategy(String group, Situation situation) {
        boolean one = situation.rules().startsAtOnce(group, situation.view()) <= 1;
        return one && situation.view().everReady() ? Phase.Strategy.SERIAL : Phase.Strategy.PARALLEL;
    }
}
