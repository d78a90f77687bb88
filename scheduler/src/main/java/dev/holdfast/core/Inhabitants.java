package dev.holdfast.core;

import dev.holdfast.model.AgentId;
import dev.holdfast.model.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which node holds which claim, and where: found once in a turn, however many offers there are. What a node holds may have changed
 * since, so whoever asks looks at its record again.
 */
final class Inhabitants {

    private final SortedMap<AgentId, List<Inhabitant>> byAgent = new TreeMap<>();
    private final SortedMap<String, NodeId> byUid = new TreeMap<>();

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
        return byAgent.getOrDefault(agent, List.of()).stream()
                .filter(inhabitant -> inhabitant.role().equals(role))
                .map(Inhabitant::node)
                .toList();
    }

    /** The node whose claim has this uid. */
    Optional<NodeId> holding(String uid) {
        return Optional.ofNullable(byUid.get(uid));
    }
}
