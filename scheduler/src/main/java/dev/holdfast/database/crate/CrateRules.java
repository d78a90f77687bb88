package dev.holdfast.database.crate;

import dev.holdfast.database.Action;
import dev.holdfast.database.Ailment;
import dev.holdfast.database.Blocker;
import dev.holdfast.database.Chore;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Debt;
import dev.holdfast.database.Launch;
import dev.holdfast.database.Proof;
import dev.holdfast.database.Rules;
import dev.holdfast.database.Salvage;
import dev.holdfast.database.Stage;
import dev.holdfast.database.Upkeep;
import dev.holdfast.database.crate.CrateDetails.Part;
import dev.holdfast.model.NodeId;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.Problem;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.function.Function;

/** CrateDB's lifecycle rules: each question goes to the class that answers it. */
public final class CrateRules implements Rules {

    private final CrateVersions versions;
    private final CrateLaunch launches;

    /** @param startScript the text of {@code start.sh} */
    public CrateRules(CrateDescriptor data, String startScript) {
        this.versions = data.versions();
        this.launches = new CrateLaunch(data, startScript);
    }

    @Override
    public List<Problem> validate(ClusterSpec next, Optional<ClusterView> current) {
        return new CrateValidation(versions).problems(next, current);
    }

    @Override
    public SortedMap<String, String> identity(ClusterView view, Function<String, String> mint) {
        return CrateIdentity.of(view, mint);
    }

    @Override
    public SortedMap<String, String> inputs(ClusterSpec target, NodeId node) {
        return CrateInputs.of(target, node);
    }

    @Override
    public List<String> software(ClusterSpec target, String group) {
        return CrateLaunch.software(target);
    }

    @Override
    public Launch launch(ClusterView view, NodeId node, int incarnation) {
        return launches.render(view, node, incarnation);
    }

    @Override
    public List<Blocker> allows(Action action, NodeId node, ClusterView view) {
        return CrateGates.allows(action, node, view);
    }

    @Override
    public List<Stage> stages(Action action, NodeId node, ClusterView view) {
        return new CrateWays(view).of(action, node);
    }

    @Override
    public Proof proves(String claim, NodeId node, ClusterView view) {
        return new CrateProofs(new Sight(view)).of(claim, node);
    }

    @Override
    public Proof isDone(Chore chore, ClusterView view) {
        return new CrateProofs(new Sight(view)).of(chore);
    }

    @Override
    public int rank(Action action, NodeId node, ClusterView view) {
        return CrateOrder.rank(action, node, view);
    }

    @Override
    public SortedSet<NodeId> neededToStart(ClusterView view) {
        return new MasterGates(new Sight(view)).neededToStart();
    }

    @Override
    public int startsAtOnce(String group, ClusterView view) {
        return CrateOrder.startsAtOnce(group, view);
    }

    @Override
    public List<Chore> finishing(ClusterView view, List<NodeId> added) {
        return new CrateFinish(view).chores(added);
    }

    /** What a chore that a person asks for leaves behind; those that are part of a way carry their debt themselves. */
    @Override
    public Optional<Debt> debtOf(Chore chore, ClusterView view) {
        Sight sight = new Sight(view);
        return chore.name().equals(CrateChores.ALLOCATION_PRIMARIES)
                ? sight.knowing(Part.SETTINGS).map(details -> CrateChores.allocationDebt(sight, details))
                : Optional.empty();
    }

    @Override
    public Optional<Debt> owes(String debtId, NodeId node, ClusterView view) {
        return debtId.equals(LastVote.debtId(node)) ? new LastVote(new Sight(view)).debt(node) : Optional.empty();
    }

    @Override
    public Salvage salvage(ClusterView view, SortedSet<NodeId> lost, Optional<NodeId> from) {
        return new LostQuorum(view).salvage(lost, from);
    }

    @Override
    public List<Ailment> ailments(ClusterView view) {
        return CrateAilments.of(view);
    }

    @Override
    public List<Upkeep> upkeep(ClusterView view) {
        return CrateUpkeep.of(new Sight(view));
    }

    @Override
    public List<String> leftovers(ClusterView view) {
        return CrateNotes.leftovers(view);
    }

    @Override
    public List<String> notes(ClusterView view) {
        return new CrateNotes(versions).of(view);
    }
}
