package dev.holdfast.plan;

import dev.holdfast.database.Action;
import dev.holdfast.database.Blocker;
import dev.holdfast.database.Chore;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Debt;
import dev.holdfast.database.Launch;
import dev.holdfast.database.NodeView;
import dev.holdfast.database.Observation;
import dev.holdfast.database.Proof;
import dev.holdfast.database.Rules;
import dev.holdfast.database.Stage;
import dev.holdfast.model.NodeId;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.Problem;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;

/** What a toy database's package says; each answer can be set. Chores are done when an observation holds their name. */
final class ToyRules implements Rules {

    /** What the toy database says of itself: chores that took, claims that hold. */
    record Seen(Set<Chore> done, Set<String> claims, Set<String> refuted) implements Observation.Details {}

    final Map<Action, BiFunction<NodeId, ClusterView, List<Stage>>> ways = new EnumMap<>(Action.class);
    final Map<Action, List<Blocker>> blockers = new EnumMap<>(Action.class);
    final SortedMap<String, Integer> startsAtOnce = new TreeMap<>();
    final SortedMap<NodeId, Integer> ranks = new TreeMap<>();
    /** Nodes without which others cannot come up. */
    final TreeSet<NodeId> needed = new TreeSet<>();

    /** Nodes whose processes serve nobody any more. */
    final TreeSet<NodeId> spent = new TreeSet<>();

    final List<Chore> finishing = new ArrayList<>();
    final List<String> notes = new ArrayList<>();
    Optional<Debt> debt = Optional.empty();
    final SortedMap<String, Debt> debtsOfChores = new TreeMap<>();
    /** Debts that ways write down by their ids. */
    final SortedMap<String, Debt> owed = new TreeMap<>();

    void way(Action action, Stage... stages) {
        ways.put(action, (node, view) -> List.of(stages));
    }

    void shut(Action action, Blocker... by) {
        blockers.put(action, List.of(by));
    }

    @Override
    public List<Problem> validate(ClusterSpec next, Optional<ClusterView> current) {
        return List.of();
    }

    @Override
    public SortedMap<String, String> identity(ClusterView view, Function<String, String> mint) {
        return view.identity();
    }

    @Override
    public SortedMap<String, String> inputs(ClusterSpec target, NodeId node) {
        TreeMap<String, String> inputs = new TreeMap<>(target.settings());
        inputs.put("version", target.version());
        return inputs;
    }

    @Override
    public List<String> software(ClusterSpec target, String group) {
        return List.of();
    }

    @Override
    public Launch launch(ClusterView view, NodeId node, int incarnation) {
        throw new UnsupportedOperationException("plans launch nothing");
    }

    /** Like a real one: nothing is taken from a node that serves while another of its group does not. */
    @Override
    public List<Blocker> allows(Action action, NodeId node, ClusterView view) {
        List<Blocker> all = new ArrayList<>(blockers.getOrDefault(action, List.of()));
        if (action != Action.START && view.isReady(node)) {
            for (NodeView other : view.group(node.group())) {
                if (!other.id().equals(node) && other.everLaunched() && !view.isReady(other.id())) {
                    all.add(Blocker.waitFor("peers-ready", other.id().shortName() + " is not ready"));
                }
            }
        }
        return all;
    }

    @Override
    public List<Stage> stages(Action action, NodeId node, ClusterView view) {
        return ways.getOrDefault(action, (id, seen) -> List.of()).apply(node, view);
    }

    @Override
    public Proof proves(String claim, NodeId node, ClusterView view) {
        Optional<Seen> seen = seen(view);
        String about = claim + "/" + node.shortName();
        if (seen.isEmpty()) {
            return Proof.unknown("nothing seen");
        }
        return seen.get().refuted().contains(about)
                ? Proof.no(about + " is refuted")
                : seen.get().claims().contains(about) ? Proof.yes(about) : Proof.unknown("not known");
    }

    @Override
    public Proof isDone(Chore chore, ClusterView view) {
        Optional<Seen> seen = seen(view);
        if (seen.isEmpty()) {
            return Proof.unknown("nothing seen");
        }
        if (seen.get().refuted().contains(chore.name())) {
            return Proof.never("what it is about is gone");
        }
        return seen.get().done().contains(chore)
                ? Proof.yes("done")
                : Proof.no(chore.name() + " has 1 GB of 4 GB to go");
    }

    private static Optional<Seen> seen(ClusterView view) {
        return view.observation()
                .map(Observation::details)
                .filter(Seen.class::isInstance)
                .map(Seen.class::cast);
    }

    @Override
    public int rank(Action action, NodeId node, ClusterView view) {
        return ranks.getOrDefault(node, 0);
    }

    @Override
    public SortedSet<NodeId> neededToStart(ClusterView view) {
        return needed;
    }

    @Override
    public boolean isSpent(NodeId node, ClusterView view) {
        return spent.contains(node);
    }

    @Override
    public int startsAtOnce(String group, ClusterView view) {
        return startsAtOnce.getOrDefault(group, 3);
    }

    @Override
    public List<Chore> finishing(ClusterView view, List<NodeId> added) {
        return finishing;
    }

    @Override
    public Optional<Debt> debtOf(Chore chore, ClusterView view) {
        return Optional.ofNullable(debtsOfChores.get(chore.name())).or(() -> debt);
    }

    @Override
    public Optional<Debt> owes(String debtId, NodeId node, ClusterView view) {
        return Optional.ofNullable(owed.get(debtId));
    }

    @Override
    public List<String> notes(ClusterView view) {
        return notes;
    }

    static Set<String> none() {
        return new TreeSet<>();
    }
}
