package dev.holdfast.core;

import dev.holdfast.database.Action;
import dev.holdfast.database.Ailment;
import dev.holdfast.database.Blocker;
import dev.holdfast.database.Chore;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Debt;
import dev.holdfast.database.Launch;
import dev.holdfast.database.NodeView;
import dev.holdfast.database.Observation;
import dev.holdfast.database.Parting;
import dev.holdfast.database.Proof;
import dev.holdfast.database.Rules;
import dev.holdfast.database.Stage;
import dev.holdfast.database.Upkeep;
import dev.holdfast.model.NodeId;
import dev.holdfast.plan.PlanRunner;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A package's rules with what only the core knows. While we do not know how its cluster stands on Mesos nothing may be taken away;
 * what is down may come up. And nothing is taken down to come up again before the software it comes up with is at hand.
 *
 * @param unknown what is not known of the cluster
 * @param lacking what software is missing, by group
 */
record CautiousRules(Rules rules, List<Blocker> unknown, SortedMap<String, Blocker> lacking) implements Rules {

    /** The rules for a cluster as things stand. */
    static Rules of(Turn turn, ClusterRecord cluster) {
        List<Blocker> unknown = Stream.concat(unknown(turn, cluster).stream(), Freezing.blocker(turn).stream())
                .toList();
        SortedMap<String, Blocker> lacking = Supply.lacking(turn, cluster);
        Rules rules = turn.rules(cluster);
        return unknown.isEmpty() && lacking.isEmpty() ? rules : new CautiousRules(rules, unknown, lacking);
    }

    /** What is not known of how a cluster stands on Mesos; empty if all is. */
    static Optional<Blocker> unknown(Turn turn, ClusterRecord cluster) {
        if (!turn.sight().link().up()) {
            return Optional.of(Blocker.waitFor(PlanRunner.MASTER, "there is no connection to the Mesos master"));
        }
        return turn.state().nodesOf(cluster.name()).stream()
                .filter(node -> node.incarnation()
                                .filter(last -> turn.sight().unreconciled().containsKey(last.taskId()))
                                .isPresent()
                        || node.beside()
                                .task()
                                .filter(chore -> turn.sight().unreconciled().containsKey(chore.taskId()))
                                .isPresent())
                .findFirst()
                .map(node -> Blocker.waitFor(
                        PlanRunner.RECONCILIATION,
                        "the master has not told yet how " + node.id().shortName() + " is"));
    }

    @Override
    public List<Blocker> allows(Action action, NodeId node, ClusterView view) {
        List<Blocker> blockers = new ArrayList<>(rules.allows(action, node, view));
        if (action != Action.START) {
            blockers.addAll(unknown);
        }
        if (action == Action.REPLACE && blockers.isEmpty()) {
            stillSeen(node, view).ifPresent(blockers::add);
        }
        if (action == Action.RESTART || action == Action.REPLACE) {
            Optional.ofNullable(lacking.get(node.group())).ifPresent(blockers::add);
        }
        return blockers;
    }

    /** Whatever its package says: what its database sees alive, though Mesos does not, is not given up. */
    private static Optional<Blocker> stillSeen(NodeId node, ClusterView view) {
        boolean up = view.node(node).map(NodeView::processUp).orElse(false);
        return view.observation()
                .filter(Observation::answered)
                .map(seen -> seen.nodes().get(node))
                .filter(health -> health.seenAlive() && !up)
                .map(health -> Blocker.waitFor(
                        "still-alive", "its database still sees " + node.shortName() + " alive, whatever Mesos says"));
    }

    @Override
    public List<Problem> validate(ClusterSpec next, Optional<ClusterView> current) {
        return rules.validate(next, current);
    }

    @Override
    public SortedMap<String, String> identity(ClusterView view, Function<String, String> mint) {
        return rules.identity(view, mint);
    }

    @Override
    public SortedMap<String, String> inputs(ClusterSpec target, NodeId node) {
        return rules.inputs(target, node);
    }

    @Override
    public List<String> software(ClusterSpec target, String group) {
        return rules.software(target, group);
    }

    @Override
    public Launch launch(ClusterView view, NodeId node, int incarnation) {
        return rules.launch(view, node, incarnation);
    }

    @Override
    public List<Stage> stages(Action action, NodeId node, ClusterView view) {
        return rules.stages(action, node, view);
    }

    @Override
    public Proof proves(String claim, NodeId node, ClusterView view) {
        // Volumes and processes are given up on proofs: while much is lost, or not all is known, nothing is proved.
        return unknown.stream()
                .findFirst()
                .map(blocker -> Proof.unknown(blocker.text()))
                .orElseGet(() -> rules.proves(claim, node, view));
    }

    /** What comes behind a chore of a node is often its stop, which asks no gate again: so it waits for what a gate waits for. */
    @Override
    public Proof isDone(Chore chore, ClusterView view) {
        Optional<Blocker> silence = unknown.stream()
                .filter(blocker -> chore.node().isPresent() && !blocker.rule().equals(PlanRunner.FROZEN))
                .findFirst();
        return silence.map(blocker -> Proof.unknown(blocker.text())).orElseGet(() -> rules.isDone(chore, view));
    }

    @Override
    public String place(NodeId node, ClusterView view) {
        return rules.place(node, view);
    }

    @Override
    public Parting parting(ClusterView view) {
        return rules.parting(view);
    }

    @Override
    public String spread(ClusterSpec target) {
        return rules.spread(target);
    }

    @Override
    public List<Stage> way(Chore chore, ClusterView view) {
        return rules.way(chore, view);
    }

    @Override
    public Optional<Launch> beside(Chore chore, ClusterView view) {
        return rules.beside(chore, view);
    }

    @Override
    public boolean isSpent(NodeId node, ClusterView view) {
        return rules.isSpent(node, view);
    }

    @Override
    public List<Chore> beforehand(ClusterView view, List<NodeId> changed) {
        return rules.beforehand(view, changed);
    }

    @Override
    public Optional<String> remedy(Chore chore, ClusterView view) {
        return rules.remedy(chore, view);
    }

    @Override
    public int rank(Action action, NodeId node, ClusterView view) {
        return rules.rank(action, node, view);
    }

    @Override
    public SortedSet<NodeId> neededToStart(ClusterView view) {
        return rules.neededToStart(view);
    }

    @Override
    public boolean isAnswered(ClusterView view) {
        return rules.isAnswered(view);
    }

    @Override
    public int startsAtOnce(String group, ClusterView view) {
        return rules.startsAtOnce(group, view);
    }

    @Override
    public List<Chore> finishing(ClusterView view, List<NodeId> added) {
        return rules.finishing(view, added);
    }

    @Override
    public Optional<Debt> debtOf(Chore chore, ClusterView view) {
        return rules.debtOf(chore, view);
    }

    @Override
    public Optional<Debt> owes(String debtId, NodeId node, ClusterView view) {
        return rules.owes(debtId, node, view);
    }

    @Override
    public List<Ailment> ailments(ClusterView view) {
        return rules.ailments(view);
    }

    @Override
    public List<Upkeep> upkeep(ClusterView view) {
        return rules.upkeep(view);
    }

    @Override
    public List<String> notes(ClusterView view) {
        return rules.notes(view);
    }
}
