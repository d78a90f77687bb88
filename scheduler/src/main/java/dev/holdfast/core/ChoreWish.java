package dev.holdfast.core;

import dev.holdfast.database.Chore;
import dev.holdfast.database.Driver;
import dev.holdfast.database.Launch;
import dev.holdfast.model.NodeId;
import dev.holdfast.plan.Goal;
import java.util.Optional;

/**
 * What a plan wants begun beside a node now. It is wished for anew in every turn until it has begun, so it need not be remembered: a
 * plan that is cancelled meanwhile wishes no more.
 */
record ChoreWish(Chore chore, Launch launch) {

    /**
     * Wishes it, if it can be fulfilled as things are; if not, that is the outcome of this try, for then an observation may show that it
     * is not needed any more, and the plan tries again later.
     */
    static void make(Turn turn, ClusterRecord cluster, ChoreWish wish) {
        NodeId id = wish.chore().node().orElseThrow();
        Optional<String> never = turn.state()
                .node(id)
                .map(node -> cannot(turn, cluster, node))
                .orElseGet(() -> Optional.of(id.shortName() + " does not exist"));
        if (never.isPresent()) {
            Intake.choreFinished(turn, cluster.name(), wish.chore(), new Driver.Outcome(false, never.get()));
            turn.wake(turn.now); // the plan has to hear of it
            return;
        }
        NodeRecord node = turn.state().node(id).orElseThrow();
        if (node.beside().task().isPresent()) {
            return; // one at a time
        }
        turn.wishes.putIfAbsent(id, wish);
        if (!Views.isBigEnough(turn, cluster, node) && !hasShare(turn, cluster, node)) {
            turn.resizing.add(id);
        }
        Supply.files(turn, cluster, node, wish.launch());
    }

    private static Optional<String> cannot(Turn turn, ClusterRecord cluster, NodeRecord node) {
        String name = node.id().shortName();
        if (Sizing.chores(turn, cluster, node).isNothing()) {
            return Optional.of("nothing of the reservation of " + name + " is kept for chores");
        }
        if (node.goal() != Goal.RUNNING) {
            return Optional.of(name + " is to stop, and a chore beside it needs it running");
        }
        return node.state().isUp()
                ? Optional.empty()
                : Optional.of(name + " does not run, and a chore beside it needs it running");
    }

    /** Whether a node has reserved as much beside its process as its chores get. */
    private static boolean hasShare(Turn turn, ClusterRecord cluster, NodeRecord node) {
        Sizing share = Sizing.chores(turn, cluster, node);
        return node.claim()
                .filter(claim -> Sizing.of(claim.reserved())
                        .beyond(Sizing.of(Views.used(node)))
                        .contains(share))
                .isPresent();
    }
}
