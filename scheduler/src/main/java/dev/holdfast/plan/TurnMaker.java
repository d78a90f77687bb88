package dev.holdfast.plan;

import dev.holdfast.database.Action;
import dev.holdfast.database.Proof;
import dev.holdfast.database.Rules;
import dev.holdfast.database.Stage;
import dev.holdfast.model.NodeId;
import dev.holdfast.spec.GroupSpec;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One turn of a plan.
 *
 * <p>The plan is passed over again and again until a pass changes nothing; what that last pass wants is what the turn
 * wants. So a second turn with nothing new cannot differ from the first.
 *
 * <ol>
 *   <li>The first phase that is not over is the present one; without one the plan is at its end. Starts that are held back
 *       for long do not keep the next phase from being present too, if enough of their group are ready. And one group's
 *       starts begin when all of the group before it have processes: whether those must be ready too is for the package's
 *       gate to say.
 *   <li>In a serial phase the step that has begun goes on, or else the one that ranks first begins; in a parallel one
 *       all do. One that still waits for leave to start its node gives way to another that has come to rank before it.
 *   <li>A step that begins asks the package for its way. Then it looks at its stage: done, on to another, or it stays.
 *   <li>A step that can never be done ends the plan as a user's cancel would, with what stood against it as a note.
 * </ol>
 */
final class TurnMaker {

    /** Name of the phase whose restarts are done once a node has the target's inputs, however it got them. */
    static final String UPDATE = "update";

    static final String STARTS_AT_ONCE = "starts-at-once";

    /** Before a group's name: name of the phase that brings up what is down. */
    static final String STARTING = "start ";

    /** Name of the phase with what an earlier plan could not take back any more. */
    static final String GO_ON = "go on";

    /** Name of the wait for what is set in the database, which must be known to be restored. */
    static final String SETTINGS_UNKNOWN = "settings-unknown";

    /** No plan has that many steps and stages to pass in one turn; only a clock that runs backwards comes here. */
    private static final int MAX_PASSES = 10_000;

    private final Situation situation;
    private Wishes wishes = new Wishes();
    private Plan plan;
    private Optional<String> givenUp = Optional.empty();

    private TurnMaker(Plan plan, Situation situation) {
        this.plan = plan;
        this.situation = situation;
    }

    static Turn make(Plan plan, Situation situation) {
        TurnMaker maker = new TurnMaker(plan, situation);
        for (int pass = 0; pass < MAX_PASSES; pass++) {
            Plan before = maker.plan;
            maker.wishes = new Wishes();
            maker.pass();
            if (maker.plan.equals(before)) {
                break;
            }
        }
        TurnLog.changes(plan, maker.plan).forEach(maker.wishes::want);
        return new Turn(maker.plan, maker.wishes.wants(), maker.wishes.wakeAt());
    }

    private void pass() {
        if (plan.status() != Plan.Status.RUNNING) {
            return;
        }
        List<Phase> open =
                plan.phases().stream().filter(phase -> !phase.isOver()).toList();
        if (open.isEmpty()) {
            boolean whole = plan.steps().noneMatch(step -> step.status() == Step.Status.CANCELLED);
            plan = plan.finish(whole ? Plan.Status.DONE : Plan.Status.CANCELLED, situation.now());
            return;
        }
        boolean earlierLetGo = true;
        boolean earlierLaunched = false;
        for (Phase phase : open) {
            boolean starting = phase.name().startsWith(STARTING);
            boolean present = earlierLetGo || (starting && earlierLaunched);
            carryOn(phase, present);
            if (givenUp.isPresent()) {
                plan = TurnBack.giveUp(plan, givenUp.get(), situation);
                givenUp = Optional.empty();
                return;
            }
            earlierLaunched = present && starting && isLaunched(phase);
            earlierLetGo = earlierLetGo && isLetGo(phase);
        }
    }

    /** In a phase that is not present, only what has begun goes on: it must not stay half-done for what starts again. */
    private void carryOn(Phase phase, boolean present) {
        for (Step step : inTurn(phase)) {
            if (!present && !step.status().hasBegun()) {
                continue;
            }
            Step changed = step.status().hasBegun() ? goOn(step, phase) : begin(step, phase);
            if (!changed.equals(step)) {
                plan = plan.with(changed);
            }
        }
    }

    /**
     * Whether a phase of starts waits only for nodes that have been held back for a while, as by an agent that is away or
     * a crash that repeats, and more than half of each of their groups are ready. They come up when they can. So do nodes whose
     * old volume an earlier plan gave up and for which there is no place yet: what the next plan adds need not wait for them.
     */
    private boolean isLetGo(Phase phase) {
        List<Step> left =
                phase.steps().stream().filter(step -> !step.status().isOver()).toList();
        boolean goesOn = phase.name().equals(GO_ON) && left.stream().allMatch(Ways::isPastRenewal);
        boolean onlyStarts = (goesOn || phase.name().startsWith(STARTING))
                && left.stream().allMatch(step -> step.status().hasBegun() && isHeldBack(step) && isEnoughReady(step));
        if (!onlyStarts) {
            return false;
        }
        Instant since = left.stream()
                .flatMap(step -> step.enteredAt().stream())
                .max(Comparator.naturalOrder())
                .orElse(Instant.MIN);
        Instant until = since.plus(Pace.HELD_BACK);
        if (until.isAfter(situation.now())) {
            wishes.wakeAt(until);
            return false;
        }
        return true;
    }

    /** Whether all steps of a phase of starts have come so far that their nodes have processes. */
    private boolean isLaunched(Phase phase) {
        return phase.steps().stream()
                .filter(step -> !step.status().isOver())
                .allMatch(step -> Ways.isLaunched(step)
                        && situation
                                .nodeOf(step)
                                .filter(status -> status.view().processUp())
                                .isPresent());
    }

    private boolean isEnoughReady(Step step) {
        String group = step.node().map(NodeId::group).orElse("");
        int wanted =
                situation.view().target().group(group).map(GroupSpec::count).orElse(0);
        long ready = situation.view().group(group).stream()
                .filter(node -> situation.view().isReady(node.id()))
                .count();
        return ready * 2 > wanted;
    }

    private List<Step> inTurn(Phase phase) {
        List<Step> open =
                phase.steps().stream().filter(step -> !step.status().isOver()).toList();
        if (phase.strategy() == Phase.Strategy.PARALLEL) {
            return open;
        }
        Optional<Step> begun =
                open.stream().filter(step -> step.status().hasBegun()).findFirst();
        Optional<Step> before = begun.filter(TurnMaker::isHeldAtItsStart).flatMap(held -> outranking(held, open));
        if (before.isPresent()) {
            plan = plan.with(begun.get().putBack());
            return List.of(before.get());
        }
        return begun.or(() -> first(open)).stream().toList();
    }

    /** What waits for leave to start a node has taken nothing, and may wait for another of its phase. */
    private static boolean isHeldAtItsStart(Step step) {
        return (step.kind() == StepKind.ADD || step.kind() == StepKind.START)
                && step.status() == Step.Status.WAITING
                && step.stage()
                        .filter(stage -> stage instanceof Stage.Gate gate && gate.action() == Action.START)
                        .isPresent();
    }

    /** Another that has come to rank before it since it began. */
    private Optional<Step> outranking(Step held, List<Step> open) {
        List<Step> others = open.stream()
                .filter(step ->
                        !step.status().hasBegun() && situation.nodeOf(step).isPresent())
                .toList();
        return first(others).filter(next -> rank(next) < rank(held));
    }

    /** Nodes that are down come first: for them nothing is taken away. Then as the package ranks, then as planned. */
    private Optional<Step> first(List<Step> pending) {
        return pending.stream()
                .min(Comparator.comparing((Step step) -> !isDownForRestart(step))
                        .thenComparingInt(this::rank));
    }

    private boolean isDownForRestart(Step step) {
        return step.kind() == StepKind.RESTART
                && situation.nodeOf(step).map(NodeStatus::over).orElse(true);
    }

    private int rank(Step step) {
        Rules rules = situation.rules();
        return step.node()
                .filter(node -> situation.node(node).isPresent())
                .map(node -> rules.rank(Ways.action(step.kind()), node, situation.view()))
                .orElse(0);
    }

    private Step begin(Step step, Phase phase) {
        if (step.node().isPresent()
                && step.kind() != StepKind.RESTORE
                && step.kind() != StepKind.CHORE
                && situation.nodeOf(step).isEmpty()) {
            return beginWithoutNode(step);
        }
        List<Stage> way =
                Ways.of(step, phase.name().equals(UPDATE), situation.view(), situation.nodeOf(step), situation.rules());
        Step begun = step.begin(way, situation.now());
        if (step.at() >= way.size()) {
            return begun.end(Step.Status.DONE, situation.now());
        }
        if (owesUnknown(way, step.at())) {
            wishes.want(new Want.Look());
            String text = "what is set in the database now is not known, and could not be restored";
            return step.waitFor(new Reason(SETTINGS_UNKNOWN, text, situation.now(), "", Optional.empty()));
        }
        if (way.get(step.at()) instanceof Stage.Start && !hasSlot(step, phase)) {
            return step.waitFor(slotReason(step));
        }
        return step.at() == 0 ? begun : begun.enter(step.at(), situation.now());
    }

    /**
     * Whether a way leaves something in the database of which cannot be said now what was there before. Then not even the
     * payment can be judged, and what the debt says to restore may be too little.
     */
    private boolean owesUnknown(List<Stage> way, int from) {
        return way.stream()
                .skip(from)
                .filter(Stage.Do.class::isInstance)
                .map(Stage.Do.class::cast)
                .flatMap(stage -> stage.debt().stream())
                .filter(debt -> situation.view().debts().stream()
                        .noneMatch(owed -> owed.id().equals(debt.id())))
                .anyMatch(debt -> situation
                        .rules()
                        .isDone(debt.payment(), situation.view())
                        .answer()
                        .equals(Proof.Answer.UNKNOWN));
    }

    private Step beginWithoutNode(Step step) {
        return switch (step.kind()) {
            case ADD -> {
                wishes.want(new Want.NewNode(step.node().orElseThrow()));
                yield step.goOn("is made known");
            }
            case STOP, REMOVE -> step.end(Step.Status.DONE, situation.now());
            default -> step.end(Step.Status.CANCELLED, situation.now());
        };
    }

    private Step goOn(Step begun, Phase phase) {
        Step anew = Ways.anew(begun, situation.view(), situation.nodeOf(begun), situation.rules());
        Step step = anew.equals(begun) || owesUnknown(anew.stages(), 0) ? begun : anew;
        Optional<Stage> stage = step.stage();
        if (stage.isEmpty()) {
            return step.end(Step.Status.DONE, situation.now());
        }
        int skipped = skip(step, phase);
        if (skipped >= 0) {
            return enter(step, skipped, phase);
        }
        Optional<Reason> trial = Trial.holds(step, phase, situation);
        if (trial.isPresent()) {
            return step.waitFor(trial.get());
        }
        Move move = StageRunner.run(step, stage.get(), plan, situation, wishes);
        if (move instanceof Move.Stay stay) {
            return stay.step();
        }
        if (move instanceof Move.GiveUp never) {
            givenUp = Optional.of(never.why());
            return step;
        }
        return enter(step, move instanceof Move.To to ? to.stage() : step.at() + 1, phase);
    }

    /**
     * A restart whose node went down by itself has nothing left to take away: no gate holds it. One whose node got the
     * target's inputs by itself has only to see it ready.
     */
    private int skip(Step step, Phase phase) {
        int stop = Ways.firstStop(step.stages());
        if (step.kind() != StepKind.RESTART || stop < 0 || step.at() >= stop) {
            return -1;
        }
        NodeId node = step.node().orElseThrow();
        // One that crashed before its reservation grew came up with the new inputs, but as small as it was.
        boolean held = situation.node(node).filter(NodeStatus::held).isPresent();
        if (phase.name().equals(UPDATE) && held && situation.isUpAndCurrent(node)) {
            int start = Ways.startAfterStop(step.stages());
            return start < 0 ? step.stages().size() : start;
        }
        return situation.node(node).map(NodeStatus::over).orElse(false) ? stop : -1;
    }

    private Step enter(Step step, int stage, Phase phase) {
        if (stage >= step.stages().size()) {
            return hasOldSize(step) ? step.enter(0, situation.now()) : step.end(Step.Status.DONE, situation.now());
        }
        if (step.stages().get(stage) instanceof Stage.Start && !hasSlot(step, phase)) {
            return step.waitFor(slotReason(step));
        }
        return step.enter(stage, situation.now());
    }

    /** A restart that could not reserve first, since its node went down by itself, came up with what it had: once more, then. */
    private boolean hasOldSize(Step step) {
        boolean reserves = step.stages().stream()
                .findFirst()
                .filter(Stage.Reserve.class::isInstance)
                .isPresent();
        return step.kind() == StepKind.RESTART
                && reserves
                && situation.nodeOf(step).filter(status -> !status.held()).isPresent();
    }

    private boolean hasSlot(Step step, Phase phase) {
        Optional<NodeId> node = step.node();
        if (phase.strategy() == Phase.Strategy.SERIAL || node.isEmpty() || situation.isUpAndCurrent(node.get())) {
            return true;
        }
        String group = node.get().group();
        long starting = plan.steps()
                .filter(other -> !other.id().equals(step.id()))
                .filter(other ->
                        other.node().map(NodeId::group).filter(group::equals).isPresent())
                .filter(other -> Ways.isStarting(other) && !isHeldBack(other))
                .count();
        return starting < startsAtOnce(group);
    }

    /**
     * What has no process and gets none for now, for want of its agent for example, starts nothing and takes no slot.
     */
    private boolean isHeldBack(Step step) {
        return situation
                .nodeOf(step)
                .filter(status ->
                        (status.over() || status.cutOff()) && status.waiting().isPresent())
                .isPresent();
    }

    private int startsAtOnce(String group) {
        return Math.max(1, situation.rules().startsAtOnce(group, situation.view()));
    }

    private Reason slotReason(Step step) {
        String group = step.node().map(NodeId::group).orElse("");
        String text = "others of its group are starting, at most " + startsAtOnce(group) + " at once";
        return new Reason(STARTS_AT_ONCE, text, situation.now(), "", Optional.empty());
    }
}
