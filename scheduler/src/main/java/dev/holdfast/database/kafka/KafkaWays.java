package dev.holdfast.database.kafka;

import dev.holdfast.database.Action;
import dev.holdfast.database.Chore;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Debt;
import dev.holdfast.database.NodeView;
import dev.holdfast.database.Stage;
import dev.holdfast.database.kafka.KafkaDetails.Feature;
import dev.holdfast.database.kafka.KafkaDetails.Member;
import dev.holdfast.database.kafka.KafkaDetails.Part;
import dev.holdfast.model.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The stages of each action. */
final class KafkaWays {

    /** Proof that no replica is on a broker. */
    static final String EMPTY = "empty";

    /** Proof that a controller votes, with the disk it has now. */
    static final String VOTER = "voter";

    /** Proof that a stopped node's disk holds nothing that the others do not have. */
    static final String SPARE = "spare-copies";

    /** Observations needed before a broker is stopped for good, and again once it is down. */
    private static final int PROOFS_RUNNING = 2;

    private static final int PROOFS_STOPPED = 2;

    private static final int TWO_VOTERS = 2;

    private final ClusterView view;
    private final Sight sight;

    KafkaWays(ClusterView view) {
        this.view = view;
        this.sight = new Sight(view);
    }

    List<Stage> of(Action action, NodeId node) {
        boolean controller = node.group().equals(KafkaIds.CONTROLLER);
        return switch (action) {
            case START -> start(node);
            case STOP -> List.of(new Stage.Gate(Action.STOP), new Stage.Stop());
            case RESTART -> restart(node);
            case REPLACE -> controller ? replaceController(node) : replaceBroker(node);
            case REMOVE -> controller ? removeController(node) : removeBroker(node);
        };
    }

    private List<Stage> start(NodeId node) {
        return withVote(node, new Stage.Reserve(), new Stage.Gate(Action.START), new Stage.Start(), new Stage.Ready());
    }

    private List<Stage> restart(NodeId node) {
        return withVote(
                node,
                new Stage.Reserve(),
                new Stage.Gate(Action.RESTART),
                new Stage.Stop(),
                new Stage.Start(),
                new Stage.Ready());
    }

    /** A controller that is up again and has no vote gets it before the next one's turn, who may need it to be spared. */
    private List<Stage> withVote(NodeId node, Stage... stages) {
        List<Stage> way = new ArrayList<>(List.of(stages));
        if (node.group().equals(KafkaIds.CONTROLLER) && new ControllerGates(sight).mayLackVote(node)) {
            way.addAll(join(node));
        }
        return way;
    }

    private static List<Stage> join(NodeId node) {
        return List.of(
                new Stage.Do(Chore.on(node, KafkaChores.ADD_CONTROLLER), Optional.empty()),
                new Stage.Prove(VOTER, 1, -1));
    }

    private List<Stage> replaceBroker(NodeId node) {
        List<Stage> way = new ArrayList<>(beforeRenewing(node));
        way.addAll(List.of(new Stage.Renew(), new Stage.Reserve(), new Stage.Start(), new Stage.Ready()));
        return way;
    }

    /**
     * What comes before a disk is given up. One that runs is stopped first, behind the gate of a stop, which is shut while
     * others depend on it; only then can it be said whether it may be replaced. One that is down keeps its goal until the gate
     * opens, since it may come up by itself. The only node of its group is never stopped for that.
     */
    private List<Stage> beforeRenewing(NodeId node) {
        Stage gate = new Stage.Gate(Action.REPLACE);
        Stage stop = new Stage.Stop();
        Stage prove = new Stage.Prove(SPARE, PROOFS_STOPPED, -1);
        boolean stops = !sight.isDown(node) && sight.kept(node.group()).size() > 1;
        return stops ? List.of(new Stage.Gate(Action.STOP), stop, gate, prove) : List.of(gate, stop, prove);
    }

    /** The old voter goes before the new one comes: both have the same id, and differ by the disk only. */
    private List<Stage> replaceController(NodeId node) {
        List<Stage> way = new ArrayList<>(beforeRenewing(node));
        way.addAll(List.of(
                new Stage.Do(removal(node), Optional.empty()),
                new Stage.Renew(),
                new Stage.Reserve(),
                new Stage.Start(),
                new Stage.Ready()));
        way.addAll(join(node));
        return way;
    }

    /**
     * A controller is stopped before it is taken out of the quorum, so that it cannot ask for an election it has no part in. One of two
     * voters is taken out first, for both are needed to agree on anything; so is one of which nobody can tell how many vote beside it.
     *
     * <p>Start comes first, and does nothing for a controller that runs. It is where the way comes back to if another is lost before this
     * one is out: then its vote is needed.
     */
    private List<Stage> removeController(NodeId node) {
        Stage leave = new Stage.Do(removal(node), Optional.empty());
        boolean lastToLeave = sight.kept(KafkaIds.CONTROLLER).size() == 1
                && view.group(KafkaIds.CONTROLLER).stream()
                        .map(NodeView::id)
                        .filter(other -> !sight.kept(KafkaIds.CONTROLLER).contains(other))
                        .noneMatch(other -> other.index() < node.index());
        boolean needed = sight.knowing(Part.QUORUM)
                .flatMap(KafkaDetails::quorum)
                .filter(quorum -> quorum.voters().size() > TWO_VOTERS)
                .isEmpty();
        List<Stage> way = new ArrayList<>();
        if (!sight.isDown(node)) {
            way.add(new Stage.Start());
        }
        way.add(new Stage.Gate(Action.REMOVE));
        way.addAll(lastToLeave || needed ? List.of(leave, new Stage.Stop()) : List.of(new Stage.Stop(), leave));
        way.add(new Stage.Release());
        way.add(new Stage.Forget());
        return way;
    }

    private Chore removal(NodeId node) {
        Chore chore = Chore.on(node, KafkaChores.REMOVE_CONTROLLER);
        return sight.knowing(Part.QUORUM)
                .flatMap(KafkaDetails::quorum)
                .map(quorum -> quorum.voters().get(KafkaIds.kafkaId(node)))
                .map(Member::directoryId)
                .map(directory -> chore.with("directory", directory))
                .orElse(chore);
    }

    /**
     * Scale-in of one broker:
     *
     * <ol>
     *   <li>Start and Ready come first, and do nothing for a broker that runs as it should. They are where the way comes back to
     *       when a partition landed on it between the last proof and its stop: without its process that could not be moved.
     *   <li>Cordon, so that no new partition lands there; before metadata version 4.3 moving is just repeated.
     *   <li>Move everything away; prove it empty twice; stop; prove it empty twice more, since only now nothing can land.
     *   <li>What we set on it must go before it is unregistered: dynamic configuration outlives a registration, and cannot be
     *       changed without one.
     *   <li>Only a stopped broker is unregistered. One that runs would not end for minutes.
     * </ol>
     *
     * <p>A broker that is down and shall not come back goes the same way without being started: its replicas are made anew
     * from those in sync elsewhere.
     */
    private List<Stage> removeBroker(NodeId node) {
        boolean runs = !sight.isDown(node);
        String throttle = view.target().options().getOrDefault("throttle", "");
        List<Stage> way = new ArrayList<>();
        way.add(new Stage.Gate(Action.REMOVE));
        int again = way.size();
        if (runs) {
            way.add(new Stage.Start());
            way.add(new Stage.Ready());
        }
        boolean cordons = runs && canCordon();
        if (cordons) {
            way.add(new Stage.Do(
                    Chore.on(node, KafkaChores.CORDON), Optional.of(KafkaChores.cordonDebt(node, sight.details()))));
        }
        int drain = way.size();
        way.add(drain(node, throttle));
        way.add(new Stage.Prove(EMPTY, PROOFS_RUNNING, drain));
        way.add(new Stage.Stop());
        way.add(new Stage.Prove(EMPTY, PROOFS_STOPPED, again));
        way.add(new Stage.Pay(KafkaChores.cordonDebtId(node)));
        way.add(new Stage.Do(Chore.on(node, KafkaChores.CLEAR_CONFIG), Optional.empty()));
        way.add(new Stage.Pay(KafkaChores.throttleDebtId(node.shortName())));
        way.add(new Stage.Do(Chore.on(node, KafkaChores.UNREGISTER), Optional.empty()));
        way.add(new Stage.Release());
        way.add(new Stage.Forget());
        return way;
    }

    private Stage drain(NodeId node, String throttle) {
        Chore chore = Chore.on(node, KafkaChores.DRAIN);
        if (throttle.isBlank()) {
            return new Stage.Do(chore, Optional.empty());
        }
        Debt debt = KafkaChores.throttleDebt(node.shortName(), sight.details(), view.debts());
        return new Stage.Do(chore.with("throttle", throttle.strip()), Optional.of(debt));
    }

    private boolean canCordon() {
        // Without its present settings it could not be said what the user had there.
        return sight.knowing(Part.FEATURES, Part.BROKER_CONFIGS)
                .map(known -> known.features().get("metadata.version"))
                .map(Feature::finalised)
                .filter(level -> level >= KafkaVersions.FIRST_CORDONING_LEVEL)
                .isPresent();
    }
}
