package dev.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.model.NodeId;
import dev.holdfast.plan.Goal;
import dev.holdfast.plan.Step;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The promises of DESIGN §4 that can be seen from outside after every decision, by their names there. */
final class Promises {

    private record Owner(NodeId node, int generation) {}

    private final Story story;
    private final Map<String, Owner> ownerOf = new TreeMap<>();
    private final Map<NodeId, String> volumeOf = new TreeMap<>();

    private int judged;

    private Promises(Story story) {
        this.story = story;
    }

    static void watch(Story story) {
        Promises promises = new Promises(story);
        story.checks.add(promises::check);
    }

    private void check() {
        absentIsNotGone();
        budgets();
        threeVerbsNeverMixed();
        everyWaitExplainsItself();
        nothingHalfDoneIsForgotten();
    }

    /** A volume that a process has written to is destroyed only when its node is removed or has come up on a newer one. */
    private void absentIsNotGone() {
        List<String> destroyed = story.mesos.operations.destroyed;
        for (String volume : destroyed.subList(judged, destroyed.size())) {
            Owner owner = ownerOf.get(volume);
            if (owner == null || !story.mesos.operations.written.contains(volume)) {
                continue;
            }
            story.state()
                    .node(owner.node())
                    .filter(node -> node.goal() != Goal.RELEASED)
                    .ifPresent(node -> assertThat(node.generation())
                            .as("the generation of " + node.id() + ", whose volume " + volume + " was destroyed")
                            .isGreaterThan(owner.generation()));
        }
        judged = destroyed.size();
    }

    /** In a cluster that was ready once, one node of a group at most is down on purpose, besides those its user stopped. */
    private void budgets() {
        Set<NodeId> stopped = new TreeSet<>();
        story.state().clusters().values().forEach(cluster -> stopped.addAll(cluster.stopped()));
        Set<String> groups = new TreeSet<>();
        for (NodeRecord node : story.state().nodes().values()) {
            boolean cutOff = node.state() == NodeState.UNREACHABLE || node.state() == NodeState.LOST;
            if (node.marked() && node.goal() == Goal.STOPPED && !cutOff && !stopped.contains(node.id())) {
                assertThat(groups.add(node.id().group()))
                        .as(node.id() + " is the first down on purpose")
                        .isTrue();
            }
        }
    }

    /** Within a generation a node that has run keeps its volume. */
    private void threeVerbsNeverMixed() {
        for (NodeRecord node : story.state().nodes().values()) {
            if (node.claim().isEmpty() || !node.state().isHeld()) {
                continue;
            }
            String volume = node.claim().get().persistenceId();
            String before = volumeOf.put(node.id(), volume);
            Owner owner = ownerOf.put(volume, new Owner(node.id(), node.generation()));
            if (before != null && node.marked() && ownerOf.get(before).generation() == node.generation()) {
                assertThat(volume).as("the volume of " + node.id()).isEqualTo(before);
            }
            if (owner != null) {
                assertThat(owner.generation()).as("the generation of " + volume).isEqualTo(node.generation());
            }
        }
    }

    private void everyWaitExplainsItself() {
        story.state().clusters().values().stream()
                .flatMap(cluster -> cluster.plan().stream())
                .flatMap(plan -> plan.steps())
                .filter(step -> step.status() == Step.Status.WAITING)
                .forEach(step -> assertThat(step.reason())
                        .as(step.id())
                        .hasValueSatisfying(reason -> assertThat(reason.text()).isNotBlank()));
    }

    /** Whatever carries our label on an agent is a node's, or written down to be released. */
    private void nothingHalfDoneIsForgotten() {
        Set<String> known = new TreeSet<>(story.state().surplus().keySet());
        story.state().nodes().values().forEach(node -> node.claim().ifPresent(claim -> known.add(claim.uid())));
        assertThat(known)
                .as("claims we know of")
                .containsAll(story.mesos.reservations().keySet());
    }
}
