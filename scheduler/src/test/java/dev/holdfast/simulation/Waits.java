package dev.holdfast.simulation;

import dev.holdfast.core.ClusterRecord;
import dev.holdfast.model.NodeId;
import dev.holdfast.plan.Plan;
import dev.holdfast.plan.Reason;
import dev.holdfast.plan.Step;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the plan of a cluster waits for, as a person reads it in {@code holdfast why}. */
final class Waits {

    private static final List<String> HOPELESS = List.of(
            "only-copy",
            "replicas-fit",
            "two-masters",
            "single-master",
            "last-vote",
            Forgotten.RULE,
            "half-left",
            "half-joined",
            "has-left",
            "node-down");
    static final String ONLY_COPY = "only-copy";
    private static final List<String> OUTAGES = List.of("few-copies", "single-node", "no-majority");

    private final World world;

    Waits(World world) {
        this.world = world;
    }

    /** A gate says what its users will miss meanwhile, and that they will have to. */
    Optional<String> outage(ClusterRecord cluster) {
        return rules(cluster).filter(OUTAGES::contains).findFirst();
    }

    /** A gate says that waiting will not open it. */
    boolean areHopeless(ClusterRecord cluster) {
        return rules(cluster).anyMatch(HOPELESS::contains);
    }

    private static Stream<Step> steps(ClusterRecord cluster) {
        return cluster.plan().stream().flatMap(Plan::steps);
    }

    private static Stream<String> rules(ClusterRecord cluster) {
        return steps(cluster).flatMap(step -> step.reason().stream()).map(Reason::rule);
    }

    /** Whether all that is held lest an empty disk stand in for the only copy stands on disks that he gave back. */
    boolean isHeldThoughGivenBack(ClusterRecord cluster) {
        List<NodeId> held = steps(cluster)
                .filter(step -> step.reason()
                        .filter(reason -> reason.rule().equals(ONLY_COPY))
                        .isPresent())
                .flatMap(step -> step.node().stream())
                .toList();
        return !held.isEmpty() && held.stream().allMatch(world.caretaker::hasGivenBack);
    }

    /** Whether something cannot go on without a node whose volume is nowhere. */
    boolean areForLost(ClusterRecord cluster, Losses losses) {
        return steps(cluster)
                .filter(step -> step.status() == Step.Status.WAITING)
                .flatMap(step -> step.node().stream())
                .flatMap(node -> world.store.durable().node(node).stream())
                .anyMatch(losses::isWithoutVolume);
    }

    /** Whether a process that no record tells of must end first. */
    boolean areForStray(ClusterRecord cluster) {
        return rules(cluster).anyMatch("ends-first"::equals);
    }
}
