package dev.holdfast.web;

import dev.holdfast.api.wire.EventInfo;
import dev.holdfast.core.View;
import dev.holdfast.core.View.AgentView;
import dev.holdfast.core.View.AilmentPicture;
import dev.holdfast.core.View.ClusterPicture;
import dev.holdfast.core.View.NodePicture;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import dev.holdfast.plan.Phase;
import dev.holdfast.plan.Plan;
import dev.holdfast.plan.Reason;
import dev.holdfast.plan.Step;
import dev.holdfast.plan.StepKind;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.GroupSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Pictures to look at, made up. */
final class Scene {

    static final Instant NOW = Instant.parse("2026-11-22T03:00:00Z");

    private Scene() {}

    static EventInfo event(String text) {
        return new EventInfo(1, NOW, "orders", "", "node", "", text);
    }

    static View view(List<AgentView> agents, List<ClusterPicture> clusters) {
        View.Master master = new View.Master(true, "http://127.0.0.1:5050", "1.11.0", NOW);
        return new View(1, NOW, "owner-1", "framework-1", master, agents, true, clusters, List.of(), Optional.empty());
    }

    private static View copy(
            View old, View.Master master, List<ClusterPicture> clusters, Optional<View.Frozen> frozen) {
        return new View(
                old.turn(),
                old.at(),
                old.owner(),
                old.frameworkId(),
                master,
                old.agents(),
                true,
                clusters,
                old.oddities(),
                frozen);
    }

    static View frozen(View view, String why) {
        return copy(view, view.master(), view.clusters(), Optional.of(new View.Frozen(NOW, why)));
    }

    static View withoutMaster(View view, String why) {
        return copy(view, new View.Master(false, why, "", NOW), view.clusters(), view.frozen());
    }

    static View with(View view, ClusterPicture changed) {
        List<ClusterPicture> clusters = view.clusters().stream()
                .map(cluster -> cluster.name().equals(changed.name()) ? changed : cluster)
                .toList();
        return copy(view, view.master(), clusters, view.frozen());
    }

    static List<AgentView> agents(int many) {
        List<AgentView> agents = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            agents.add(new AgentView(
                    "agent-" + i,
                    "host-" + i + ".example",
                    "10.0." + i / 250 + "." + (1 + i % 250),
                    "zone-" + (char) ('a' + i % 3),
                    Map.of("rack", "r" + i % 4),
                    16,
                    65_536,
                    2_000_000,
                    i != 2,
                    List.of(),
                    i == 1
                            ? Optional.of(
                                    new View.Maintenance(NOW.plusSeconds(7200), Optional.of(NOW.plusSeconds(10_800))))
                            : Optional.empty()));
        }
        return agents;
    }

    static GroupSpec group(String name, int count) {
        return new GroupSpec(
                name,
                count,
                1000,
                4096,
                2048,
                51_200,
                "root",
                List.of("-XX:+UseG1GC"),
                "@hostname UNIQUE",
                new TreeMap<>(Map.of("client", 9092)),
                new TreeMap<>(Map.of("num.io.threads", "8")),
                new TreeMap<>(),
                List.of());
    }

    static ClusterSpec spec(String name, int controllers, int brokers) {
        Map<String, GroupSpec> groups = new LinkedHashMap<>();
        if (controllers > 0) {
            groups.put("controller", group("controller", controllers));
        }
        groups.put("broker", group("broker", brokers));
        return spec(name, "kafka", "4.3.1", groups);
    }

    static ClusterSpec spec(String name, String packageName, String version, Map<String, GroupSpec> groups) {
        return new ClusterSpec(
                new ClusterName(name),
                packageName,
                version,
                "",
                "holdfast/" + name,
                new TreeMap<>(packageName.equals("kafka") ? Map.of("min.insync.replicas", "2") : Map.of()),
                new TreeMap<>(packageName.equals("kafka") ? Map.of("rebalance", "false") : Map.of()),
                new TreeMap<>(),
                groups);
    }

    /** Everything ready, on some of nine agents. */
    static ClusterPicture cluster(String name, int controllers, int brokers) {
        return cluster(
                spec(name, controllers, brokers),
                brokers + " of " + brokers + " brokers, 48 partitions, all in sync",
                9);
    }

    /** Everything ready. */
    static ClusterPicture cluster(ClusterSpec spec, String says, int agents) {
        String name = spec.name().value();
        List<NodePicture> nodes = new ArrayList<>();
        int agent = Math.floorMod(name.hashCode(), 7);
        for (GroupSpec group : spec.groups().values()) {
            for (int i = 0; i < group.count(); i++) {
                nodes.add(node(name, group.name(), i, "ready", agent++ % agents));
            }
        }
        return new ClusterPicture(
                name,
                spec.packageName(),
                spec.version(),
                3,
                spec,
                "ready",
                says,
                Optional.of(NOW),
                nodes,
                Optional.empty(),
                List.of(),
                List.of(),
                NOW.minusSeconds(864_00));
    }

    static NodePicture node(String cluster, String group, int index, String state, int agent) {
        NodeId id = NodeId.parse(cluster + "/" + group + "-" + index).orElseThrow();
        boolean placed = !state.equals("wanted");
        return new NodePicture(
                id,
                state,
                "running",
                NOW.minusSeconds(11_400),
                placed ? "host-" + agent + ".example" : "",
                placed ? "10.0.0." + (1 + agent) : "",
                placed ? Map.of("client", 9092, "jmx", 9404) : Map.of(),
                placed ? 2 : 0,
                1,
                true,
                state.equals("ready") ? says(group, index) : "",
                Optional.empty(),
                "",
                placed ? 1 : 0,
                placed ? 4096 : 0,
                placed ? 51_200 : 0,
                placed ? "agent-" + agent : "",
                placed ? cluster + "__" + group + "-" + index + ".2.mark" : "",
                List.of());
    }

    private static String says(String group, int index) {
        return switch (group) {
            case "controller" -> index == 0 ? "leads the quorum" : "follows the quorum's leader";
            case "broker" -> "leads 12 of 36 replicas";
            default -> "24 shards, 8 of them primary";
        };
    }

    private static ClusterPicture copy(
            ClusterPicture old,
            String health,
            String database,
            List<NodePicture> nodes,
            Optional<Plan> plan,
            List<AilmentPicture> ailments) {
        return new ClusterPicture(
                old.name(),
                old.packageName(),
                old.version(),
                old.target(),
                old.spec(),
                health,
                database,
                old.observedAt(),
                nodes,
                plan,
                old.debts(),
                ailments,
                old.createdAt());
    }

    static ClusterPicture with(
            ClusterPicture old, String health, Optional<Plan> plan, UnaryOperator<NodePicture> nodes) {
        return copy(old, health, old.database(), old.nodes().stream().map(nodes).toList(), plan, old.ailments());
    }

    static ClusterPicture ailing(ClusterPicture old, AilmentPicture ailment) {
        return copy(old, old.health(), old.database(), old.nodes(), old.plan(), List.of(ailment));
    }

    /** Told to be something else. */
    static ClusterPicture told(ClusterPicture old, ClusterSpec spec) {
        return new ClusterPicture(
                old.name(),
                old.packageName(),
                old.version(),
                old.target() + 1,
                spec,
                old.health(),
                old.database(),
                old.observedAt(),
                old.nodes(),
                old.plan(),
                old.debts(),
                old.ailments(),
                old.createdAt());
    }

    /** Its database says this of itself. */
    static ClusterPicture saying(ClusterPicture old, String text) {
        return copy(old, old.health(), text, old.nodes(), Optional.empty(), old.ailments());
    }

    static NodePicture changed(NodePicture old, String state, String text, String trouble, List<String> refusals) {
        return changed(old, state, text, trouble, old.reason(), refusals);
    }

    static NodePicture changed(
            NodePicture old,
            String state,
            String text,
            String trouble,
            Optional<Reason> reason,
            List<String> refusals) {
        return new NodePicture(
                old.id(),
                state,
                old.goal(),
                old.since(),
                old.hostname(),
                old.address(),
                old.ports(),
                old.incarnation(),
                old.generation(),
                old.current(),
                text,
                reason,
                trouble,
                old.cpus(),
                old.memoryMegabytes(),
                old.volumeMegabytes(),
                old.agentId(),
                old.taskId(),
                refusals);
    }

    /** Restarts one node after the other; {@code done} are over, the next is {@code status}. */
    static Plan rolling(ClusterPicture cluster, int done, Step.Status status, String text) {
        List<Step> steps = new ArrayList<>();
        int i = 0;
        for (NodePicture node : cluster.nodes()) {
            Step.Status own = i < done ? Step.Status.DONE : i == done ? status : Step.Status.PENDING;
            steps.add(step(node.id(), own, text));
            i++;
        }
        return new Plan(
                7,
                3,
                "set broker.memory=4GB",
                Plan.Status.RUNNING,
                List.of(new Phase("restart brokers", Phase.Strategy.SERIAL, steps)),
                List.of("each broker is down for about 20 s"),
                NOW.minusSeconds(200),
                Optional.empty());
    }

    private static Step step(NodeId node, Step.Status status, String text) {
        Step fresh = Step.onNode(StepKind.RESTART, node, "restart " + node.shortName());
        return new Step(
                fresh.id(),
                fresh.kind(),
                fresh.node(),
                fresh.chore(),
                fresh.title(),
                status,
                fresh.stages(),
                0,
                Optional.of(NOW),
                status == Step.Status.WAITING
                        ? Optional.of(new Reason(
                                "in-sync",
                                text,
                                NOW.minusSeconds(48),
                                "holdfast resume " + node.cluster() + " --override in-sync",
                                Optional.of(NOW.plusSeconds(600))))
                        : Optional.empty(),
                status == Step.Status.RUNNING ? text : "",
                List.of(),
                List.of(),
                status.hasBegun() || status.isOver() ? Optional.of(NOW.minusSeconds(48)) : Optional.empty(),
                status.isOver() ? Optional.of(NOW.minusSeconds(27)) : Optional.empty());
    }
}
