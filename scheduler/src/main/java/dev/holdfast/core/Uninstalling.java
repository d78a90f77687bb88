package dev.holdfast.core;

import dev.holdfast.core.NodeLife.Trigger;
import dev.holdfast.model.Agent;
import dev.holdfast.model.AgentId;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import dev.holdfast.placement.Claims;
import dev.holdfast.plan.Goal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** What an uninstall leaves to be done when agents are away, and what was kept of the cluster before. */
final class Uninstalling {

    /** After so long the master's list of what agents have is one that was made since. */
    private static final Duration LISTED = Duration.ofMinutes(1);

    private Uninstalling() {}

    /** Volumes that were kept for a person to decide: the person has decided. */
    static void releaseKept(Turn turn, ClusterName cluster) {
        for (SurplusRecord kept : List.copyOf(turn.state().surplus().values())) {
            if (kept.keepVolume() && isOf(kept, cluster)) {
                turn.fact(new Fact.Surplus(new SurplusRecord(
                        kept.uid(),
                        kept.node(),
                        kept.role(),
                        kept.agent(),
                        kept.host(),
                        "uninstalled; kept before, because " + kept.why(),
                        false,
                        turn.now)));
            }
        }
    }

    /** What the plan says of agents on which nothing can be released now. */
    static List<String> notes(Turn turn, ClusterName cluster) {
        List<String> notes = new ArrayList<>();
        notes.add("destroys all data of " + cluster);
        for (NodeRecord node : turn.state().nodesOf(cluster)) {
            node.claim()
                    .filter(claim -> isAway(turn, node, claim.agent().id()))
                    .ifPresent(claim -> notes.add("agent " + claim.agent().hostname() + " is away: what "
                            + node.id().shortName() + " has there is released when it is back"));
        }
        return notes;
    }

    private static boolean isAway(Turn turn, NodeRecord node, AgentId agent) {
        return node.state() == NodeState.UNREACHABLE
                || node.state() == NodeState.LOST
                || (turn.sight().agentsComplete() && !turn.sight().agents().containsKey(agent));
    }

    /** Where something of a cluster that is gone is still to be released. */
    static void tellLeft(Turn turn, ClusterName cluster) {
        TreeSet<String> hosts = new TreeSet<>();
        turn.state().surplus().values().stream()
                .filter(surplus -> isOf(surplus, cluster))
                .forEach(surplus -> hosts.add(surplus.host()));
        if (!hosts.isEmpty()) {
            turn.tell(
                    EventKind.RESERVATION,
                    cluster,
                    "what was given up on " + String.join(", ", hosts)
                            + " is released when it is offered: holdfast audit tells");
        }
    }

    private static boolean isOf(SurplusRecord surplus, ClusterName cluster) {
        return NodeId.parse(surplus.node())
                .filter(node -> node.cluster().equals(cluster))
                .isPresent();
    }

    /**
     * Whether nothing is left of what a node held that shall go, though its agent is there: a disk was lost, or an operator gave the reservation back.
     * The master's list of all agents has its agent, or another in its place, and nothing of the node on it. The list may yet be wrong:
     * so what is given up then is waited for as surplus until two offers did not show it.
     */
    static boolean hasNothingLeft(Turn turn, NodeRecord node) {
        boolean waits = node.state() == NodeState.UNREACHABLE || node.state() == NodeState.STOPPED;
        if (!waits
                || !isToGo(turn, node)
                || node.claim().isEmpty()
                || !turn.sight().agentsComplete()) {
            return false;
        }
        Instant from = node.since().plus(LISTED);
        if (turn.now.isBefore(from)) {
            turn.wake(from);
            return false;
        }
        Claim claim = node.claim().get();
        Optional<Agent> same =
                Optional.ofNullable(turn.sight().agents().get(claim.agent().id()));
        if (same.isPresent()) {
            // If it is cut off for a moment only, news of its process is under way.
            return node.state() == NodeState.STOPPED && same.get().active() && !has(turn, same.get(), claim);
        }
        List<Agent> others = turn.sight().agents().values().stream()
                .filter(agent -> agent.hostname().equals(claim.agent().hostname())
                        && agent.port() == claim.agent().port())
                .toList();
        return others.stream().anyMatch(Agent::active) && others.stream().noneMatch(agent -> has(turn, agent, claim));
    }

    /** Whether what a node holds shall be given back, and no proof is awaited any more. */
    private static boolean isToGo(Turn turn, NodeRecord node) {
        return node.goal() == Goal.RELEASED || (node.goal() != Goal.RUNNING && isUnderWay(turn, node.id()));
    }

    private static boolean has(Turn turn, Agent agent, Claim claim) {
        return !Claims.of(agent.total(), turn.state().self().owner(), claim.uid())
                .isEmpty();
    }

    static void giveUp(Turn turn, NodeRecord node) {
        String host = node.claim().orElseThrow().agent().hostname();
        String why = host + " is there, and the master knows of nothing of it there";
        turn.fact(new Fact.Surplus(Releasing.surplus(node, why, false, turn.now)));
        drop(turn, node);
        turn.tell(
                EventKind.RESERVATION,
                node.id(),
                node.id().shortName() + ": nothing is left of what it had on " + host
                        + "; what should turn up after all is released");
    }

    /** A person says that what a node held on an agent that is away will never come back. */
    static boolean isForgettable(Turn turn, NodeRecord node) {
        return isToGo(turn, node)
                && NodeLife.next(node.state(), Trigger.CLAIM_GONE) == NodeState.RELEASED
                && Auditing.isAway(turn.sight(), Releasing.surplus(node, "", false, turn.now));
    }

    static void drop(Turn turn, NodeRecord node) {
        turn.put(node.withoutClaim().with(Goal.RELEASED).at(NodeLife.next(node.state(), Trigger.CLAIM_GONE), turn.now));
    }

    /** What a person can do about a node of which something is on an agent that does not offer it. */
    static Optional<String> remedy(Turn turn, NodeRecord node) {
        return node.claim()
                .filter(claim -> isToGo(turn, node))
                .map(claim ->
                        "bring agent " + claim.agent().hostname() + " back, or mark it gone in Mesos; if Mesos does not"
                                + " know it any more and it never comes back, holdfast audit forget " + claim.uid());
    }

    /** Whether a node's cluster is being uninstalled. */
    static boolean isUnderWay(Turn turn, NodeId node) {
        return turn.state()
                .cluster(node.cluster())
                .flatMap(ClusterRecord::plan)
                .filter(plan -> plan.isActive() && plan.title().equals(Commands.UNINSTALL))
                .isPresent();
    }
}
