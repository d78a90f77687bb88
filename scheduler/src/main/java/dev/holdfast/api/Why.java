package dev.holdfast.api;

import dev.holdfast.api.wire.WhyInfo;
import dev.holdfast.api.wire.WhyInfo.WaitingInfo;
import dev.holdfast.core.View;
import dev.holdfast.core.View.ClusterPicture;
import dev.holdfast.core.View.NodePicture;
import dev.holdfast.plan.Plan;
import dev.holdfast.plan.Reason;
import dev.holdfast.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Everything that waits in a cluster, with why, since when, until when and what can be done about it. */
final class Why {

    private Why() {}

    static WhyInfo of(ClusterPicture cluster, View view) {
        List<WaitingInfo> waits = new ArrayList<>();
        Optional<Plan> active = cluster.plan().filter(Plan::isActive);
        if (!view.master().connected()) {
            waits.add(new WaitingInfo(
                    "the scheduler",
                    "mesos",
                    "no connection to a Mesos master: " + view.master().text(),
                    view.master().since(),
                    Optional.empty(),
                    "see that the master is up; it is tried again and again",
                    List.of()));
        }
        if (active.isPresent() && active.get().status() == Plan.Status.PAUSED) {
            waits.add(new WaitingInfo(
                    "plan " + active.get().number(),
                    "paused",
                    "a user paused it",
                    active.get().createdAt(),
                    Optional.empty(),
                    "holdfast resume " + cluster.name(),
                    List.of()));
        }
        active.ifPresent(plan -> plan.steps()
                .filter(step -> step.status() == Step.Status.WAITING)
                .forEach(step -> step.reason()
                        .ifPresent(reason -> waits.add(waiting(step.title(), reason, refusals(step, cluster))))));
        for (NodePicture node : cluster.nodes()) {
            node.reason()
                    .filter(reason -> waits.stream()
                            .noneMatch(known -> known.text().equals(reason.text())
                                    && known.subject().contains(node.id().shortName())))
                    .ifPresent(reason -> waits.add(waiting(node.id().shortName(), reason, node.refusals())));
        }
        return new WhyInfo(cluster.name(), cluster.health(), text(cluster, active, waits), waits);
    }

    private static List<String> refusals(Step step, ClusterPicture cluster) {
        return cluster.nodes().stream()
                .filter(node -> step.node().equals(Optional.of(node.id())))
                .findFirst()
                .map(NodePicture::refusals)
                .orElse(List.of());
    }

    private static WaitingInfo waiting(String subject, Reason reason, List<String> refusals) {
        return new WaitingInfo(
                subject, reason.rule(), reason.text(), reason.since(), reason.until(), reason.remedy(), refusals);
    }

    private static String text(ClusterPicture cluster, Optional<Plan> active, List<WaitingInfo> waits) {
        String database = cluster.database().isEmpty() ? "" : "; its database says: " + cluster.database();
        if (active.isPresent()) {
            String how = waits.isEmpty() ? "goes on; nothing waits" : "is under way";
            return "plan " + active.get().number() + " (" + active.get().title() + ") " + how + database;
        }
        List<String> troubled = cluster.nodes().stream()
                .filter(node -> !node.trouble().isEmpty() && !node.state().equals("ready"))
                .map(node -> node.id().shortName() + ": " + node.trouble())
                .toList();
        if (!troubled.isEmpty()) {
            return String.join("; ", troubled);
        }
        return waits.isEmpty()
                ? cluster.name() + " waits for nothing" + database
                : cluster.name() + " waits" + database;
    }
}
