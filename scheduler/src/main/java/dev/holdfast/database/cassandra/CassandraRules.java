package dev.holdfast.database.cassandra;

import dev.holdfast.database.Action;
import dev.holdfast.database.Ailment;
import dev.holdfast.database.Blocker;
import dev.holdfast.database.Chore;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Launch;
import dev.holdfast.database.Parting;
import dev.holdfast.database.Proof;
import dev.holdfast.database.Rules;
import dev.holdfast.database.Stage;
import dev.holdfast.database.Upkeep;
import dev.holdfast.model.NodeId;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

/** Cassandra's lifecycle rules: each question goes to the class that answers it. */
public final class CassandraRules implements Rules {

    private final CassandraVersions versions;
    private final Launches launches;

    public CassandraRules(CassandraVersions versions, Launches launches) {
        this.versions = versions;
        this.launches = launches;
    }

    @Override
    public List<Problem> validate(ClusterSpec next, Optional<ClusterView> current) {
        return validate(next, current, new TreeSet<>());
    }

    @Override
    public List<Problem> validate(ClusterSpec next, Optional<ClusterView> current, SortedSet<NodeId> lost) {
        List<Problem> problems = new ArrayList<>(CassandraValidation.problems(versions, next, current, lost));
        problems.addAll(launches.problems(next, current));
        return problems;
    }

    @Override
    public SortedMap<String, String> identity(ClusterView view, Function<String, String> mint) {
        return CassandraIdentity.of(view);
    }

    @Override
    public SortedMap<String, String> inputs(ClusterSpec target, NodeId node) {
        return launches.inputs(target, node);
    }

    @Override
    public List<String> software(ClusterSpec target, String group) {
        return launches.software(target);
    }

    @Override
    public Launch launch(ClusterView view, NodeId node, int incarnation) {
        return launches.launch(view, node, incarnation);
    }

    @Override
    public Optional<Launch> beside(Chore chore, ClusterView view) {
        return launches.beside(chore, view);
    }

    @Override
    public List<Blocker> allows(Action action, NodeId node, ClusterView view) {
        Sight sight = new Sight(view);
        return switch (action) {
            case START -> new StartGates(sight).start(node);
            case STOP, RESTART -> new StopGates(sight).stop(node);
            case REPLACE -> new RingGates(sight).replace(node);
            case REMOVE -> new RingGates(sight).remove(node);
        };
    }

    @Override
    public List<Stage> stages(Action action, NodeId node, ClusterView view) {
        return new CassandraWays(view).of(action, node);
    }

    @Override
    public Proof proves(String claim, NodeId node, ClusterView view) {
        return new CassandraProofs(new Sight(view)).of(claim, node);
    }

    @Override
    public Proof isDone(Chore chore, ClusterView view) {
        if (chore.name().equals(CassandraChores.REPLICATE)) {
            return Replication.isDone(chore, view);
        }
        return RingBackups.isDone(chore, view).orElseGet(() -> new CassandraProofs(new Sight(view)).of(chore));
    }

    @Override
    public List<Stage> way(Chore chore, ClusterView view) {
        boolean backup = chore.name().equals(RingBackups.BACKUP) || chore.name().equals(RingBackups.RESTORE);
        return backup ? RingBackups.way(chore, view) : ChoreWays.of(chore, view);
    }

    @Override
    public String place(NodeId node, ClusterView view) {
        return CassandraIdentity.replaced(node, view)
                .map(before -> Racks.constraint(before.rack(), view.target()))
                .orElse("");
    }

    @Override
    public Parting parting(ClusterView view) {
        return RingParting.of(new Sight(view));
    }

    @Override
    public String spread(ClusterSpec target) {
        return Racks.field(target);
    }

    @Override
    public int rank(Action action, NodeId node, ClusterView view) {
        return CassandraOrder.rank(action, node, view);
    }

    @Override
    public int startsAtOnce(String group, ClusterView view) {
        return CassandraOrder.startsAtOnce(view);
    }

    @Override
    public boolean isSpent(NodeId node, ClusterView view) {
        return new Sight(view).isDrained(node);
    }

    @Override
    public List<Chore> beforehand(ClusterView view, List<NodeId> changed) {
        return CassandraFinish.beforehand(view, changed);
    }

    @Override
    public List<Chore> finishing(ClusterView view, List<NodeId> added) {
        return CassandraFinish.chores(view, added);
    }

    @Override
    public List<Ailment> ailments(ClusterView view) {
        return CassandraAilments.of(view);
    }

    @Override
    public List<Upkeep> upkeep(ClusterView view) {
        return CassandraUpkeep.of(view);
    }

    @Override
    public List<String> notes(ClusterView view) {
        return CassandraNotes.of(view);
    }

    /** The releases we know. */
    public CassandraVersions versions() {
        return versions;
    }
}
