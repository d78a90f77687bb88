package dev.holdfast.api;

import dev.holdfast.api.wire.WhyInfo;
import dev.holdfast.api.wire.WhyInfo.WaitingInfo;
import dev.holdfast.core.View;
import dev.holdfast.core.View.AilmentPicture;
import dev.holdfast.core.View.ClusterPicture;
import dev.holdfast.core.View.NodePicture;
import dev.holdfast.plan.Plan;
import dev.holdfast.plan.PlanRunner;
import dev.holdfast.plan.Reason;
import dev.holdfast.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Everything that waits in a cluster, with why, since when, until when and what can be done about it. */
public final class Why {

    private static final int MOST_STEPS = 3;

    private Why() {}

    /** All of it for one cluster. */
    public static WhyInfo of(ClusterPicture cluster, View view) {
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
        view.frozen()
                .ifPresent(freeze -> waits.add(new WaitingInfo(
                        "everything disruptive",
                        PlanRunner.FROZEN,
                        freeze.why() + "; a person has to look first",
                        freeze.at(),
                        Optional.empty(),
                        "holdfast thaw",
                        List.of())));
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
            trouble(node)
                    .filter(text ->
                            waits.stream().noneMatch(known -> known.text().contains(text)))
                    .ifPresent(text -> waits.add(new WaitingInfo(
                            node.id().shortName(),
                            "ready",
                            "started again after: " + text,
                            node.since(),
                            Optional.empty(),
                            "holdfast logs " + node.id() + " shows what it writes now",
                            List.of())));
        }
        if (active.isEmpty() || !waits.isEmpty()) {
            cluster.ailments().forEach(ailment -> waits.add(ailing(cluster, ailment)));
        }
        return new WhyInfo(cluster.name(), cluster.health(), text(cluster, active, waits), waits);
    }

    /** A plan that goes on is what makes a cluster well; only beside one that waits, or without any, is it news. */
    private static WaitingInfo ailing(ClusterPicture cluster, AilmentPicture ailment) {
        return new WaitingInfo(
                cluster.name(),
                ailment.rule(),
                ailment.text(),
                ailment.since(),
                Optional.empty(),
                ailment.remedy(),
                List.of());
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

    private static Optional<String> trouble(NodePicture node) {
        return node.trouble().isEmpty() || node.state().equals("ready")
                ? Optional.empty()
                : Optional.of(node.trouble());
    }

    /** What the steps that have begun are at; a plan that goes on may still go nowhere. */
    private static String doing(Plan plan) {
        List<String> all = plan.steps()
                .filter(step -> step.status().hasBegun())
                .map(step -> step.title() + ": " + PlanPictures.doing(step))
                .toList();
        String some = all.stream().limit(MOST_STEPS).collect(Collectors.joining("; "));
        return (all.isEmpty() ? "" : ": " + some)
                + (all.size() > MOST_STEPS ? " and " + (all.size() - MOST_STEPS) + " more steps" : "");
    }

    private static String text(ClusterPicture cluster, Optional<Plan> active, List<WaitingInfo> waits) {
        String database = cluster.database().isEmpty() ? "" : "; its database says: " + cluster.database();
        if (active.isPresent()) {
            String how = waits.isEmpty() ? "goes on" + doing(active.get()) : "is under way";
            return "plan " + active.get().number() + " (" + active.get().title() + ") " + how + database;
        }
        List<String> troubled = cluster.nodes().stream()
                .flatMap(node -> trouble(node).stream().map(text -> node.id().shortName() + ": " + text))
                .toList();
        if (!troubled.isEmpty()) {
            return String.join("; ", troubled);
        }
        if (waits.isEmpty()) {
            return cluster.name() + " waits for nothing" + database;
        }
        return cluster.name() + (cluster.ailments().isEmpty() ? " waits" : " is not well") + database;
    }
}
