package dev.holdfast.core;

import dev.holdfast.core.Audit.AgentLine;
import dev.holdfast.core.Audit.Amount;
import dev.holdfast.core.Audit.ClusterLine;
import dev.holdfast.core.Audit.GivenUpLine;
import dev.holdfast.core.Audit.LeakLine;
import dev.holdfast.core.Audit.NodeLine;
import dev.holdfast.model.Agent;
import dev.holdfast.model.AgentId;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.Labels;
import dev.holdfast.model.Resource;
import dev.holdfast.model.Resources;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.pcollections.TreePMap;

/**
 * Holds records against what is there. Whoever asks gets the master's newest word: it is asked first, and if it does not answer in
 * time, what was known before has to do.
 */
final class Auditing {

    private static final Duration WAIT_FOR_WORD = Duration.ofSeconds(5);

    private final State state;
    private final String owner;
    /** All of ours, by agent and claim, where the master tells what its agents have. */
    private final Map<AgentId, Map<String, Resources>> there = new TreeMap<>();

    private Auditing(State state) {
        this.state = state;
        this.owner = state.self().owner();
        state.sight().agents().forEach((id, agent) -> {
            if (!agent.total().isEmpty()) {
                there.put(id, ours(agent.total()));
            }
        });
    }

    static void ask(Turn turn, long ticket) {
        Books books = turn.sight().books();
        turn.see(look -> look.agentsAskedAt(Instant.EPOCH)
                .books(books.asking(books.asking().plus(ticket, turn.now))));
    }

    /** Answers those who asked for an audit and need not wait any longer. */
    static void answer(Turn turn) {
        Books books = turn.sight().books();
        TreePMap<Long, Instant> left = books.asking();
        for (Map.Entry<Long, Instant> asked : books.asking().entrySet()) {
            Instant until = asked.getValue().plus(WAIT_FOR_WORD);
            boolean fresh = !books.at().isBefore(asked.getValue());
            if (fresh || !turn.sight().link().up() || !turn.now.isBefore(until)) {
                left = left.minus(asked.getKey());
                turn.effect(new Effect.Reply(asked.getKey(), new Answer.Audited(new Auditing(turn.state()).audit())));
            } else {
                turn.wake(until);
            }
        }
        TreePMap<Long, Instant> waiting = left;
        if (!waiting.equals(books.asking())) {
            turn.see(look -> look.books(books.asking(waiting)));
        }
    }

    private Audit audit() {
        List<NodeRecord> holders = state.nodes().values().stream()
                .filter(node -> node.claim().isPresent())
                .toList();
        List<GivenUpLine> kept = new ArrayList<>();
        List<GivenUpLine> waiting = new ArrayList<>();
        for (SurplusRecord surplus : state.surplus().values()) {
            (surplus.keepVolume() ? kept : waiting).add(line(surplus));
        }
        return new Audit(
                state.sight().books().at(),
                state.sight().link().up()
                        ? state.sight().books().closed()
                        : "there is no connection to the master: "
                                + state.sight().link().text(),
                agents(holders),
                clusters(holders),
                holders.stream().map(this::line).toList(),
                Leaks.of(state).stream().map(this::line).toList(),
                waiting,
                kept,
                foreign());
    }

    private Map<String, Resources> ours(Resources all) {
        Map<String, List<Resource>> byUid = new TreeMap<>();
        for (Resource resource : all.all()) {
            if (resource.isReserved() && resource.label(Labels.OWNER).equals(owner)) {
                byUid.computeIfAbsent(resource.label(Labels.CLAIM), missing -> new ArrayList<>())
                        .add(resource);
            }
        }
        Map<String, Resources> ours = new TreeMap<>();
        byUid.forEach((uid, resources) -> ours.put(uid, new Resources(resources)));
        return ours;
    }

    /** What a node has on its agent, or should have where the master does not say. */
    private Resources reserved(NodeRecord node) {
        Claim claim = node.claim().orElseThrow();
        Map<String, Resources> seen = there.get(claim.agent().id());
        return seen == null
                ? claim.reserved().plus(new Resources(List.of(claim.volume())))
                : seen.getOrDefault(claim.uid(), Resources.NONE);
    }

    /** What a node's process has, as launched, and a chore beside it. */
    private static Resources used(NodeRecord node) {
        Resources own = node.incarnation()
                .filter(last -> node.state().mayRun())
                .map(last -> last.executor().resources().plus(last.task().resources()))
                .orElse(Resources.NONE);
        return node.beside()
                .task()
                .filter(task -> !task.isOver())
                .map(task -> own.plus(task.task().resources()))
                .orElse(own);
    }

    private List<AgentLine> agents(List<NodeRecord> holders) {
        Map<AgentId, Held> held = new TreeMap<>();
        for (NodeRecord node : holders) {
            Agent agent = node.claim().orElseThrow().agent();
            Held on = held.computeIfAbsent(agent.id(), missing -> new Held(agent));
            on.used = on.used.plus(Amount.of(used(node)));
            if (!there.containsKey(agent.id())) {
                on.add(reserved(node));
            }
        }
        for (Leak leak : Leaks.of(state)) {
            if (!there.containsKey(leak.agent().id())) {
                held.computeIfAbsent(leak.agent().id(), missing -> new Held(leak.agent()))
                        .add(leak.resources());
            }
        }
        state.sight().agents().forEach((id, agent) -> {
            Map<String, Resources> byUid = there.getOrDefault(id, new TreeMap<>());
            if (!byUid.isEmpty()) {
                Held on = held.computeIfAbsent(id, missing -> new Held(agent));
                byUid.values().forEach(on::add);
            }
        });
        Map<String, AgentLine> lines = new TreeMap<>();
        held.forEach((id, on) -> lines.put(
                on.agent.hostname() + " " + id,
                new AgentLine(on.agent.hostname(), id.value(), on.reserved, on.used, on.volumes)));
        return List.copyOf(lines.values());
    }

    /** The sum for one agent, while it is made. */
    private static final class Held {
        private final Agent agent;
        private Amount reserved = Amount.NONE;
        private Amount used = Amount.NONE;
        private int volumes;

        Held(Agent agent) {
            this.agent = agent;
        }

        void add(Resources resources) {
            reserved = reserved.plus(Amount.of(resources));
            volumes += resources.filter(Resource::isVolume).all().size();
        }
    }

    private List<ClusterLine> clusters(List<NodeRecord> holders) {
        Map<ClusterName, ClusterLine> lines = new TreeMap<>();
        for (ClusterName name : state.clusters().keySet()) {
            lines.put(name, new ClusterLine(name.value(), Amount.NONE, Amount.NONE));
        }
        for (NodeRecord node : holders) {
            ClusterLine more =
                    new ClusterLine(node.id().cluster().value(), Amount.of(reserved(node)), Amount.of(used(node)));
            lines.merge(
                    node.id().cluster(),
                    more,
                    (sum, next) -> new ClusterLine(
                            sum.name(),
                            sum.reserved().plus(next.reserved()),
                            sum.used().plus(next.used())));
        }
        return List.copyOf(lines.values());
    }

    private NodeLine line(NodeRecord node) {
        Claim claim = node.claim().orElseThrow();
        return new NodeLine(
                node.id().toString(),
                claim.agent().hostname(),
                claim.uid(),
                Amount.of(reserved(node)),
                Amount.of(used(node)),
                note(node, claim));
    }

    private String note(NodeRecord node, Claim claim) {
        Agent agent = state.sight().agents().get(claim.agent().id());
        if (state.sight().agentsComplete() && agent == null) {
            return "its agent is not one the master has";
        }
        Map<String, Resources> seen = there.get(claim.agent().id());
        if (seen == null || agent == null || !agent.active() || !node.state().isHeld()) {
            return "";
        }
        Resources held = seen.getOrDefault(claim.uid(), Resources.NONE);
        if (held.isEmpty()) {
            return "nothing of it is there";
        }
        if (held.volume(claim.persistenceId()).isEmpty()) {
            return "its volume is not there";
        }
        Sizing plain = Sizing.of(held.filter(resource -> !resource.isVolume()));
        return plain.equals(Sizing.of(claim.reserved())) ? "" : "its record says otherwise";
    }

    private LeakLine line(Leak leak) {
        return new LeakLine(
                leak.uid(),
                leak.node(),
                leak.generation(),
                leak.agent().hostname(),
                leak.role(),
                Amount.of(leak.resources()),
                leak.volume().isPresent(),
                leak.seenAt(),
                Adopting.objection(state, leak)
                        .map(problem -> problem.message())
                        .orElse(""));
    }

    private GivenUpLine line(SurplusRecord surplus) {
        return new GivenUpLine(
                surplus.uid(),
                surplus.node(),
                surplus.host().isEmpty() ? surplus.agent().value() : surplus.host(),
                surplus.role(),
                surplus.why(),
                surplus.since(),
                isAway(state.sight(), surplus));
    }

    /** Whether the master, who tells all agents it has, has neither that agent nor another by its host name. */
    static boolean isAway(Sight sight, SurplusRecord surplus) {
        return sight.agentsComplete()
                && sight.agents().values().stream()
                        .noneMatch(agent -> agent.active()
                                && (agent.id().equals(surplus.agent())
                                        || agent.hostname().equals(surplus.host())));
    }

    /** Others' reservations in our roles: by the master's list, or else as far as offers in hand show them. */
    private int foreign() {
        Set<String> roles = new TreeSet<>();
        state.clusters().values().forEach(cluster -> roles.add(cluster.spec().role()));
        state.surplus().values().forEach(surplus -> roles.add(surplus.role()));
        Set<Object> found = new LinkedHashSet<>();
        if (there.isEmpty()) {
            state.sight()
                    .offers()
                    .values()
                    .forEach(held -> note(
                            found, roles, held.offer().agentId(), held.offer().resources()));
        }
        state.sight().agents().forEach((id, agent) -> note(found, roles, id, agent.total()));
        return found.size();
    }

    private void note(Set<Object> found, Set<String> roles, AgentId agent, Resources resources) {
        for (Resource resource : resources.all()) {
            resource.reservation()
                    .filter(top -> roles.contains(top.role())
                            && !resource.label(Labels.OWNER).equals(owner))
                    .ifPresent(top -> found.add(List.of(agent, top)));
        }
    }
}
