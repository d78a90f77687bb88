package dev.holdfast.api.wire;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A cluster.
 *
 * @param target number of the wish in force
 * @param health ready, working, waiting, degraded, stopped or new
 * @param database what the database last said of itself
 * @param debts what we have put into the database and will take out again
 * @param plan the newest
 */
public record ClusterInfo(
        String name,
        String packageName,
        String version,
        long target,
        String health,
        String database,
        Optional<Instant> observedAt,
        List<GroupInfo> groups,
        List<NodeInfo> nodes,
        Optional<PlanInfo> plan,
        List<String> debts,
        Instant createdAt) {

    public boolean isReady() {
        return health.equals("ready");
    }

    /** The plan, while it runs or is paused. */
    public Optional<PlanInfo> activePlan() {
        return plan.filter(PlanInfo::isActive);
    }

    public Optional<NodeInfo> node(String id) {
        return nodes.stream()
                .filter(node -> node.id().equals(id) || node.shortName().equals(id))
                .findFirst();
    }
}
