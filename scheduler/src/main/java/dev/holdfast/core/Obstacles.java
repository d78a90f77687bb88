package dev.holdfast.core;

import dev.holdfast.core.Answer.Outlook;
import dev.holdfast.database.Action;
import dev.holdfast.database.Blocker;
import dev.holdfast.database.Observation;
import dev.holdfast.database.Stage;
import dev.holdfast.plan.Plan;
import dev.holdfast.plan.StepKind;
import dev.holdfast.spec.Maintenance;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What stands against taking a node down for a maintenance window, as things stand: the user's word, what is not known, another plan,
 * another agent of the same cluster in maintenance, and the package's gates. The same answers the master and tells people why.
 */
final class Obstacles {

    /** An older answer of the database begins nothing. */
    private static final Duration FRESH = Duration.ofMinutes(1);

    private Obstacles() {}

    /** Whether a node that runs can be gone before a window begins, as things stand, or is on its way. */
    static boolean canLeave(Turn turn, NodeRecord node, Window window) {
        ClusterRecord cluster = turn.state().cluster(node.id().cluster()).orElseThrow();
        if (Leaving.isLeaving(cluster, node) || Resting.rests(turn, node)) {
            return true;
        }
        boolean moves = Leaving.options(turn, cluster).mode() == Maintenance.Mode.MOVE
                && toMove(turn, cluster, node, window).isEmpty();
        return node.state().isUp()
                && (moves || toStop(turn, cluster, node, window).isEmpty());
    }

    /** Against stopping it. */
    static Optional<String> toStop(Turn turn, ClusterRecord cluster, NodeRecord node, Window window) {
        if (window.until().isEmpty() && Leaving.options(turn, cluster).mode() != Maintenance.Mode.WAIT) {
            return Optional.of("the window has no end, and a node that is stopped for it would stay down");
        }
        return obstacle(turn, cluster, node, window).or(() -> byDatabase(turn, cluster, node, Action.STOP));
    }

    /** Against replacing it onto another agent. */
    static Optional<String> toMove(Turn turn, ClusterRecord cluster, NodeRecord node, Window window) {
        Optional<String> held = obstacle(turn, cluster, node, window)
                .or(() -> byDatabase(turn, cluster, node, firstGate(turn, cluster, node)));
        if (held.isPresent()) {
            return held;
        }
        Outlook place = Foresight.of(turn, cluster.spec(), List.of(node.id())).get(0);
        return place.hostname().isEmpty() ? Optional.of(place.text()) : Optional.empty();
    }

    /** What a replacement asks first: a package may have its process stopped before it can say more. */
    private static Action firstGate(Turn turn, ClusterRecord cluster, NodeRecord node) {
        return turn.rules(cluster).stages(Action.REPLACE, node.id(), Views.of(turn, cluster)).stream()
                .filter(Stage.Gate.class::isInstance)
                .map(stage -> ((Stage.Gate) stage).action())
                .findFirst()
                .orElse(Action.REPLACE);
    }

    /** What stands against taking a node down for a window, whichever way. */
    private static Optional<String> obstacle(Turn turn, ClusterRecord cluster, NodeRecord node, Window window) {
        if (Leaving.options(turn, cluster).mode() == Maintenance.Mode.WAIT) {
            return Optional.of("option " + Maintenance.NAME + " is wait");
        }
        if (Leaving.wasBegun(cluster, node, window)) {
            return Optional.of("it was begun once for this window and ended; it is not begun again");
        }
        if (!cluster.everReady()) {
            return Optional.of(cluster.name() + " was never ready as a whole yet");
        }
        Optional<Blocker> unknown = CautiousRules.unknown(turn, cluster).or(() -> Freezing.blocker(turn));
        if (unknown.isPresent()) {
            return unknown.map(Blocker::text);
        }
        Optional<String> beside = other(turn, cluster, node, window);
        Optional<Plan> active = cluster.plan().filter(Plan::isActive);
        boolean holds = active.isPresent()
                && (!Upkeeping.isUnderWay(cluster)
                        // What is lost already goes first: it takes a window's place, so a window must not take its.
                        || Replacing.isUnderWay(cluster)
                        || (Leaving.isForWindow(cluster) && !isTakingDown(active.get())));
        if (beside.isEmpty() && holds) {
            return Optional.of(
                    "plan " + active.get().number() + " (" + active.get().title() + ") is under way");
        }
        return beside;
    }

    private static boolean isTakingDown(Plan plan) {
        return plan.steps().noneMatch(step -> step.kind() == StepKind.START);
    }

    /** Another of its cluster that is down for maintenance on another agent, or goes first. */
    private static Optional<String> other(Turn turn, ClusterRecord cluster, NodeRecord node, Window window) {
        for (NodeRecord beside : turn.state().nodesOf(cluster.name())) {
            Optional<Window> its = Maintaining.of(turn, beside);
            if (isWith(beside, node)) {
                continue;
            }
            if (Resting.rests(turn, beside) || Leaving.isLeaving(cluster, beside)) {
                return Optional.of(beside.id().shortName() + " is down for maintenance of " + Leaving.host(beside)
                        + ", and one agent at a time is enough");
            }
            boolean goesFirst = its.isPresent()
                    && beside.state().isUp()
                    && its.get().overlaps(window)
                    && !Leaving.wasBegun(cluster, beside, its.get())
                    && Comparator.comparing(Window::from)
                                    .thenComparing(Window::agent)
                                    .compare(its.get(), window)
                            < 0;
            if (goesFirst) {
                return Optional.of(Leaving.host(beside) + " with " + beside.id().shortName()
                        + " has its window at the same time and goes first; one agent at a time");
            }
        }
        return Optional.empty();
    }

    private static boolean isWith(NodeRecord one, NodeRecord other) {
        return one.claim().isPresent()
                && one.claim()
                        .map(claim -> claim.agent().id())
                        .equals(other.claim().map(claim -> claim.agent().id()));
    }

    private static Optional<String> byDatabase(Turn turn, ClusterRecord cluster, NodeRecord node, Action action) {
        boolean answered = turn.watch(cluster.name())
                .last()
                .filter(Observation::answered)
                .filter(seen -> !seen.startedAt().isBefore(turn.now.minus(FRESH)))
                .isPresent();
        if (!answered) {
            return Optional.of("its database has not answered lately, so nothing is known of what depends on it");
        }
        return CautiousRules.of(turn, cluster).allows(action, node.id(), Views.of(turn, cluster)).stream()
                .max(Comparator.comparing(Blocker::kind))
                .map(Blocker::text);
    }
}
