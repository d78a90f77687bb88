package dev.holdfast.plan;

import dev.holdfast.database.Chore;
import dev.holdfast.database.Stage;
import dev.holdfast.model.NodeId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Ends a plan before its end, as far back as that is possible.
 *
 * <ol>
 *   <li>Steps that have not begun are cancelled.
 *   <li>A removal whose process was asked to stop, and a replacement whose volume is given up, go on to their end.
 *   <li>All other begun steps are cancelled. A node that one of them has stopped is started again; so are those that a
 *       recovery has stopped, which itself goes on to its end.
 *   <li>A node that has begun to leave its database goes the way back that its package laid down for that.
 *   <li>New nodes that never had a process are released again; those that had stay.
 *   <li>What a removal had begun in the database, such as moving data away, is ended, and then what it owes is paid.
 *   <li>What else was put into the database is restored, unless a step that goes on does it.
 * </ol>
 *
 * <p>What there is to do for that becomes a last phase, "turn back". A plan that turns back already
 * goes on doing so, but lets go of nodes that cannot be started again now: they come up when they can, and meanwhile another
 * plan may replace them.
 */
final class TurnBack {

    static final String PHASE = "turn back";

    /** Before the reason, in the note of a plan that ended by itself. */
    static final String GIVEN_UP = "given up: ";

    private final Plan plan;
    private final Situation situation;
    private final Map<String, Step> back = new LinkedHashMap<>();
    private final List<String> notes;

    private TurnBack(Plan plan, Situation situation) {
        this.plan = plan;
        this.situation = situation;
        this.notes = new ArrayList<>(plan.notes());
    }

    static Plan cancel(Plan plan, Situation situation) {
        if (!plan.isActive()) {
            return plan;
        }
        TurnBack turnBack = new TurnBack(plan, situation);
        return plan.phases().stream().anyMatch(phase -> phase.name().equals(PHASE))
                ? turnBack.letGo()
                : turnBack.cancel();
    }

    /** The same where a step turned out to be one that nothing can bring to its end. */
    static Plan giveUp(Plan plan, String why, Situation situation) {
        List<String> notes = new ArrayList<>(plan.notes());
        if (!notes.contains(GIVEN_UP + why)) {
            notes.add(GIVEN_UP + why);
        }
        return cancel(plan.withNotes(notes), situation);
    }

    private Plan cancel() {
        plan.steps().filter(step -> step.status().hasBegun()).forEach(this::restart);
        if (plan.steps().anyMatch(step -> step.kind() == StepKind.RECOVER && Ways.hasBegunOnce(step))) {
            plan.steps()
                    .filter(step ->
                            step.kind() == StepKind.START && !step.status().isOver())
                    .forEach(
                            step -> put(Steps.onNode(StepKind.START, step.node().orElseThrow())));
        }
        plan.steps().filter(step -> !step.status().isOver()).forEach(this::bringBack);
        plan.steps().filter(step -> step.kind() == StepKind.ADD).forEach(this::withdraw);
        plan.steps()
                .filter(step -> step.kind() == StepKind.REMOVE && step.status().hasBegun())
                .filter(step -> !Ways.isPastReturn(step))
                .forEach(this::undo);
        plan.steps()
                .filter(step -> step.kind() == StepKind.REMOVE && !step.status().isOver() && !Ways.isPastReturn(step))
                .forEach(this::noteUnwanted);
        List<Phase> phases = new ArrayList<>();
        for (Phase phase : plan.phases()) {
            phases.add(new Phase(
                    phase.name(),
                    phase.strategy(),
                    phase.steps().stream().map(this::end).toList()));
        }
        List<Step> planned = Stream.concat(
                        phases.stream().flatMap(phase -> phase.steps().stream()), back.values().stream())
                .toList();
        Steps.restores(planned, situation).forEach(this::put);
        if (!back.isEmpty()) {
            phases.add(new Phase(PHASE, Phase.Strategy.PARALLEL, new ArrayList<>(back.values())));
        }
        Plan turned = plan.withPhases(phases).withNotes(notes).with(Plan.Status.RUNNING);
        boolean over = phases.stream().allMatch(Phase::isOver);
        return over ? turned.finish(Plan.Status.CANCELLED, situation.now()) : turned;
    }

    /** A node that was to be started again and cannot be now, for want of its agent or volume, holds this plan no longer. */
    private Plan letGo() {
        List<Phase> phases = new ArrayList<>();
        for (Phase phase : plan.phases()) {
            phases.add(new Phase(
                    phase.name(),
                    phase.strategy(),
                    phase.steps().stream()
                            .map(step -> phase.name().equals(PHASE) && isHeldBack(step) ? letGo(step) : step)
                            .toList()));
        }
        Plan turned = plan.withPhases(phases).withNotes(notes).with(Plan.Status.RUNNING);
        boolean over = phases.stream().allMatch(Phase::isOver);
        return over ? turned.finish(Plan.Status.CANCELLED, situation.now()) : turned;
    }

    private Step letGo(Step step) {
        String node = step.node().map(NodeId::shortName).orElse("");
        notes.add(
                step.kind() == StepKind.START
                        ? node + " could not be started again; it comes up when it can"
                        : node + " could not be restarted yet, which alone makes it whole again: holdfast restart "
                                + step.node().orElseThrow());
        return step.end(Step.Status.CANCELLED, situation.now());
    }

    private boolean isHeldBack(Step step) {
        boolean atGate = step.stage().filter(Stage.Gate.class::isInstance).isPresent();
        if (step.kind() == StepKind.RESTART && atGate) {
            return true;
        }
        boolean starts = step.kind() == StepKind.START || Comeback.isOne(step);
        return starts
                && step.status().hasBegun()
                && !step.status().isOver()
                && situation
                        .nodeOf(step)
                        .filter(status -> (status.over() || status.cutOff())
                                && status.waiting().isPresent())
                        .isPresent();
    }

    private Step end(Step step) {
        if (step.status().isOver()) {
            return step;
        }
        if (Ways.isPastReturn(step)) {
            notes.add(step.title() + " cannot be taken back any more and goes on to its end");
            return step;
        }
        return step.end(Step.Status.CANCELLED, situation.now());
    }

    /** A node that this step stopped comes up again; one that was down before is left as it was. */
    private void restart(Step step) {
        boolean stops = switch (step.kind()) {
            case RESTART, STOP, REPLACE -> true;
            case ADD, START, REMOVE, RECOVER, CHORE, RESTORE -> false;
        };
        int stop = Ways.firstStop(step.stages());
        boolean stopped = stops && stop >= 0 && step.at() >= stop && !Ways.isPastReturn(step);
        boolean down = situation
                .nodeOf(step)
                .map(NodeStatus::goal)
                .filter(Goal.STOPPED::equals)
                .isPresent();
        if (stopped && down) {
            put(Steps.onNode(StepKind.START, step.node().orElseThrow()));
        }
    }

    /** A node that has begun to leave its database becomes a member again. */
    private void bringBack(Step step) {
        boolean down = situation
                .nodeOf(step)
                .filter(status -> status.goal() == Goal.RUNNING)
                .isEmpty();
        if (down || Ways.wayBack(step).isEmpty() || !Comeback.hasBegun(step, situation.chores())) {
            return;
        }
        NodeId node = step.node().orElseThrow();
        put(Comeback.by(node, Ways.wayBack(step).get()));
        notes.add(node.shortName() + " has begun to leave; its restart takes that back");
    }

    private void withdraw(Step step) {
        Optional<NodeStatus> status = situation.nodeOf(step);
        if (status.isEmpty()) {
            return;
        }
        NodeId node = step.node().orElseThrow();
        if (Ways.holdsNothing(status.get())) {
            put(Steps.onNode(StepKind.REMOVE, node).by(Ways.CLEAR));
        } else if (step.status().hasBegun()) {
            String why = status.get().view().incarnation() == 0
                    ? " stays on the volume that a person gave it back"
                    : " was started already and stays";
            notes.add(node.shortName() + why + "; holdfast remove " + node + " takes it out");
        }
    }

    /** The target stays as it is: what it does not name is still to go. */
    private void noteUnwanted(Step step) {
        NodeId node = step.node().orElseThrow();
        boolean wanted = situation
                .view()
                .target()
                .group(node.group())
                .filter(group -> group.indexes().contains(node.index()))
                .isPresent();
        if (!wanted && situation.nodeOf(step).isPresent()) {
            notes.add(node.shortName()
                    + " stays for now, though the target does not name it: the next change, or the same again,"
                    + " removes it");
        }
    }

    /** The package says by a chore's debt what ends it; the debts of the step's own way follow, since they ease its work. */
    private void undo(Step step) {
        List<Stage> begun =
                step.stages().subList(0, Math.min(step.at() + 1, step.stages().size()));
        List<Stage> undoing = new ArrayList<>();
        List<Stage> paying = new ArrayList<>();
        for (Stage stage : begun) {
            if (stage instanceof Stage.Do chore) {
                situation
                        .rules()
                        .debtOf(chore.chore(), situation.view())
                        .ifPresent(debt -> undoing.add(new Stage.Do(debt.payment(), Optional.empty())));
                chore.debt().ifPresent(debt -> paying.add(new Stage.Pay(debt.id())));
            }
        }
        if (undoing.isEmpty()) {
            return;
        }
        undoing.addAll(paying);
        NodeId node = step.node().orElseThrow();
        Chore first = ((Stage.Do) undoing.get(0)).chore();
        put(Step.ofChore(
                        "undo-" + step.id(),
                        StepKind.RESTORE,
                        first,
                        "end what the removal of " + node.shortName() + " began")
                .by(undoing));
    }

    /** Adds a step, under an id that is free in this plan. A node has one step here, whichever steps were about it. */
    private void put(Step step) {
        boolean known = back.values().stream()
                .anyMatch(other -> step.node().isPresent()
                        && other.kind() == step.kind()
                        && step.kind() != StepKind.RESTORE
                        && other.node().equals(step.node()));
        if (known) {
            return;
        }
        Step named = step.named("back-" + step.id());
        back.put(named.id(), named);
    }

    /** The same for a plan that another takes the place of at once: what is left to do is left to that one. */
    static Plan supersede(Plan plan, Instant now) {
        if (!plan.isActive()) {
            return plan;
        }
        List<Phase> phases = plan.phases().stream()
                .map(phase -> new Phase(
                        phase.name(),
                        phase.strategy(),
                        phase.steps().stream()
                                .map(step -> step.status().isOver() ? step : step.end(Step.Status.CANCELLED, now))
                                .toList()))
                .toList();
        return plan.withPhases(phases).finish(Plan.Status.CANCELLED, now);
    }
}
