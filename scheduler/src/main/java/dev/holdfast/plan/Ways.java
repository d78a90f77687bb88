package dev.holdfast.plan;

import dev.holdfast.database.Action;
import dev.holdfast.database.Chore;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Debt;
import dev.holdfast.database.Rules;
import dev.holdfast.database.Stage;
import dev.holdfast.model.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The stages of a step: the package's, or the plain ones.
 *
 * <p>What brings a node up needs no gate. What takes one down passes a gate before its process is stopped, whether the
 * package put one there or not.
 */
final class Ways {

    private static final List<Stage> START = List.of(new Stage.Reserve(), new Stage.Start(), new Stage.Ready());
    private static final List<Stage> RESTART = List.of(
            new Stage.Reserve(),
            new Stage.Gate(Action.RESTART),
            new Stage.Stop(),
            new Stage.Start(),
            new Stage.Ready());
    private static final List<Stage> STOP = List.of(new Stage.Gate(Action.STOP), new Stage.Stop());
    private static final List<Stage> REPLACE = List.of(
            new Stage.Gate(Action.REPLACE),
            new Stage.Stop(),
            new Stage.Renew(),
            new Stage.Reserve(),
            new Stage.Start(),
            new Stage.Ready());
    private static final List<Stage> REMOVE =
            List.of(new Stage.Gate(Action.REMOVE), new Stage.Stop(), new Stage.Release(), new Stage.Forget());

    /**
     * For a node that never had a process on its present volume, or has given its volume up already: nothing can be
     * lost.
     */
    static final List<Stage> CLEAR = List.of(new Stage.Stop(), new Stage.Release(), new Stage.Forget());

    private Ways() {}

    static Action action(StepKind kind) {
        return switch (kind) {
            case ADD, START, RECOVER, CHORE, RESTORE -> Action.START;
            case RESTART -> Action.RESTART;
            case STOP -> Action.STOP;
            case REPLACE -> Action.REPLACE;
            case REMOVE -> Action.REMOVE;
        };
    }

    /**
     * The way of a step that begins now.
     *
     * @param update whether a restart is only for the target's inputs, and so done once the node has them
     */
    static List<Stage> of(Step step, boolean update, ClusterView view, Optional<NodeStatus> status, Rules rules) {
        if (!step.stages().isEmpty()) {
            return step.stages();
        }
        if (step.node().isEmpty() || step.kind() == StepKind.CHORE) {
            return step.chore().map(chore -> of(chore, view, rules)).orElse(List.of());
        }
        NodeId node = step.node().get();
        boolean up = status.map(known -> known.view().processUp()).orElse(false);
        boolean over = status.map(NodeStatus::over).orElse(true);
        boolean current = status.map(NodeStatus::current).orElse(false);
        return switch (step.kind()) {
            case ADD -> status.isEmpty() ? START : start(node, view, rules);
            // It came up by itself meanwhile, with old inputs: then it serves, and is not to be taken down without a
            // gate.
            case START ->
                up && !current && Situation.serves(node, view) ? restart(node, view, rules) : start(node, view, rules);
            case RESTART -> {
                if (update && up && current && status.filter(NodeStatus::held).isPresent()) {
                    yield List.of(new Stage.Ready());
                }
                yield over ? start(node, view, rules) : restart(node, view, rules);
            }
            case STOP -> gated(Action.STOP, orElse(rules.stages(Action.STOP, node, view), STOP));
            case REPLACE -> gated(Action.REPLACE, orElse(rules.stages(Action.REPLACE, node, view), REPLACE));
            case REMOVE ->
                status.map(Ways::holdsNothing).orElse(true)
                        ? CLEAR
                        : gated(Action.REMOVE, orElse(rules.stages(Action.REMOVE, node, view), REMOVE));
            case RECOVER, CHORE, RESTORE -> List.of();
        };
    }

    /**
     * A replacement or removal that still waits at its first gate has done nothing yet: it takes the way that is right as things are now.
     * A node that was asked to leave while it ran may be down since.
     */
    static Step anew(Step step, ClusterView view, Optional<NodeStatus> status, Rules rules) {
        boolean takes = step.kind() == StepKind.REPLACE || step.kind() == StepKind.REMOVE;
        boolean atFirstGate =
                step.at() == 0 && step.stage().filter(Ways::isDisruptiveGate).isPresent();
        if (!takes || !atFirstGate || status.isEmpty()) {
            return step;
        }
        List<Stage> way = of(step.by(List.of()), false, view, status, rules);
        boolean gated = !way.isEmpty() && isDisruptiveGate(way.get(0));
        return gated && !way.equals(step.stages()) ? step.along(way, 0) : step;
    }

    /** What a chore leaves in the database is taken out again when it is done. */
    private static List<Stage> of(Chore chore, ClusterView view, Rules rules) {
        Optional<Debt> debt = rules.debtOf(chore, view);
        return debt.isPresent()
                ? List.of(new Stage.Do(chore, debt), new Stage.Pay(debt.get().id()))
                : List.of(new Stage.Do(chore, debt));
    }

    private static List<Stage> start(NodeId node, ClusterView view, Rules rules) {
        return orElse(rules.stages(Action.START, node, view), START);
    }

    static List<Stage> restart(NodeId node, ClusterView view, Rules rules) {
        return gated(Action.RESTART, orElse(rules.stages(Action.RESTART, node, view), RESTART));
    }

    private static List<Stage> orElse(List<Stage> way, List<Stage> plain) {
        return way.isEmpty() ? plain : way;
    }

    /**
     * Whether a node certainly holds nothing and the database never knew it: it never had a process, seen alive or not,
     * nor can get one now, or it is being destroyed already. A replaced node that was not launched again does not
     * count: the database still knows the old one.
     */
    static boolean holdsNothing(NodeStatus status) {
        boolean unknown = status.view().incarnation() == 0 && status.view().generation() <= 1 && !status.unknownPast();
        return status.goal() == Goal.RELEASED || (status.goal() == Goal.STOPPED && unknown);
    }

    /** All stages but gates. */
    static List<Stage> withoutGates(List<Stage> way) {
        return way.stream().filter(stage -> !(stage instanceof Stage.Gate)).toList();
    }

    /** The same way, with a gate before it if it would take something away without one. */
    private static List<Stage> gated(Action action, List<Stage> way) {
        int taking = first(way, Ways::takesAway);
        int gate = first(way, stage -> stage instanceof Stage.Gate);
        if (taking < 0 || (gate >= 0 && gate < taking)) {
            return way;
        }
        List<Stage> all = new ArrayList<>();
        all.add(new Stage.Gate(action));
        for (Stage stage : way) {
            all.add(
                    stage instanceof Stage.Prove prove && prove.otherwise() >= 0
                            ? new Stage.Prove(prove.claim(), prove.times(), prove.otherwise() + 1)
                            : stage);
        }
        return all;
    }

    private static boolean takesAway(Stage stage) {
        return stage instanceof Stage.Stop || stage instanceof Stage.Renew || stage instanceof Stage.Release;
    }

    static int first(List<Stage> way, Predicate<Stage> wanted) {
        for (int at = 0; at < way.size(); at++) {
            if (wanted.test(way.get(at))) {
                return at;
            }
        }
        return -1;
    }

    static int firstStop(List<Stage> way) {
        return first(way, stage -> stage instanceof Stage.Stop);
    }

    static int firstStart(List<Stage> way) {
        return first(way, stage -> stage instanceof Stage.Start);
    }

    /** The first start behind the first stop; -1 if there is none. */
    static int startAfterStop(List<Stage> way) {
        int stop = firstStop(way);
        if (stop < 0) {
            return -1;
        }
        int start = first(way.subList(stop, way.size()), stage -> stage instanceof Stage.Start);
        return start < 0 ? -1 : stop + start;
    }

    /** Whether a way takes something away behind a gate. */
    static boolean isGated(List<Stage> way) {
        return first(way, Ways::isDisruptiveGate) >= 0;
    }

    /** Whether a step is past a gate, and so may have taken something away. */
    static boolean isPastGate(Step step) {
        int gate = first(step.stages(), Ways::isDisruptiveGate);
        return gate >= 0 && step.at() > gate;
    }

    /** Index of the last gate before a stage that lets something be taken away; -1 if there is none. */
    static int lastGate(List<Stage> way, int before) {
        for (int at = Math.min(before, way.size()) - 1; at >= 0; at--) {
            if (isDisruptiveGate(way.get(at))) {
                return at;
            }
        }
        return -1;
    }

    /** Whether a step has given its node's volume up: from there it goes on only. */
    static boolean isPastRenewal(Step step) {
        int renew = first(step.stages(), stage -> stage instanceof Stage.Renew);
        return renew >= 0 && step.at() > renew;
    }

    private static boolean isDisruptiveGate(Stage stage) {
        return stage instanceof Stage.Gate gate && gate.action() != Action.START;
    }

    /** Whether a stage from an index on pays a debt. */
    static boolean pays(List<Stage> way, int from, String debtId) {
        return way.stream()
                .skip(from)
                .anyMatch(
                        stage -> stage instanceof Stage.Pay pay && pay.debtId().equals(debtId));
    }

    /** Whether a step that began is past what cannot be undone: then it goes on to its end. */
    static boolean isPastReturn(Step step) {
        int edge = switch (step.kind()) {
            case REMOVE -> Math.max(first(step.stages(), stage -> stage instanceof Stage.Stop || isNoReturn(stage)), 0);
            case REPLACE -> first(step.stages(), stage -> stage instanceof Stage.Renew || isNoReturn(stage));
            // It takes other nodes down from its first stage on, and only its end brings them up again.
            case RECOVER -> 0;
            case ADD, START, RESTART, STOP, CHORE, RESTORE -> -1;
        };
        return edge >= 0 && step.at() >= edge && hasBegunOnce(step);
    }

    /** The way that makes a node a member again which a step has made begin to leave; empty if there is none, or nothing has begun. */
    static Optional<List<Stage>> wayBack(Step step) {
        int edge = first(step.stages(), stage -> stage instanceof Stage.Undo);
        return edge >= 0 && step.at() > edge && !isPastReturn(step)
                ? Optional.of(((Stage.Undo) step.stages().get(edge)).way())
                : Optional.empty();
    }

    /** Whether what a step is to do now asks the gate before it anew each time. */
    static boolean asksAnew(Step step) {
        boolean edge = step.at() > 0
                && (isNoReturn(step.stages().get(step.at() - 1))
                        || step.stages().get(step.at() - 1) instanceof Stage.Undo);
        return edge && step.node().isPresent() && lastGate(step.stages(), step.at()) >= 0;
    }

    private static boolean isNoReturn(Stage stage) {
        return stage instanceof Stage.NoReturn;
    }

    /** Whether a step has begun in the database what nothing but its end can follow, while its process may still run. */
    static boolean isPastNoReturn(Step step) {
        int edge = first(step.stages(), Ways::isNoReturn);
        return edge >= 0 && step.at() > edge;
    }

    /**
     * Whether a step has begun, in this plan or, if it is laid down to go on in the midst of its way, in an earlier
     * one.
     */
    static boolean hasBegunOnce(Step step) {
        return step.startedAt().isPresent() || step.at() > 0;
    }

    /** Whether a begun step waits for its process to be ready, or for something after that. */
    static boolean isLaunched(Step step) {
        int ready = first(step.stages(), stage -> stage instanceof Stage.Ready);
        return step.stage().isPresent() && ready >= 0 && step.at() >= ready;
    }

    /** Whether a begun step is between the start of its process and its being ready. */
    static boolean isStarting(Step step) {
        return step.stage().isPresent() && startUnderWay(step) >= 0;
    }

    /**
     * Index of the start that a step has come to but whose process is not known to be ready yet; -1 if there is none.
     */
    static int startUnderWay(Step step) {
        List<Stage> way = step.stages();
        int start = -1;
        for (int at = 0; at <= step.at() && at < way.size(); at++) {
            if (way.get(at) instanceof Stage.Start) {
                start = at;
            } else if (way.get(at) instanceof Stage.Ready && at < step.at()) {
                start = -1;
            }
        }
        boolean readyAhead =
                first(way.subList(Math.min(step.at(), way.size()), way.size()), stage -> stage instanceof Stage.Ready)
                        >= 0;
        return start == step.at() || readyAhead ? start : -1;
    }
}
