package dev.holdfast.cli;

import dev.holdfast.api.wire.ClusterInfo;
import dev.holdfast.api.wire.GroupInfo;
import dev.holdfast.api.wire.NodeInfo;
import dev.holdfast.api.wire.PhaseInfo;
import dev.holdfast.api.wire.PlanInfo;
import dev.holdfast.api.wire.StepInfo;
import dev.holdfast.api.wire.WaitInfo;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Pictures of a small cluster, as they come over the wire. */
final class Wires {

    static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private Wires() {}

    static NodeInfo node(String name, String state, String text) {
        int dash = name.lastIndexOf('-');
        int index = Integer.parseInt(name.substring(dash + 1));
        return new NodeInfo(
                "orders/" + name,
                name.substring(0, dash),
                index,
                state,
                "running",
                NOON.minusSeconds(90),
                "host" + index,
                "10.0.0." + index,
                new TreeMap<>(java.util.Map.of("client", 9092)),
                2,
                1,
                true,
                text,
                Optional.empty(),
                "",
                0.5,
                768,
                4096,
                "A" + index,
                "task-" + name,
                List.of());
    }

    static StepInfo step(String verb, String node, String status, String stage) {
        return new StepInfo(
                verb + "-" + node,
                verb,
                "orders/" + node,
                verb + " " + node,
                status,
                stage,
                "",
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }

    static StepInfo waiting(String verb, String node, String rule, String text) {
        return new StepInfo(
                verb + "-" + node,
                verb,
                "orders/" + node,
                verb + " " + node,
                "waiting",
                "waits for its turn",
                "",
                Optional.of(new WaitInfo(
                        rule,
                        text,
                        NOON.minusSeconds(30),
                        Optional.empty(),
                        rule.equals("software") ? "" : "holdfast cancel orders")),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }

    static PlanInfo plan(long number, String status, StepInfo... steps) {
        return new PlanInfo(
                number,
                1,
                "restart all",
                status,
                List.of(new PhaseInfo("restart", "serial", List.of(steps))),
                List.of(),
                NOON,
                Optional.empty());
    }

    static ClusterInfo cluster(Optional<PlanInfo> plan, NodeInfo... nodes) {
        return new ClusterInfo(
                "orders",
                "kafka",
                "4.3.1",
                1,
                plan.filter(PlanInfo::isActive).isPresent() ? "working" : "ready",
                "2 of 2 brokers up",
                Optional.empty(),
                List.of(new GroupInfo("broker", 2, (int) java.util.Arrays.stream(nodes)
                        .filter(node -> node.state().equals("ready"))
                        .count())),
                List.of(nodes),
                plan,
                List.of(),
                NOON);
    }
}
