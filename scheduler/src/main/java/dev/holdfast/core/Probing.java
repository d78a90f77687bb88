package dev.holdfast.core;

import dev.holdfast.core.Sight.Watch;
import dev.holdfast.model.ClusterName;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** When a database is looked at: often while something is going on, seldom while all is well. One look at a time for each. */
final class Probing {

    private static final Duration BUSY = Duration.ofMillis(500);
    private static final Duration CALM = Duration.ofSeconds(5);

    /** A look asks every node, in the very seconds in which starting ones have the least time: the more there are, the longer it rests. */
    private static final Duration BUSY_FOR_EACH = Duration.ofMillis(40);

    /** A look that takes longer than this is given up for lost. */
    private static final Duration LOOK_TIMEOUT = Duration.ofSeconds(60);

    private static final Duration AGENTS_AGAIN = Duration.ofSeconds(30);

    void schedule(Turn turn, ClusterName looked) {
        turn.state().cluster(looked).ifPresent(cluster -> schedule(turn, cluster));
    }

    private void schedule(Turn turn, ClusterRecord cluster) {
        boolean anyUp = turn.state().nodesOf(cluster.name()).stream()
                .anyMatch(node -> node.state().isUp() || node.state() == NodeState.UNREACHABLE);
        if (!anyUp) {
            return;
        }
        Watch watch = turn.watch(cluster.name());
        if (isUnderWay(turn, watch)) {
            return;
        }
        Instant due = watch.last()
                .map(last -> last.takenAt().plus(isBusy(turn, cluster) ? busy(turn, cluster) : CALM))
                .orElse(turn.now);
        if (turn.now.isBefore(due)) {
            turn.wake(due);
            return;
        }
        turn.see(look -> look.probe(cluster.name(), watch.asked(turn.now)));
        turn.effect(new Effect.Probe(Views.of(turn, cluster)));
    }

    /** Between half a second, up to a dozen nodes, and the time of a calm cluster. */
    private static Duration busy(Turn turn, ClusterRecord cluster) {
        Duration forAll =
                BUSY_FOR_EACH.multipliedBy(turn.state().nodesOf(cluster.name()).size());
        Duration atLeast = forAll.compareTo(BUSY) > 0 ? forAll : BUSY;
        return atLeast.compareTo(CALM) < 0 ? atLeast : CALM;
    }

    static boolean isUnderWay(Turn turn, Watch watch) {
        Optional<Instant> lost = watch.askedAt().map(asked -> asked.plus(LOOK_TIMEOUT));
        lost.filter(turn.now::isBefore).ifPresent(turn::wake);
        return lost.filter(turn.now::isBefore).isPresent();
    }

    private static boolean isBusy(Turn turn, ClusterRecord cluster) {
        return cluster.plan().filter(plan -> plan.isActive()).isPresent()
                || turn.state().nodesOf(cluster.name()).stream().anyMatch(node -> node.state() == NodeState.RUNNING);
    }

    void askForAgents(Turn turn) {
        if (!turn.sight().link().up()) {
            return;
        }
        Instant due = turn.sight().agentsAskedAt().plus(AGENTS_AGAIN);
        if (turn.sight().agentsAskedAt().equals(Instant.EPOCH) || !turn.now.isBefore(due)) {
            turn.see(look -> look.agentsAskedAt(turn.now));
            turn.effect(new Effect.AskForAgents());
            turn.wake(turn.now.plus(AGENTS_AGAIN));
        } else {
            turn.wake(due);
        }
    }
}
