package dev.holdfast.web;

import dev.holdfast.api.Refused;
import dev.holdfast.api.wire.EventInfo;
import dev.holdfast.core.View.AgentView;
import dev.holdfast.core.View.ClusterPicture;
import dev.holdfast.core.View.NodePicture;
import dev.holdfast.database.Gauge;
import dev.holdfast.engine.NodeLogs.Launched;
import dev.holdfast.web.act.Menu;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** One node: its life, what it holds, what is in its way, its numbers and what it writes. */
public record NodePage(String cluster, String name) implements Page {

    private static final int EVENTS_LOOKED_THROUGH = 400;
    private static final int MOST_EVENTS = 20;

    /** The stations of a node's life in their order; what is beside it is shown as where it is. */
    public static final List<String> STATIONS =
            List.of("wanted", "reserving", "creating", "launching", "starting", "running", "ready");

    /** Its name, state and what can be done with it. */
    public record Head(ClusterPicture cluster, NodePicture node, List<Menu.Entry> menu) {}

    /** Where it is in its life. */
    public record Life(NodePicture node) {

        /** {@code past}, {@code now} or {@code ahead}; nothing is ahead of a node that is beside its way. */
        public String at(String station) {
            int here = STATIONS.indexOf(node.state());
            int there = STATIONS.indexOf(station);
            return here < 0 ? "beside" : there < here ? "past" : there == here ? "now" : "ahead";
        }

        public boolean isBeside() {
            return !STATIONS.contains(node.state());
        }
    }

    /** What is in its way. */
    public record Trouble(NodePicture node) {}

    /** What it has and where. */
    public record Holds(NodePicture node, Optional<AgentView> agent) {}

    /** Numbers its database says of it. */
    public record Numbers(String cluster, String node, List<Reading> numbers) {}

    /**
     * One of them.
     *
     * @param key tells it from others, also of the same name
     * @param of what of the node it is about, such as a directory; empty for all of it
     */
    public record Reading(String key, Gauge gauge, String of) {

        static Reading of(Gauge gauge) {
            SortedMap<String, String> labels = new TreeMap<>(gauge.labels());
            labels.remove("node");
            return new Reading(gauge.name() + labels, gauge, String.join(", ", labels.values()));
        }
    }

    /** What it writes. */
    public record Log(String cluster, String node, boolean launched) {}

    /** Its processes so far, newest first. */
    public record Launches(String cluster, String node, List<Launched> launches) {}

    /** What happened to it, newest first. */
    public record Story(List<EventInfo> events) {}

    @Override
    public String title() {
        return cluster + "/" + name;
    }

    @Override
    public Area area() {
        return Area.CLUSTERS;
    }

    static NodePicture find(ClusterPicture cluster, String name) {
        return cluster.nodes().stream()
                .filter(node -> node.id().shortName().equals(name))
                .findFirst()
                .orElseThrow(() -> Refused.because(
                        Refused.UNKNOWN,
                        "there is no node '" + name + "' in " + cluster.name() + " (any more)",
                        "its cluster's page lists them all"));
    }

    @Override
    public List<Part> parts(Glance glance) {
        ClusterPicture whole = glance.cluster(cluster);
        NodePicture node = find(whole, name);
        List<Part> parts = new ArrayList<>();
        parts.add(Part.of("head", "node/head", new Head(whole, node, Menu.of(whole, node))));
        parts.add(Part.of("life", "node/life", new Life(node)));
        if (node.reason().isPresent()
                || !node.trouble().isEmpty()
                || !node.refusals().isEmpty()) {
            parts.add(new Part("trouble", "main", "node/trouble", new Trouble(node)));
        }
        List<Reading> numbers = glance.sources().gauges(cluster).stream()
                .filter(gauge -> name.equals(gauge.labels().get("node")))
                .map(Reading::of)
                .toList();
        if (!numbers.isEmpty()) {
            parts.add(new Part("numbers", "main", "node/numbers", new Numbers(cluster, name, numbers)));
        }
        parts.add(new Part(
                "log", "main", "node/log", new Log(cluster, name, !node.taskId().isEmpty())));
        parts.add(new Part("holds", "aside", "node/holds", new Holds(node, agent(glance, node))));
        List<Launched> launches = glance.sources().launches(cluster, name);
        if (!launches.isEmpty()) {
            parts.add(new Part("launches", "aside", "node/launches", new Launches(cluster, name, launches)));
        }
        parts.add(new Part("story", "aside", "node/story", story(glance)));
        return parts;
    }

    private static Optional<AgentView> agent(Glance glance, NodePicture node) {
        return glance.view().agents().stream()
                .filter(known -> known.id().equals(node.agentId()))
                .findFirst();
    }

    /** The cluster's history, as far as it names this node. */
    private Story story(Glance glance) {
        List<EventInfo> events = new ArrayList<>(glance.sources().history(cluster, EVENTS_LOOKED_THROUGH).stream()
                .filter(event -> event.node().equals(name) || names(event.text()))
                .toList());
        Collections.reverse(events);
        return new Story(List.copyOf(events.subList(0, Math.min(MOST_EVENTS, events.size()))));
    }

    /** {@code broker-1} is not named by {@code broker-10}. */
    private boolean names(String text) {
        int at = text.indexOf(name);
        while (at >= 0) {
            int end = at + name.length();
            if (end == text.length() || !Character.isDigit(text.charAt(end))) {
                return true;
            }
            at = text.indexOf(name, end);
        }
        return false;
    }
}
