package dev.holdfast.core;

import dev.holdfast.core.View.AgentView;
import dev.holdfast.core.View.ClusterPicture;
import dev.holdfast.core.View.NodePicture;
import dev.holdfast.core.View.Oddity;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Debt;
import dev.holdfast.database.Observation;
import dev.holdfast.database.Rules;
import dev.holdfast.model.Agent;
import dev.holdfast.model.AgentId;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import dev.holdfast.model.Quantity;
import dev.holdfast.model.Resource;
import dev.holdfast.model.TaskId;
import dev.holdfast.plan.Goal;
import dev.holdfast.plan.Plan;
import dev.holdfast.plan.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** Makes the picture that the world sees out of the state. */
public final class Publishing {

    private final Function<String, Rules> rules;

    /** {@code rules} gives a package's rules by its name. */
    public Publishing(Function<String, Rules> rules) {
        this.rules = rules;
    }

    /** The state as the world may see it. */
    public View view(State state, long turn, Instant now) {
        return view(
                state,
                turn,
                now,
                agents(state),
                state.clusters().values().stream()
                        .map(cluster -> cluster(state, cluster))
                        .toList());
    }

    /** The same, with all that has not changed since an earlier state taken from that one's picture. */
    public View view(State state, long turn, Instant now, State before, View shown) {
        Unchanged unchanged = new Unchanged(before, state);
        SortedMap<String, ClusterPicture> known = new TreeMap<>();
        shown.clusters().forEach(cluster -> known.put(cluster.name(), cluster));
        List<ClusterPicture> clusters = new ArrayList<>();
        for (ClusterRecord cluster : state.clusters().values()) {
            ClusterPicture old = known.get(cluster.name().value());
            clusters.add(old != null && unchanged.cluster(cluster.name()) ? old : cluster(state, cluster));
        }
        return view(state, turn, now, unchanged.agents() ? shown.agents() : agents(state), List.copyOf(clusters));
    }

    private View view(State state, long turn, Instant now, List<AgentView> agents, List<ClusterPicture> clusters) {
        Sight sight = state.sight();
        return new View(
                turn,
                now,
                state.self().owner(),
                state.self().frameworkId().map(Object::toString).orElse(""),
                new View.Master(
                        sight.link().up(),
                        sight.link().text(),
                        sight.link().version(),
                        sight.link().since()),
                agents,
                sight.agentsComplete(),
                clusters,
                oddities(state),
                state.self().freeze().filter(Freeze::on).map(freeze -> new View.Frozen(freeze.at(), freeze.why())));
    }

    /** An agent and a task on it. */
    public record Standing(Agent agent, TaskId task) {}

    /** Where a node's newest process is or was; empty if it never had one, or stands nowhere. */
    public static Optional<Standing> standing(State state, NodeId node) {
        return state.node(node)
                .filter(record ->
                        record.claim().isPresent() && record.incarnation().isPresent())
                .map(record -> new Standing(
                        record.claim().orElseThrow().agent(),
                        record.incarnation().orElseThrow().taskId()));
    }

    /** Where a chore beside a node writes, or the last of that name wrote; empty if there was none. */
    public static Optional<Written> written(State state, NodeId node, String chore) {
        return state.node(node)
                .flatMap(record -> record.beside()
                        .task()
                        .filter(task -> task.chore().name().equals(chore))
                        .flatMap(task -> ChoreNews.written(record, task))
                        .or(() -> record.beside().written().map(places -> places.get(chore))));
    }

    /** Where a node's launches are and were, the newest first; empty if there is no such node. */
    public static List<PastLaunch> launches(State state, NodeId node) {
        return state.node(node).map(NodeRecord::launchesKnown).orElse(List.of());
    }

    /** A cluster as rules and drivers see it. */
    public static Optional<ClusterView> clusterView(State state, ClusterName name, Instant now) {
        return state.cluster(name).map(cluster -> Views.of(state, cluster, cluster.spec(), now));
    }

    private static List<AgentView> agents(State state) {
        SortedMap<AgentId, List<String>> nodes = new TreeMap<>();
        for (NodeRecord node : state.nodes().values()) {
            node.claim()
                    .ifPresent(claim -> nodes.computeIfAbsent(claim.agent().id(), missing -> new ArrayList<>())
                            .add(node.id().toString()));
        }
        return state.sight().agents().values().stream()
                .map(agent -> agent(
                        agent,
                        nodes.getOrDefault(agent.id(), List.of()),
                        Maintaining.announced(state.sight(), agent.id())))
                .toList();
    }

    private static AgentView agent(Agent agent, List<String> nodes, Optional<Window> window) {
        return new AgentView(
                agent.id().value(),
                agent.hostname(),
                agent.ip(),
                agent.zone(),
                agent.attributes(),
                agent.total().milli(Resource.CPUS) / 1000.0,
                agent.total().milli(Resource.MEM) / 1000,
                agent.total().milli(Resource.DISK) / 1000,
                agent.active(),
                List.copyOf(nodes),
                window.map(known -> new View.Maintenance(known.from(), known.until())),
                Optional.of(agent.port()).filter(port -> port > 0));
    }

    private ClusterPicture cluster(State state, ClusterRecord cluster) {
        Optional<Observation> seen = state.sight()
                .probes()
                .getOrDefault(cluster.name(), Sight.Watch.NEVER)
                .last();
        List<NodePicture> nodes = state.nodesOf(cluster.name()).stream()
                .map(node -> node(state, cluster, node, seen))
                .toList();
        return new ClusterPicture(
                cluster.name().value(),
                cluster.spec().packageName(),
                cluster.spec().version(),
                cluster.target(),
                cluster.spec(),
                health(state, cluster),
                seen.map(Observation::summary).orElse(""),
                seen.map(Observation::takenAt),
                nodes,
                cluster.plan(),
                cluster.debts().stream().map(Debt::text).toList(),
                Ailing.of(state, cluster),
                cluster.createdAt());
    }

    private static String health(State state, ClusterRecord cluster) {
        Optional<Plan> active = cluster.plan().filter(Plan::isActive);
        List<NodeRecord> nodes = state.nodesOf(cluster.name());
        boolean allReady = nodes.stream()
                .filter(node -> node.goal() == Goal.RUNNING)
                .allMatch(node -> node.state() == NodeState.READY);
        if (active.isPresent()) {
            boolean waits = active.get().status() == Plan.Status.PAUSED
                    || active.get().steps().anyMatch(step -> step.status() == Step.Status.WAITING);
            return !cluster.everReady() ? "new" : waits ? "waiting" : "working";
        }
        if (nodes.isEmpty() || nodes.stream().noneMatch(node -> node.goal() == Goal.RUNNING)) {
            return "stopped";
        }
        return allReady ? "ready" : "degraded";
    }

    private NodePicture node(State state, ClusterRecord cluster, NodeRecord node, Optional<Observation> seen) {
        Optional<Claim> claim = node.claim();
        Optional<Observation.NodeHealth> health = seen.map(Observation::nodes).map(all -> all.get(node.id()));
        boolean current = node.incarnation()
                .filter(incarnation -> cluster.spec().group(node.id().group()).isPresent()
                        && incarnation
                                .inputs()
                                .equals(rules.apply(cluster.spec().packageName())
                                        .inputs(cluster.spec(), node.id())))
                .isPresent();
        return new NodePicture(
                node.id(),
                node.state().name().toLowerCase(java.util.Locale.ROOT),
                node.goal().name().toLowerCase(java.util.Locale.ROOT),
                node.since(),
                claim.map(found -> found.agent().hostname()).orElse(""),
                claim.map(found -> found.agent().ip()).orElse(""),
                claim.map(Claim::heldPorts).orElse(new TreeMap<>()),
                node.incarnation().map(Incarnation::number).orElse(0),
                node.generation(),
                current,
                text(node, health),
                Optional.ofNullable(state.sight().waits().get(node.id())),
                node.trouble().text(),
                claim.map(found -> found.reserved().milli(Resource.CPUS) / 1000.0)
                        .orElse(0.0),
                claim.map(found -> found.reserved().milli(Resource.MEM) / 1000).orElse(0L),
                claim.map(found -> ((Quantity.Amount) found.volume().quantity()).milli() / 1000)
                        .orElse(0L),
                claim.map(found -> found.agent().id().value()).orElse(""),
                node.incarnation()
                        .map(incarnation -> incarnation.taskId().value())
                        .orElse(""),
                node.state() == NodeState.WANTED
                        ? state.sight().refusals().getOrDefault(node.id(), List.of()).stream()
                                .map(refusal -> refusal.hostname() + ": " + refusal.text())
                                .toList()
                        : List.of());
    }

    /** What the database says of it, and what is done beside it. */
    private static String text(NodeRecord node, Optional<Observation.NodeHealth> health) {
        String own =
                node.state().isUp() ? health.map(Observation.NodeHealth::text).orElse("") : "";
        String beside = node.beside()
                .task()
                .map(chore -> chore.chore().name()
                        + (chore.ending().isPresent() ? " beside it is being ended" : " runs beside it")
                        + (chore.progress().isEmpty() ? "" : ": " + chore.progress()))
                .orElse("");
        return own.isEmpty() || beside.isEmpty() ? own + beside : own + "; " + beside;
    }

    private static List<Oddity> oddities(State state) {
        List<Oddity> oddities = new ArrayList<>();
        for (SurplusRecord surplus : state.surplus().values()) {
            oddities.add(new Oddity(
                    surplus.uid(),
                    "a reservation for " + surplus.node() + " in role " + surplus.role()
                            + " is released when it is offered: " + surplus.why()
                            + (surplus.keepVolume() ? "; its volume is kept for a person to decide" : "")));
        }
        for (Leak leak : Leaks.of(state)) {
            oddities.add(new Oddity(
                    leak.uid(),
                    "a reservation of ours on " + leak.agent().hostname() + " without a record, for " + leak.node()
                            + "; it is kept for a person to decide: holdfast audit"));
        }
        return oddities;
    }
}
