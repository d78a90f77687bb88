package dev.holdfast.web;

import dev.holdfast.core.View.ClusterPicture;
import dev.holdfast.core.View.NodePicture;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Who waits for a place, and why each agent's offer was no place. */
public record OffersPage() implements Page {

    /** How many wait. */
    public record Summary(int waiting, int agents) {}

    /**
     * A node without a place.
     *
     * @param refusals by what they say, with the hosts that it was said of
     */
    public record Seeker(String cluster, NodePicture node, List<Refusals> refusals) {}

    /** The same said of several hosts. */
    public record Refusals(String text, List<String> hosts) {}

    @Override
    public String title() {
        return "Offers";
    }

    @Override
    public Area area() {
        return Area.OFFERS;
    }

    @Override
    public List<Part> parts(Glance glance) {
        List<Part> seekers = new ArrayList<>();
        for (ClusterPicture cluster : glance.view().clusters()) {
            for (NodePicture node : cluster.nodes()) {
                if (isSeeking(node)) {
                    seekers.add(Part.of(
                            "seeker-" + cluster.name() + "-" + node.id().shortName(),
                            "offers/seeker",
                            new Seeker(cluster.name(), node, together(node.refusals()))));
                }
            }
        }
        List<Part> parts = new ArrayList<>();
        parts.add(Part.of(
                "summary",
                "offers/summary",
                new Summary(seekers.size(), glance.view().agents().size())));
        parts.addAll(seekers);
        return parts;
    }

    private static boolean isSeeking(NodePicture node) {
        return node.goal().equals("running")
                && (node.state().equals("wanted") || !node.refusals().isEmpty());
    }

    /** {@code host-1: no room}, {@code host-2: no room} is said once. */
    public static List<Refusals> together(List<String> refusals) {
        Map<String, List<String>> hosts = new TreeMap<>();
        for (String refusal : refusals) {
            int colon = refusal.indexOf(": ");
            String host = colon < 0 ? "" : refusal.substring(0, colon);
            hosts.computeIfAbsent(colon < 0 ? refusal : refusal.substring(colon + 2), text -> new ArrayList<>())
                    .add(host);
        }
        return hosts.entrySet().stream()
                .map(entry -> new Refusals(entry.getKey(), List.copyOf(entry.getValue())))
                .toList();
    }
}
