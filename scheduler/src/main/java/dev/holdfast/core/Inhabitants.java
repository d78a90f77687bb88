package dev.holdfast.core;

import dev.holdfast.model.AgentId;
import dev.holdfast.model.NodeId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which node holds which claim, and where: found once in a turn, however many offers there are. What a node holds may have changed
 * since, so whoever asks looks at its record again.
 */
final class Inhabitants {

    private final Map<AgentId, List<Inhabitant>> byAgent = new LinkedHashMap<>();
    private final Map<String, NodeId> byUid = new LinkedHashMap<>();

    private record Inhabitant(String role, NodeId node) {}

    private Inhabitants() {}

    static Inhabitants of(State state) {
        Inhabitants all = new Inhabitants();
        for (NodeRecord node : state.nodes().values()) {
            if (node.claim().isPresent()) {
                Claim claim = node.claim().get();
                all.byUid.put(claim.uid(), node.id());
                all.byAgent
                        .computeIfAbsent(claim.agent().id(), missing -> new ArrayList<>())
                        .add(new Inhabitant(claim.role(), node.id()));
            }
        }
        return all;
    }

    /** Nodes with a claim on the agent in the role, in order. */
    List<NodeId> at(AgentId agent, String role) {
        List<NodeId> nodes = new ArrayList<>();
        for (Inhabitant inhabitant : byAgent.getOrDefault(agent, List.of())) {
            if (inhabitant.role().equals(role)) {
                nodes.add(inhabitant.node());
            }
        }
        return nodes;
    }

    /** The node whose claim has this uid. */
    Optional<NodeId> holding(String uid) {
        return Optional.ofNullable(byUid.get(uid));
    }
}
