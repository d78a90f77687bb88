package dev.holdfast.plan;

import dev.holdfast.database.Blocker;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Proof;
import dev.holdfast.database.Rules;
import dev.holdfast.database.Stage;
import dev.holdfast.model.NodeId;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.SpecDiff;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What a plan would do, for people to read before it is done.
 *
 * @param changes from the target in force to the one asked for, one line each
 * @param placements nodes that need a place on some agent
 * @param notes what people should know before it runs
 */
public record Preview(
        String title, List<String> changes, List<PhasePreview> phases, List<NodeId> placements, List<String> notes) {

    public Preview {
        changes = List.copyOf(changes);
        phases = List.copyOf(phases);
        placements = List.copyOf(placements);
        notes = List.copyOf(notes);
    }

    /** A phase and its steps, in the order they are planned. */
    public record PhasePreview(String name, Phase.Strategy strategy, List<StepPreview> steps) {

        public PhasePreview {
            steps = List.copyOf(steps);
        }
    }

    /**
     * One step.
     *
     * @param way its stages in words
     * @param holds what would hold it if it came to its gates now
     * @param work what there is to do on the database's side, as far as it can be told now: bytes to move, for example
     */
    public record StepPreview(
            String id,
            String title,
            StepKind kind,
            Optional<NodeId> node,
            List<String> way,
            List<Reason> holds,
            List<String> work) {

        public StepPreview {
            way = List.copyOf(way);
            holds = List.copyOf(holds);
            work = List.copyOf(work);
        }
    }

    public boolean nothingToDo() {
        return phases.isEmpty();
    }

    /**
     * Previews a plan that has not begun. Nothing is changed by it.
     *
     * @param current the target in force; empty for a new cluster
     * @param view with the plan's target
     */
    public static Preview of(
            Optional<ClusterSpec> current,
            Plan plan,
            ClusterView view,
            SortedMap<NodeId, NodeStatus> nodes,
            Rules rules) {
        Situation situation = new Situation(view, nodes, rules, Chores.none(), view.now());
        List<String> changes = current.map(old -> SpecDiff.between(old, view.target()).stream()
                        .map(Object::toString)
                        .toList())
                .orElse(List.of());
        List<PhasePreview> phases = plan.phases().stream()
                .map(phase -> new PhasePreview(
                        phase.name(),
                        phase.strategy(),
                        phase.steps().stream()
                                .map(step -> preview(step, phase, situation))
                                .toList()))
                .toList();
        return new Preview(plan.title(), changes, phases, placements(plan, situation), plan.notes());
    }

    private static List<NodeId> placements(Plan plan, Situation situation) {
        return plan.steps()
                .filter(step -> step.kind() == StepKind.REPLACE || step.kind() == StepKind.ADD)
                .filter(step -> step.kind() == StepKind.REPLACE
                        || situation.nodeOf(step).map(status -> !status.held()).orElse(true))
                .flatMap(step -> step.node().stream())
                .distinct()
                .toList();
    }

    private static StepPreview preview(Step step, Phase phase, Situation situation) {
        List<Stage> way = Ways.of(
                step,
                phase.name().equals(TurnMaker.UPDATE),
                situation.view(),
                situation.nodeOf(step),
                situation.rules());
        return new StepPreview(
                step.id(),
                step.title(),
                step.kind(),
                step.node(),
                way.stream()
                        .skip(isUpAlready(step, way, situation) ? 1 : 0)
                        .map(StageText::of)
                        .toList(),
                holds(step, way, situation),
                work(step, way, situation));
    }

    /** A way that begins with the start of what runs begins with what comes after; it can come back there. */
    private static boolean isUpAlready(Step step, List<Stage> way, Situation situation) {
        return !way.isEmpty()
                && way.get(0) instanceof Stage.Start
                && situation
                        .nodeOf(step)
                        .filter(status ->
                                status.goal() == Goal.RUNNING && status.view().processUp())
                        .isPresent();
    }

    private static List<Reason> holds(Step step, List<Stage> way, Situation situation) {
        List<Reason> holds = new ArrayList<>();
        situation.nodeOf(step).flatMap(NodeStatus::waiting).ifPresent(holds::add);
        if (step.node().isEmpty() || situation.nodeOf(step).isEmpty()) {
            return holds;
        }
        boolean answered = situation.rules().isAnswered(situation.view());
        if (Ways.isGated(way) && !answered) {
            holds.add(new Reason(
                    Gatekeeper.FRESH_ANSWER,
                    "the database does not answer now",
                    situation.now(),
                    "",
                    Optional.empty()));
            return holds;
        }
        for (Stage stage : way) {
            if (stage instanceof Stage.Gate gate) {
                List<Blocker> blockers = Gatekeeper.shutBy(
                        step,
                        situation.rules().allows(gate.action(), step.node().get(), situation.view()));
                blockers.stream()
                        .map(blocker -> Gatekeeper.reason(List.of(blocker), situation))
                        .filter(reason -> !holds.contains(reason))
                        .forEach(holds::add);
            }
        }
        return holds;
    }

    private static List<String> work(Step step, List<Stage> way, Situation situation) {
        List<String> work = new ArrayList<>();
        for (Stage stage : way) {
            if (stage instanceof Stage.Do chore) {
                add(work, chore.chore().name(), situation.rules().isDone(chore.chore(), situation.view()));
            } else if (stage instanceof Stage.Together together) {
                together.chores()
                        .forEach(chore -> add(
                                work,
                                TogetherStage.name(chore),
                                situation.rules().isDone(chore, situation.view())));
            } else if (stage instanceof Stage.Prove prove
                    && situation.nodeOf(step).isPresent()) {
                NodeId node = step.node().orElseThrow();
                add(work, prove.claim(), situation.rules().proves(prove.claim(), node, situation.view()));
            }
        }
        return work;
    }

    private static void add(List<String> work, String what, Proof proof) {
        String line = what + ": " + proof.text();
        boolean isNot = proof.answer() == Proof.Answer.NO || proof.answer() == Proof.Answer.NEVER;
        if (isNot && !proof.text().isEmpty() && !work.contains(line)) {
            work.add(line);
        }
    }
}
