package dev.holdfast.core;

import dev.holdfast.database.Launch;
import dev.holdfast.model.NodeId;
import dev.holdfast.model.Operation;
import dev.holdfast.model.Resources;
import dev.holdfast.model.TaskId;
import dev.holdfast.model.TaskSpec;
import dev.holdfast.plan.Chores;
import dev.holdfast.plan.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Launches a chore as a task beside its node.
 *
 * <ol>
 *   <li>One at a time on a node, and only where the node runs, as far as Mesos has told since the last subscription.
 *   <li>From an offer of the node's agent that shows the share of its reservation that is kept for chores, idle.
 *   <li>Into the executor that the node runs in, described as when it was launched: a master turns away what differs.
 *   <li>What was rendered for it is part of the intent, which is durable before LAUNCH_GROUP leaves.
 * </ol>
 */
final class ChoreLaunch {

    private ChoreLaunch() {}

    /** Whether the chore that is wished for beside the node is launched from this part of the offer on the desk. */
    static boolean fromOffer(Turn turn, Desk desk, ClusterRecord cluster, NodeRecord node, Resources part) {
        ChoreWish wish = turn.wishes.get(node.id());
        Claim claim = node.claim().orElseThrow();
        // With its volume in an offer its process is over, though nobody has told us yet.
        if (wish == null
                || part.volume(claim.persistenceId()).isPresent()
                || isUnknown(turn, node)
                || turn.sight().servingAt().isEmpty()) {
            return false;
        }
        Sizing share = Sizing.chores(turn, cluster, node);
        Resources taken = share.takeFrom(part);
        Optional<List<Software.File>> software = Supply.files(turn, cluster, node, wish.launch());
        if (!Sizing.of(taken).contains(share) || software.isEmpty()) {
            return false;
        }
        Launch launch = Launching.complete(turn, cluster, wish.launch());
        Incarnation beside = node.incarnation().orElseThrow();
        TaskSpec task = task(turn, cluster, node, new ChoreWish(wish.chore(), launch), software.get(), taken);
        turn.effect(new Effect.Serve(Launching.bySha256(launch.files())));
        turn.put(node.with(node.beside().with(ChoreTask.sent(wish.chore(), beside.number(), launch, task, turn.now))));
        turn.tell(
                EventKind.CHORE,
                node.id(),
                wish.chore().name() + " is launched beside " + node.id().shortName());
        turn.wishes.remove(node.id());
        desk.add(new Operation.LaunchGroup(beside.executor(), List.of(task)), taken);
        return true;
    }

    private static boolean isUnknown(Turn turn, NodeRecord node) {
        return turn.sight()
                .unreconciled()
                .containsKey(node.incarnation().orElseThrow().taskId());
    }

    private static TaskSpec task(
            Turn turn,
            ClusterRecord cluster,
            NodeRecord node,
            ChoreWish wish,
            List<Software.File> software,
            Resources resources) {
        Claim claim = node.claim().orElseThrow();
        Launch launch = wish.launch();
        String chore = wish.chore().name().replaceAll("[^A-Za-z0-9_-]", "-");
        String name = node.id().shortName();
        int incarnation = node.incarnation().orElseThrow().number();
        List<TaskSpec.ParentVolume> volumes = launch.volumePath().isEmpty()
                ? List.of()
                : List.of(new TaskSpec.ParentVolume(
                        claim.volume().disk().orElseThrow().containerPath(), launch.volumePath()));
        return new TaskSpec(
                new TaskId(cluster.name() + "." + name + "." + incarnation + "." + chore + "." + turn.mint()),
                chore + "." + name + "." + cluster.name(),
                claim.agent().id(),
                resources,
                launch.command(),
                cluster.spec().user(),
                launch.environment(),
                Launching.fetches(turn.sight().servingAt(), software, launch.files()),
                launch.graceSeconds(),
                volumes,
                new TreeMap<>(),
                new TreeMap<>(Map.of(
                        "holdfast_chore", chore, "holdfast_beside", node.id().toString())));
    }

    /** Why a chore that is wished for does not begin, where no offer in hand tells. */
    static void explain(Turn turn, NodeRecord node) {
        NodeId id = node.id();
        ChoreWish wish = turn.wishes.get(id);
        if (wish == null || turn.waits.containsKey(id)) {
            return;
        }
        String host = node.claim().orElseThrow().agent().hostname();
        Instant since = Optional.ofNullable(turn.sight().waits().get(id))
                .filter(reason -> reason.rule().equals(Chores.SHARE))
                .map(Reason::since)
                .orElse(turn.now);
        turn.waits.put(
                id,
                new Reason(
                        Chores.SHARE,
                        wish.chore().name() + " waits for an offer from " + host
                                + " that shows what is reserved for the chores of " + id.shortName(),
                        since,
                        "see that agent " + host + " is up",
                        Optional.empty()));
    }
}
