package dev.holdfast.core;

import dev.holdfast.database.Observation;
import dev.holdfast.database.Upkeep;
import dev.holdfast.plan.Plan;
import dev.holdfast.plan.PlanRequest;
import dev.holdfast.plan.PlanRunner;
import dev.holdfast.plan.Planner;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What packages want done by themselves.
 *
 * <ol>
 *   <li>It is begun only while nothing is under way: no plan, no chore, no node between two states, and how the cluster stands on Mesos is
 *       known; and only by an answer of the database that is fresh and began after the last plan ended.
 *   <li>Of a kind, no cause is acted on twice in a row, and two are as far apart as the package says. What fails is tried again by its own
 *       plan, at growing distances, as any chore is.
 *   <li>It is a plan like any other, but gives way to whatever a user asks for; then it is as if it had not been.
 * </ol>
 */
final class Upkeeping {

    /** An older answer begins nothing. */
    private static final Duration FRESH = Duration.ofMinutes(1);

    /** Who follows a plan sees its end before the next begins. */
    private static final Duration AFTER_PLAN = Duration.ofSeconds(3);

    /** A node that is down for so long stays so until somebody does something: what is left of its cluster is kept up without it. */
    private static final Duration SETTLED = Duration.ofMinutes(10);

    /** A node that failed so often in a row is down for a while, even if it is tried again between. */
    private static final int FAILS_STEADILY = 3;

    private Upkeeping() {}

    static void begin(Turn turn, ClusterRecord cluster) {
        if (!isQuiet(turn, cluster)) {
            return;
        }
        for (Upkeep wanted : turn.rules(cluster).upkeep(Views.of(turn, cluster))) {
            if (isDue(turn, cluster, wanted)) {
                begin(turn, cluster, wanted);
                return;
            }
        }
    }

    private static boolean isQuiet(Turn turn, ClusterRecord cluster) {
        return cluster.everReady()
                && cluster.plan().filter(Plan::isActive).isEmpty()
                && Planning.chores(turn, cluster.name()).running().isEmpty()
                && isFresh(turn, cluster)
                && CautiousRules.unknown(turn, cluster).isEmpty()
                && Freezing.blocker(turn).isEmpty()
                && turn.state().nodesOf(cluster.name()).stream().allMatch(node -> isSettled(turn, cluster, node));
    }

    private static boolean isFresh(Turn turn, ClusterRecord cluster) {
        Instant ended = cluster.plan()
                .flatMap(Plan::finishedAt)
                .map(end -> end.plus(AFTER_PLAN))
                .orElse(Instant.MIN);
        return turn.watch(cluster.name())
                .last()
                .filter(Observation::answered)
                .map(Observation::startedAt)
                .filter(began -> began.isAfter(ended) && !began.isBefore(turn.now.minus(FRESH)))
                .isPresent();
    }

    private static boolean isSettled(Turn turn, ClusterRecord cluster, NodeRecord node) {
        return node.state() == NodeState.READY
                || cluster.stopped().contains(node.id())
                || node.trouble().failures() >= FAILS_STEADILY
                || !turn.now.isBefore(node.since().plus(SETTLED));
    }

    private static boolean isDue(Turn turn, ClusterRecord cluster, Upkeep wanted) {
        Optional<Upkept.Last> last = cluster.upkeep().of(wanted.kind());
        if (last.isEmpty()) {
            return true;
        }
        Instant next = last.get().at().plus(wanted.apart());
        if (last.get().cause().equals(wanted.cause())) {
            return false;
        }
        if (turn.now.isBefore(next)) {
            turn.wake(next);
            return false;
        }
        return true;
    }

    private static void begin(Turn turn, ClusterRecord cluster, Upkeep wanted) {
        Plan plan = Planner.plan(
                new PlanRequest.Run(wanted.chore(), wanted.title(), wanted.way()),
                Views.of(turn, cluster),
                Views.statuses(turn, cluster, turn.rules(cluster), turn.sight().waits()),
                turn.rules(cluster),
                cluster.plans() + 1,
                cluster.target(),
                turn.now);
        Upkept.Last begun = new Upkept.Last(wanted.cause(), turn.now, plan.number());
        turn.put(cluster.with(plan).with(cluster.upkeep().with(wanted.kind(), begun)));
        turn.tellOfOurselves(cluster.name(), "plan " + plan.number() + ", by itself: " + plan.title());
    }

    /** Whether the cluster's plan is one that was begun by itself and still goes on. */
    static boolean isUnderWay(ClusterRecord cluster) {
        return cluster.plan()
                .filter(Plan::isActive)
                .filter(plan -> cluster.upkeep().isPlan(plan.number()))
                .isPresent();
    }

    /** The cluster without such a plan, for something that a user wants; unchanged if there is none that can give way. */
    static ClusterRecord givenWay(ClusterRecord cluster, Instant now) {
        if (!isUnderWay(cluster)
                || !PlanRunner.maySupersede(cluster.plan().orElseThrow())
                || Leaving.isPastGivingWay(cluster)) {
            return cluster;
        }
        Plan plan = cluster.plan().orElseThrow();
        return Leaving.givenWay(cluster)
                .with(PlanRunner.supersede(plan, now))
                .with(cluster.upkeep().without(plan.number()));
    }
}
