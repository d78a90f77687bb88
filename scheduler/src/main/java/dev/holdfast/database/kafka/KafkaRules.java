package dev.holdfast.database.kafka;

import dev.holdfast.database.Action;
import dev.holdfast.database.Ailment;
import dev.holdfast.database.Blocker;
import dev.holdfast.database.Chore;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Debt;
import dev.holdfast.database.Launch;
import dev.holdfast.database.NamesProof;
import dev.holdfast.database.NodeView;
import dev.holdfast.database.Proof;
import dev.holdfast.database.Rules;
import dev.holdfast.database.Stage;
import dev.holdfast.database.Upkeep;
import dev.holdfast.model.NodeId;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.Problem;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.function.Function;

/** Kafka's lifecycle rules: each question goes to the class that answers it. */
public final class KafkaRules implements Rules {

    private final KafkaVersions versions;
    private final SettingCatalogue settings;
    private final KafkaLaunch launches;

    /** @param startScript the text of {@code start.sh} */
    public KafkaRules(KafkaDescriptor data, SettingCatalogue settings, String startScript) {
        this.versions = data.versions();
        this.settings = settings;
        this.launches = new KafkaLaunch(data, startScript);
    }

    @Override
    public List<Problem> validate(ClusterSpec next, Optional<ClusterView> current) {
        return new KafkaValidation(versions, settings).problems(next, current);
    }

    @Override
    public SortedMap<String, String> identity(ClusterView view, Function<String, String> mint) {
        return KafkaIdentity.of(view, mint);
    }

    @Override
    public SortedMap<String, String> inputs(ClusterSpec target, NodeId node) {
        return KafkaInputs.of(target, node);
    }

    @Override
    public List<String> software(ClusterSpec target, String group) {
        return KafkaLaunch.software(target);
    }

    @Override
    public Launch launch(ClusterView view, NodeId node, int incarnation) {
        return launches.render(view, node, incarnation);
    }

    @Override
    public List<Blocker> allows(Action action, NodeId node, ClusterView view) {
        return KafkaGates.allows(action, node, view);
    }

    @Override
    public List<Stage> stages(Action action, NodeId node, ClusterView view) {
        return new KafkaWays(view).of(action, node);
    }

    @Override
    public Proof proves(String claim, NodeId node, ClusterView view) {
        return new KafkaProofs(new Sight(view)).of(claim, node);
    }

    @Override
    public Proof isDone(Chore chore, ClusterView view) {
        return NamesProof.isDone(chore, view).orElseGet(() -> new ChoreProofs(new Sight(view)).of(chore));
    }

    /** Brokers only: clients never hear of controllers, and who forms the quorum shall not hang on a name. */
    @Override
    public List<Chore> beforehand(ClusterView view, List<NodeId> changed) {
        return NamesProof.chores(
                view,
                changed.stream()
                        .filter(node -> node.group().equals(KafkaIds.BROKER))
                        .toList());
    }

    @Override
    public Optional<Launch> beside(Chore chore, ClusterView view) {
        return NamesProof.beside(chore, view);
    }

    @Override
    public Optional<String> remedy(Chore chore, ClusterView view) {
        return NamesProof.remedy(chore, view);
    }

    @Override
    public int rank(Action action, NodeId node, ClusterView view) {
        return KafkaOrder.rank(action, node, view);
    }

    @Override
    public SortedSet<NodeId> neededToStart(ClusterView view) {
        return new ControllerGates(new Sight(view)).neededToStart();
    }

    @Override
    public List<Upkeep> upkeep(ClusterView view) {
        return KafkaUpkeep.of(view);
    }

    /** While all brokers are down there is nobody but the controllers to ask, and what is to be done to them must go on. */
    @Override
    public boolean isAnswered(ClusterView view) {
        return Rules.super.isAnswered(view)
                || (view.group(KafkaIds.BROKER).stream().noneMatch(NodeView::processUp)
                        && new ControllerGates(new Sight(view)).quorum().isPresent());
    }

    @Override
    public int startsAtOnce(String group, ClusterView view) {
        return KafkaOrder.startsAtOnce(group, view);
    }

    @Override
    public List<Chore> finishing(ClusterView view, List<NodeId> added) {
        return new KafkaFinish(view).chores(added);
    }

    @Override
    public Optional<Debt> debtOf(Chore chore, ClusterView view) {
        if (chore.name().equals(KafkaChores.DRAIN)) {
            return chore.node().map(KafkaChores::movesDebt);
        }
        boolean throttled = chore.node().isEmpty() && chore.arguments().containsKey(KafkaChores.THROTTLE);
        return throttled && KafkaChores.MOVING.contains(chore.name())
                ? Optional.of(KafkaChores.throttleDebt(chore.name(), new Sight(view).details(), view.debts()))
                : Optional.empty();
    }

    @Override
    public List<Ailment> ailments(ClusterView view) {
        return KafkaAilments.of(view);
    }

    @Override
    public List<String> notes(ClusterView view) {
        return new KafkaNotes(versions).of(view);
    }

    /** The releases we know. */
    public KafkaVersions versions() {
        return versions;
    }

    /**
     * What finalises the upgrade to the target's release, on a person's word only; empty if its metadata version is in force
     * already or cannot be asked for now.
     */
    public Optional<Chore> finalising(ClusterView view) {
        int now = KafkaNotes.finalisedLevel(view);
        return versions.find(view.target().version())
                .filter(release -> now > 0 && now < release.metadataLevel())
                .map(KafkaChores::finalise);
    }
}
