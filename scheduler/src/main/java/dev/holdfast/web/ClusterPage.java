package dev.holdfast.web;

import dev.holdfast.api.Why;
import dev.holdfast.api.wire.EndpointInfo;
import dev.holdfast.api.wire.EventInfo;
import dev.holdfast.api.wire.PhaseInfo;
import dev.holdfast.api.wire.StepInfo;
import dev.holdfast.api.wire.WhyInfo.WaitingInfo;
import dev.holdfast.core.View;
import dev.holdfast.core.View.ClusterPicture;
import dev.holdfast.core.View.NodePicture;
import dev.holdfast.plan.PlanRunner;
import dev.holdfast.spec.GroupSpec;
import dev.holdfast.web.act.Menu;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One cluster: what it waits for, its plan, its nodes where they stand, and how to reach it. */
public record ClusterPage(String name) implements Page {

    private static final int MOST_EVENTS = 15;

    /** These are about everything, and so above every page. */
    private static final Set<String> SAID_ABOVE = Set.of("mesos", PlanRunner.FROZEN);

    /**
     * Top of every page of a cluster.
     *
     * @param tab {@code summary}, {@code configuration}, …
     */
    public record Head(ClusterPicture cluster, String tab, List<Menu.Entry> menu) {}

    /** A plan, and what may be done with it. */
    public record PlanBox(Progress progress, List<Menu.Entry> menu) {

        /** The colour of a phase. */
        public String tone(PhaseInfo phase) {
            if (phase.steps().stream().allMatch(StepInfo::isOver)) {
                return "good";
            }
            boolean waits =
                    phase.steps().stream().anyMatch(step -> step.status().equals("waiting"));
            return waits ? "wait" : phase.steps().stream().anyMatch(StepInfo::hasBegun) ? "busy" : "idle";
        }
    }

    /**
     * A group's nodes.
     *
     * @param wish empty for a group that is wanted no more
     */
    public record GroupBox(String name, Optional<GroupSpec> wish, List<NodeRow> nodes) {

        public long ready() {
            return nodes.stream()
                    .filter(row -> row.node().state().equals("ready"))
                    .count();
        }
    }

    /** A node and the zone of its agent. */
    public record NodeRow(String cluster, NodePicture node, String zone) {}

    /** Where clients connect. */
    public record Endpoints(List<EndpointInfo> endpoints, boolean leads) {}

    /** What the database says, and what we owe it. */
    public record Database(String text, List<String> debts) {}

    /** Newest first. */
    public record Events(String cluster, List<EventInfo> events) {}

    @Override
    public String title() {
        return name;
    }

    @Override
    public Area area() {
        return Area.CLUSTERS;
    }

    @Override
    public List<Part> parts(Glance glance) {
        ClusterPicture cluster = glance.cluster(name);
        List<Part> parts = new ArrayList<>();
        parts.add(head(cluster, "summary"));
        List<WaitingInfo> waits = Why.of(cluster, glance.view()).waits().stream()
                .filter(wait -> !SAID_ABOVE.contains(wait.rule()))
                .toList();
        parts.add(new Part("waits", "main", "cluster/waits", Waits.of(waits)));
        cluster.plan()
                .ifPresent(plan -> parts.add(new Part(
                        "plan", "main", "cluster/plan", new PlanBox(Progress.of(plan), Menu.ofPlan(cluster)))));
        for (String group : groups(cluster)) {
            parts.add(new Part("group-" + group, "main", "cluster/group", box(cluster, group, glance.view())));
        }
        parts.add(new Part(
                "endpoints",
                "aside",
                "cluster/endpoints",
                new Endpoints(
                        glance.sources().endpoints(cluster), glance.leading().leads())));
        if (!cluster.database().isEmpty() || !cluster.debts().isEmpty()) {
            parts.add(new Part(
                    "database", "aside", "cluster/database", new Database(cluster.database(), cluster.debts())));
        }
        parts.add(new Part(
                "asks",
                "aside",
                "cluster/asks",
                List.copyOf(cluster.spec().groups().values())));
        parts.add(new Part("events", "aside", "cluster/events", events(glance)));
        return parts;
    }

    /** Top of every page of a cluster. */
    public static Part head(ClusterPicture cluster, String tab) {
        return Part.of("head", "cluster/head", new Head(cluster, tab, Menu.of(cluster)));
    }

    private Events events(Glance glance) {
        List<EventInfo> events = new ArrayList<>(glance.sources().history(name, MOST_EVENTS));
        Collections.reverse(events);
        return new Events(name, events);
    }

    /** Those that are wanted, then those that still have nodes. */
    private static Set<String> groups(ClusterPicture cluster) {
        Set<String> groups = new LinkedHashSet<>();
        cluster.spec().groups().values().stream()
                .filter(group -> group.count() > 0)
                .forEach(group -> groups.add(group.name()));
        cluster.nodes().forEach(node -> groups.add(node.id().group()));
        return groups;
    }

    private static GroupBox box(ClusterPicture cluster, String group, View view) {
        return new GroupBox(
                group,
                cluster.spec().group(group),
                cluster.nodes().stream()
                        .filter(node -> node.id().group().equals(group))
                        .map(node -> new NodeRow(cluster.name(), node, zone(view, node.agentId())))
                        .toList());
    }

    static String zone(View view, String agent) {
        return view.agents().stream()
                .filter(known -> known.id().equals(agent))
                .map(View.AgentView::zone)
                .findFirst()
                .orElse("");
    }
}
