package dev.holdfast.web;

import dev.holdfast.core.View;
import dev.holdfast.core.View.ClusterPicture;
import dev.holdfast.core.View.NodePicture;
import dev.holdfast.plan.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** All clusters at a glance. */
public record OverviewPage() implements Page {

    /**
     * How things are.
     *
     * @param healths how many clusters there are of each health
     * @param plans under way
     */
    public record Summary(
            int clusters, SortedMap<String, Integer> healths, long ready, long wanted, long plans, int agents) {}

    /** A cluster on the first page. */
    public record Card(ClusterPicture cluster, Optional<Progress> plan) {

        public long ready() {
            return cluster.nodes().stream()
                    .filter(node -> node.state().equals("ready"))
                    .count();
        }

        /** One that should be ready and is not, in a cluster that is not at work. */
        public Optional<NodePicture> troubled() {
            return cluster.health().equals("degraded") || cluster.health().equals("waiting")
                    ? cluster.nodes().stream()
                            .filter(node -> node.goal().equals("running")
                                    && !node.state().equals("ready"))
                            .findFirst()
                    : Optional.empty();
        }

        /** What is in its way. */
        public String why(NodePicture node) {
            return !node.trouble().isEmpty()
                    ? node.trouble()
                    : node.reason().map(reason -> reason.text()).orElse(node.state());
        }

        public List<NodePicture> nodes(String group) {
            return cluster.nodes().stream()
                    .filter(node -> node.id().group().equals(group))
                    .toList();
        }
    }

    /** What there is to do first. */
    public record Empty(int agents, boolean connected) {}

    @Override
    public String title() {
        return "Clusters";
    }

    @Override
    public Area area() {
        return Area.CLUSTERS;
    }

    @Override
    public List<Part> parts(Glance glance) {
        View view = glance.view();
        List<Part> parts = new ArrayList<>();
        parts.add(Part.of("summary", "overview/summary", summary(view)));
        if (view.clusters().isEmpty()) {
            parts.add(Part.of(
                    "empty",
                    "overview/empty",
                    new Empty(view.agents().size(), view.master().connected())));
        }
        if (!view.agents().isEmpty()) {
            parts.add(Part.of("capacity", "overview/capacity", Capacity.of(view)));
        }
        for (ClusterPicture cluster : view.clusters()) {
            parts.add(new Part("card-" + cluster.name(), "cards", "overview/card", card(cluster)));
        }
        if (!view.oddities().isEmpty()) {
            parts.add(Part.of("oddities", "overview/oddities", view.oddities()));
        }
        return parts;
    }

    private static Card card(ClusterPicture cluster) {
        return new Card(cluster, cluster.plan().filter(Plan::isActive).map(Progress::of));
    }

    private static Summary summary(View view) {
        SortedMap<String, Integer> healths = new TreeMap<>();
        view.clusters().forEach(cluster -> healths.merge(Words.health(cluster), 1, Integer::sum));
        return new Summary(
                view.clusters().size(),
                healths,
                view.clusters().stream()
                        .flatMap(cluster -> cluster.nodes().stream())
                        .filter(node -> node.state().equals("ready"))
                        .count(),
                view.clusters().stream()
                        .flatMap(cluster -> cluster.spec().groups().values().stream())
                        .mapToLong(group -> group.count())
                        .sum(),
                view.clusters().stream()
                        .filter(cluster -> cluster.plan().filter(Plan::isActive).isPresent())
                        .count(),
                view.agents().size());
    }
}
