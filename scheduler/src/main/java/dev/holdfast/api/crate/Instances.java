package dev.holdfast.api.crate;

import dev.holdfast.core.View.ClusterPicture;
import dev.holdfast.core.View.NodePicture;
import dev.holdfast.database.crate.CrateIds;
import dev.holdfast.model.NodeId;
import dev.holdfast.plan.Plan;
import dev.holdfast.plan.Step;
import dev.holdfast.plan.StepKind;
import dev.holdfast.spec.GroupSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** A cluster's instances as the framework counted them: nodes with data. Dedicated masters it did not know. */
record Instances(ClusterPicture cluster) {

    private static final Set<String> UP = new TreeSet<>(List.of("running", "ready", "stopping"));
    private static final String STOPPED = "stopped";

    /** What a start that lacks a directory of the host says, and what the framework called it. */
    private static final Map<String, String> MISSING =
            new TreeMap<>(Map.of("the data-path of ", "MISSING_DATA_PATH", "the blob-path of ", "MISSING_BLOB_PATH"));

    /** Groups of nodes with data that are not empty. */
    List<GroupSpec> groups() {
        return cluster.spec().groups().values().stream()
                .filter(group -> !group.name().equals(CrateIds.MASTER) && group.count() > 0)
                .toList();
    }

    /** As many as the target has, whether stopped or not. */
    int wished() {
        return groups().stream().mapToInt(GroupSpec::count).sum();
    }

    /** As many as shall run. */
    int desired() {
        Set<NodeId> stopped = new TreeSet<>();
        nodes().stream().filter(node -> node.goal().equals(STOPPED)).forEach(node -> stopped.add(node.id()));
        cluster.plan()
                .filter(Plan::isActive)
                .ifPresent(plan -> plan.steps()
                        .filter(step -> step.status() != Step.Status.CANCELLED)
                        .forEach(step -> step.node().ifPresent(node -> comes(node, step.kind(), stopped))));
        return (int) groups().stream()
                .flatMap(group -> group.indexes().stream().map(index -> node(group, index)))
                .filter(node -> !stopped.contains(node))
                .count();
    }

    /** As many as have a process now. */
    int running() {
        return (int) nodes().stream().filter(node -> UP.contains(node.state())).count();
    }

    /** Whether it was shut down. */
    boolean isShutDown() {
        return desired() == 0;
    }

    /** Agents that a node does not start on because a directory of the host is not there, by what is missing. */
    SortedMap<String, List<String>> excludedAgents() {
        SortedMap<String, List<String>> excluded = new TreeMap<>();
        for (NodePicture node : cluster.nodes()) {
            MISSING.forEach((said, reason) -> {
                if (node.trouble().contains(said) && !UP.contains(node.state())) {
                    excluded.computeIfAbsent(reason, missing -> new ArrayList<>())
                            .add(node.agentId());
                }
            });
        }
        return excluded;
    }

    private List<NodePicture> nodes() {
        return cluster.nodes().stream()
                .filter(node -> !node.id().group().equals(CrateIds.MASTER))
                .toList();
    }

    private NodeId node(GroupSpec group, int index) {
        return new NodeId(cluster.spec().name(), group.name(), index);
    }

    /** What a plan will do counts as done: a node that waits for its start is not stopped any more. */
    private static void comes(NodeId node, StepKind kind, Set<NodeId> stopped) {
        if (kind == StepKind.STOP) {
            stopped.add(node);
        } else if (kind == StepKind.START || kind == StepKind.ADD) {
            stopped.remove(node);
        }
    }
}
