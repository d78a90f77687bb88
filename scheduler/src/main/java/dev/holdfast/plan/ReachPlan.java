package dev.holdfast.plan;

import dev.holdfast.database.Action;
import dev.holdfast.database.Blocker;
import dev.holdfast.database.Chore;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Proof;
import dev.holdfast.database.Stage;
import dev.holdfast.model.NodeId;
import dev.holdfast.spec.GroupSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * From what there is to the target, in this order:
 *
 * <ol>
 *   <li>"clear": nodes that hold nothing and are in the way: what is being destroyed but is wanted again, and what has
 *       a place but never had a process and is not wanted any more.
 *   <li>"reserve", at a cluster's first start only: all nodes get their places before any process starts.
 *   <li>"start GROUP", in start order: nodes that are down and should not be. They come before all else, because with
 *       them down the database may not answer, and because a corrected target must reach failing nodes first. At a
 *       first start this is where new nodes come up too. So do nodes that are not wanted any more, if the others cannot come up without them.
 *   <li>"restore": what earlier plans left in the database and no step of this one pays.
 *   <li>"beforehand": what has to be done and shown before anything is restarted for the target, such as that agents resolve names.
 *   <li>"go on": replacements and removals that an earlier plan could not take back any more. Their nodes are down
 *       already, so they come before anything else is taken down. So do nodes that have begun to leave and are to stay after all.
 *   <li>"add GROUP": new nodes. Growing comes before restarting, restarting before shrinking: so there are never fewer
 *       nodes than before while one is down.
 *   <li>"remove down": nodes that are not wanted and down already. That takes nothing away, and until the database has
 *       made up for them it may allow no restart.
 *   <li>"update": restarts of nodes that run with other inputs than the target gives them; "resize": of nodes whose
 *       inputs are the same but whose reservation is not as wished; "complete": what was left of the start of nodes
 *       just restarted.
 *   <li>"remove GROUP", in the reverse of the start order, highest index first.
 *   <li>"finish": chores that the package adds when all nodes are as wished.
 * </ol>
 *
 * <p>A node that a user stopped is left as it is: it takes the target's inputs at its next start.
 */
final class ReachPlan {

    private final PlanRequest.Reach request;
    private final Situation situation;
    private final Set<NodeId> unfinished = new TreeSet<>();
    private final List<Step> clears = new ArrayList<>();
    private final List<Step> reserves = new ArrayList<>();
    private final List<Step> starts = new ArrayList<>();
    private final List<Step> adds = new ArrayList<>();
    private final List<Step> goingOn = new ArrayList<>();
    private final List<Step> updates = new ArrayList<>();
    private final List<Step> resizes = new ArrayList<>();
    private final List<Step> completes = new ArrayList<>();
    private final List<Step> removesDown = new ArrayList<>();
    private final List<Step> removes = new ArrayList<>();

    ReachPlan(PlanRequest.Reach request, Situation situation) {
        this.request = request;
        this.situation = situation;
        request.previous()
                .ifPresent(previous -> previous.steps()
                        .filter(ReachPlan::isHalfDone)
                        .forEach(step -> step.node().ifPresent(unfinished::add)));
    }

    List<Phase> phases() {
        Set<NodeId> wanted = wanted();
        wanted.forEach(this::plan);
        situation.nodes().keySet().stream()
                .filter(node -> !wanted.contains(node))
                .sorted(Comparator.comparingInt(NodeId::index).reversed())
                .forEach(this::remove);
        return arrange();
    }

    private Set<NodeId> wanted() {
        Set<NodeId> wanted = new LinkedHashSet<>();
        for (GroupSpec group : situation.view().target().groups().values()) {
            for (int index : group.indexes()) {
                wanted.add(new NodeId(situation.view().target().name(), group.name(), index));
            }
        }
        return wanted;
    }

    private void plan(NodeId node) {
        Optional<NodeStatus> known = situation.node(node);
        if (known.isEmpty()) {
            add(node, false);
            return;
        }
        NodeStatus status = known.get();
        Optional<Step> replacing = carried(node, StepKind.REPLACE);
        Optional<Step> leaving = carried(node, StepKind.REMOVE).filter(Ways::isPastNoReturn);
        if (status.goal() == Goal.RELEASED) {
            clears.add(Steps.onNode(StepKind.REMOVE, node).by(Ways.CLEAR));
            add(node, false);
        } else if (leaving.isPresent()) {
            // Wanted again too late: it leaves, and comes back as a new one.
            goingOn.add(leaving.get());
            add(node, false);
        } else if (request.stoppedByUser().contains(node)) {
            return;
        } else if (replacing.isPresent()) {
            goOn(replacing.get(), node, status);
        } else if (comingBack(node).isPresent()) {
            goingOn.add(comingBack(node).get());
        } else if (!status.view().everLaunched()) {
            add(node, status.held());
        } else {
            bringToTarget(node, status);
        }
    }

    private void remove(NodeId node) {
        Optional<Step> carried = carried(node, StepKind.REMOVE);
        NodeStatus status = situation.node(node).orElseThrow();
        if (carried.isEmpty()) {
            comingBack(node).ifPresent(goingOn::add); // whole first, and then it leaves anew
        }
        boolean needed = !Ways.holdsNothing(status) && carried.isEmpty() && isNeededToStart(node);
        if (needed) {
            starts.add(Steps.onNode(StepKind.START, node));
        }
        if (request.lost().contains(node) && !Ways.holdsNothing(status)) {
            removesDown.add(Steps.onNode(StepKind.REMOVE, node).override(Blocker.NODE_DOWN));
        } else if (carried.isPresent()) {
            goingOn.add(carried.get());
        } else if (Ways.holdsNothing(status)) {
            clears.add(Steps.onNode(StepKind.REMOVE, node).by(Ways.CLEAR));
        } else if (!needed && (status.over() || status.goal() == Goal.STOPPED)) {
            removesDown.add(Steps.onNode(StepKind.REMOVE, node));
        } else {
            removes.add(Steps.onNode(StepKind.REMOVE, node));
        }
    }

    /** It is not wanted any more, but others of its group that are to run cannot without it. */
    private boolean isNeededToStart(NodeId node) {
        boolean othersRun = wanted().stream()
                .anyMatch(other -> other.group().equals(node.group())
                        && !request.stoppedByUser().contains(other));
        return othersRun
                && !request.lost().contains(node)
                && situation.rules().neededToStart(situation.view()).contains(node);
    }

    private void add(NodeId node, boolean held) {
        if (!situation.view().everReady() && !held) {
            reserves.add(Steps.reserve(node));
        }
        adds.add(Steps.onNode(StepKind.ADD, node));
    }

    /**
     * A replacement that was started with other inputs is started anew while it is not ready, and restarted once it is.
     */
    private void goOn(Step replacing, NodeId node, NodeStatus status) {
        int start = Ways.startUnderWay(replacing);
        boolean differs = status.view().everLaunched() && differs(node, status);
        goingOn.add(differs && start >= 0 ? replacing.along(replacing.stages(), start) : replacing);
        if (differs && start < 0) {
            updates.add(Steps.onNode(StepKind.RESTART, node));
        }
    }

    private boolean differs(NodeId node, NodeStatus status) {
        return !situation
                .rules()
                .inputs(situation.view().target(), node)
                .equals(status.view().inputs());
    }

    private void bringToTarget(NodeId node, NodeStatus status) {
        boolean differs = differs(node, status);
        boolean mayCycle = !situation.serves(node) || status.over();
        boolean spent = situation.rules().isSpent(node, situation.view());
        boolean down = status.goal() == Goal.STOPPED || spent || (differs && mayCycle);
        boolean more = hasMoreToDo(node);
        if (down || (!differs && more)) {
            starts.add(Steps.onNode(StepKind.START, node));
        } else if (differs) {
            updates.add(Steps.onNode(StepKind.RESTART, node));
            if (more) {
                completes.add(Steps.onNode(StepKind.START, node));
            }
        } else if (!status.held()) {
            resizes.add(Steps.onNode(StepKind.RESTART, node));
        }
    }

    /**
     * Whether a node that runs has not come to the end of its start: a chore that belongs to it, such as joining, is
     * seen not to be done; or an earlier plan left it on its way and nothing shows that it has arrived.
     */
    private boolean hasMoreToDo(NodeId node) {
        ClusterView view = situation.view();
        List<Proof> chores = situation.rules().stages(Action.START, node, view).stream()
                .flatMap(stage -> stage instanceof Stage.Do chore ? Stream.of(chore.chore()) : Stream.empty())
                .map(chore -> situation.rules().isDone(chore, view))
                .toList();
        boolean arrived = view.isReady(node) && chores.stream().allMatch(Proof::isYes);
        return chores.stream().anyMatch(proof -> proof.answer() == Proof.Answer.NO)
                || (unfinished.contains(node) && !arrived);
    }

    private List<Phase> arrange() {
        List<Phase> phases = new ArrayList<>();
        List<String> groups = Steps.groups(situation);
        boolean firstStart = !situation.view().everReady();
        phases.add(new Phase("clear", Phase.Strategy.PARALLEL, clears));
        phases.add(new Phase("reserve", Phase.Strategy.PARALLEL, reserves));
        for (String group : groups) {
            List<Step> coming = new ArrayList<>(of(group, starts));
            if (firstStart) {
                coming.addAll(of(group, adds));
            }
            phases.add(new Phase(TurnMaker.STARTING + group, Steps.strategy(group, situation), coming));
        }
        int restoreAt = phases.size();
        phases.add(Steps.beforehand(updates, situation));
        phases.add(new Phase(TurnMaker.GO_ON, Phase.Strategy.SERIAL, goingOn));
        if (!firstStart) {
            groups.forEach(
                    group -> phases.add(new Phase("add " + group, Steps.strategy(group, situation), of(group, adds))));
        }
        phases.add(new Phase("remove down", Phase.Strategy.SERIAL, removesDown));
        phases.add(new Phase(TurnMaker.UPDATE, Phase.Strategy.SERIAL, updates));
        phases.add(new Phase("resize", Phase.Strategy.SERIAL, resizes));
        phases.add(new Phase("complete", Phase.Strategy.SERIAL, completes));
        List<String> reversed = new ArrayList<>(groups);
        Collections.reverse(reversed);
        reversed.forEach(group -> phases.add(new Phase("remove " + group, Phase.Strategy.SERIAL, of(group, removes))));
        phases.add(new Phase("finish", Phase.Strategy.SERIAL, finishing()));
        List<Step> planned =
                phases.stream().flatMap(phase -> phase.steps().stream()).toList();
        phases.add(restoreAt, new Phase("restore", Phase.Strategy.PARALLEL, Steps.restores(planned, situation)));
        return phases;
    }

    private List<Step> finishing() {
        List<NodeId> added = adds.stream().flatMap(step -> step.node().stream()).toList();
        List<Step> steps = new ArrayList<>();
        for (Chore chore : situation.rules().finishing(situation.view(), added)) {
            String about = chore.node().map(node -> "-" + node.shortName()).orElse("");
            String title = chore.name()
                    + chore.node().map(node -> " " + node.shortName()).orElse("");
            String id = "finish-" + (steps.size() + 1) + "-" + chore.name() + about;
            steps.add(Step.ofChore(id, StepKind.CHORE, chore, title));
        }
        return steps;
    }

    private static List<Step> of(String group, List<Step> steps) {
        return steps.stream()
                .filter(step ->
                        step.node().map(NodeId::group).filter(group::equals).isPresent())
                .toList();
    }

    /** What the previous plan had begun with a node and could not take back: it goes on where it was. */
    private Optional<Step> carried(NodeId node, StepKind kind) {
        return request.previous().stream()
                .flatMap(Plan::steps)
                .filter(step -> step.kind() == kind && step.node().equals(Optional.of(node)))
                .filter(step -> isHalfDone(step) && (Ways.isPastReturn(step) || isLeaving(step)))
                .map(step -> {
                    Step again = Steps.onNode(kind, node).along(step.stages(), step.at());
                    return step.overridden().stream().reduce(again, Step::override, (one, other) -> other);
                })
                .findFirst();
    }

    /** Whether it has begun to make its node leave, and nothing was begun since that takes that back. */
    private boolean isLeaving(Step step) {
        return Ways.wayBack(step).isPresent()
                && request.previous()
                        .flatMap(previous -> Comeback.last(previous, step.node().orElseThrow()))
                        .equals(Optional.of(step));
    }

    /** A node that is to stay after all, or to be made whole before it leaves anew; unless it is out of its database by now. */
    private Optional<Step> comingBack(NodeId node) {
        return request.previous()
                .flatMap(previous -> Comeback.of(previous, node))
                .filter(step -> situation
                        .node(node)
                        .filter(status -> status.goal() == Goal.RUNNING)
                        .isPresent())
                .filter(step -> situation.rules().allows(Action.START, node, situation.view()).stream()
                        .noneMatch(blocker -> blocker.kind() == Blocker.Kind.REFUSAL));
    }

    private static boolean isHalfDone(Step step) {
        boolean about = step.kind() != StepKind.CHORE && step.kind() != StepKind.RESTORE;
        return about && Ways.hasBegunOnce(step) && step.status() != Step.Status.DONE;
    }
}
