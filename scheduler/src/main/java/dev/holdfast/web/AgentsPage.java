package dev.holdfast.web;

import dev.holdfast.core.View;
import dev.holdfast.core.View.AgentView;
import dev.holdfast.core.View.NodePicture;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The machines: what they have, what of it is ours, and what runs where. */
public record AgentsPage() implements Page {

    private static final Pattern NUMBER = Pattern.compile("\\d+");

    /**
     * All of them.
     *
     * @param complete whether these are all there are
     */
    public record Summary(int agents, long inactive, int zones, boolean complete, Capacity capacity) {}

    /** One of them. */
    public record AgentCard(
            AgentView agent, SortedMap<String, String> attributes, Capacity capacity, List<NodePicture> nodes) {}

    /** There are none. */
    public record None(boolean connected) {}

    @Override
    public String title() {
        return "Agents";
    }

    @Override
    public Area area() {
        return Area.AGENTS;
    }

    @Override
    public List<Part> parts(Glance glance) {
        View view = glance.view();
        List<AgentView> agents = view.agents().stream()
                .sorted(Comparator.comparing((AgentView agent) -> padded(agent.ip()))
                        .thenComparing(AgentView::hostname)
                        .thenComparing(AgentView::id))
                .toList();
        List<Part> parts = new ArrayList<>();
        parts.add(Part.of(
                "summary",
                "agents/summary",
                new Summary(
                        agents.size(),
                        agents.stream().filter(agent -> !agent.active()).count(),
                        (int) agents.stream()
                                .map(AgentView::zone)
                                .filter(zone -> !zone.isEmpty())
                                .distinct()
                                .count(),
                        view.agentsComplete(),
                        Capacity.of(view))));
        if (agents.isEmpty()) {
            parts.add(Part.of("none", "agents/none", new None(view.master().connected())));
        }
        Map<String, List<NodePicture>> nodes = view.clusters().stream()
                .flatMap(cluster -> cluster.nodes().stream())
                .filter(node -> !node.agentId().isEmpty())
                .collect(Collectors.groupingBy(NodePicture::agentId));
        for (AgentView agent : agents) {
            List<NodePicture> own = nodes.getOrDefault(agent.id(), List.of());
            parts.add(new Part(
                    "agent-" + agent.id(),
                    "agents",
                    "agents/card",
                    new AgentCard(agent, new TreeMap<>(agent.attributes()), Capacity.of(List.of(agent), own), own)));
        }
        return parts;
    }

    /** 127.0.0.9 before 127.0.0.10. */
    private static String padded(String address) {
        return NUMBER.matcher(address)
                .replaceAll(found -> "0".repeat(Math.max(0, 3 - found.group().length())) + found.group());
    }
}
