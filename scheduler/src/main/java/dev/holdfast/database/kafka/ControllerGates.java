package dev.holdfast.database.kafka;

import dev.holdfast.database.Blocker;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.NodeView;
import dev.holdfast.database.kafka.KafkaDetails.Member;
import dev.holdfast.database.kafka.KafkaDetails.Part;
import dev.holdfast.database.kafka.KafkaDetails.Quorum;
import dev.holdfast.model.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What keeps a controller from being started, stopped, replaced or removed.
 *
 * <ol>
 *   <li><b>First start.</b> The members of the first quorum are written into each of their disks, with their addresses: so all of
 *       them must have a place before one is formatted.
 *   <li><b>Joining.</b> One after the other, the lowest index first.
 *   <li><b>Stop, restart, replace, remove.</b> Without the target, a majority of all voters must follow the active controller
 *       closely. With one or two voters that can never be: an outage. And brokers that run must have found the active controller
 *       again after the change before.
 * </ol>
 */
final class ControllerGates {

    static final String PLACES = "first-quorum";
    static final String JOINING = "one-join-at-a-time";
    static final String MAJORITY = "controller-majority";
    static final String TOUCH = "brokers-in-touch";
    static final String SINGLE = "single-controller";
    static final String LAST = "last-controller";

    /** Kafka's {@code controller.quorum.fetch.timeout.ms}: a voter silent for longer starts an election. */
    private static final int FETCH_TIMEOUT_MILLIS = 2_000;

    private final Sight sight;

    ControllerGates(Sight sight) {
        this.sight = sight;
    }

    List<Blocker> start(NodeId node) {
        ClusterView view = sight.view();
        if (KafkaIdentity.isInitial(node, view)) {
            List<String> homeless = KafkaIdentity.initialControllers(view).keySet().stream()
                    .map(index -> new NodeId(node.cluster(), KafkaIds.CONTROLLER, index))
                    .filter(other -> view.node(other).filter(NodeView::placed).isEmpty())
                    .map(NodeId::shortName)
                    .toList();
            return homeless.isEmpty()
                    ? List.of()
                    : List.of(Blocker.waitFor(
                            PLACES,
                            Names.few(homeless) + " must have a place first: the controllers' addresses are part of the"
                                    + " first quorum"));
        }
        if (!joins(node)) {
            return List.of();
        }
        return sight.kept(KafkaIds.CONTROLLER).stream()
                .filter(other -> other.index() < node.index() && joins(other))
                .findFirst()
                .map(other -> Blocker.waitFor(JOINING, other.shortName() + " joins the quorum first"))
                .stream()
                .toList();
    }

    List<Blocker> stop(NodeId node) {
        if (takesNothing(node)) {
            return List.of();
        }
        Optional<Quorum> quorum = quorum();
        if (quorum.isEmpty()) {
            return List.of(Blocker.waitFor(BrokerGates.ANSWER, sight.silence()));
        }
        List<Blocker> blockers = new ArrayList<>(majority(node, quorum.get()));
        blockers.addAll(brokersThatLostTouch());
        return blockers;
    }

    /**
     * Brokers that run but are fenced are still looking for the active controller, as after the restart of the one before. If the
     * next controller went now they would be out for longer, and could not hand over what they lead when their own turn comes.
     */
    private List<Blocker> brokersThatLostTouch() {
        Optional<KafkaDetails> known = sight.knowing(Part.BROKERS);
        List<String> lost = sight.kept(KafkaIds.BROKER).stream()
                .filter(broker -> !sight.isDown(broker) && saysItRuns(broker))
                .filter(broker -> known.isPresent() && !sight.isUnfenced(broker))
                .map(NodeId::shortName)
                .toList();
        return lost.isEmpty()
                ? List.of()
                : List.of(Blocker.waitFor(
                        TOUCH,
                        Names.few(lost) + (lost.size() == 1 ? " runs but has" : " run but have")
                                + " not found the active controller again"));
    }

    private boolean saysItRuns(NodeId broker) {
        return sight.details()
                .map(known -> known.status().get(broker))
                .filter(status -> status.state() == KafkaDetails.Status.RUNNING)
                .isPresent();
    }

    List<Blocker> replace(NodeId node) {
        if (!sight.isDown(node)) {
            return List.of(Blocker.waitFor(
                    BrokerGates.ALIVE,
                    node.shortName()
                            + " runs; its process must be over first, so that its disk does not change any more"));
        }
        Optional<Quorum> quorum = quorum();
        if (sight.kept(KafkaIds.CONTROLLER).size() <= 1) {
            return List.of(Blocker.refusal(
                    LAST,
                    node.shortName() + " is the only controller: with its disk the whole cluster's metadata is lost"));
        }
        if (quorum.isEmpty()) {
            return List.of(Blocker.waitFor(BrokerGates.ANSWER, sight.silence()));
        }
        List<Blocker> blockers = new ArrayList<>();
        if (sight.isSeenAlive(node)) {
            blockers.add(Blocker.waitFor(
                    BrokerGates.ALIVE,
                    "the active controller still hears " + node.shortName() + ", whatever Mesos says"));
        }
        blockers.addAll(withoutIt(node, quorum.get()));
        return blockers;
    }

    /** Which of several goes first is for the plan to say, which takes one after the other: to have an order here too might be another. */
    List<Blocker> remove(NodeId node) {
        if (sight.kept(KafkaIds.CONTROLLER).stream().allMatch(node::equals)) {
            return List.of(Blocker.refusal(LAST, node.shortName() + " is the last controller"));
        }
        Optional<Quorum> quorum = quorum();
        if (quorum.isEmpty()) {
            return List.of(Blocker.waitFor(BrokerGates.ANSWER, sight.silence()));
        }
        if (!isVoter(node, quorum.get())) {
            return List.of();
        }
        // Two voters: it is taken out of the quorum while both run, and stopped afterwards.
        if (quorum.get().voters().size() == 2) {
            boolean bothFollow = quorum.get().voters().values().stream().allMatch(this::follows);
            return bothFollow
                    ? List.of()
                    : List.of(Blocker.waitFor(
                            MAJORITY, "both controllers must follow each other closely for one to leave"));
        }
        return majority(node, quorum.get());
    }

    /**
     * Controllers that leave and are down while the quorum is silent: theirs may be the votes that it lacks. Who has one nobody can tell then; one
     * that stays may have been let go already, when its disk was to be replaced.
     */
    SortedSet<NodeId> neededToStart() {
        TreeSet<NodeId> leaving = new TreeSet<>();
        if (quorum().isEmpty()) {
            List<NodeId> kept = sight.kept(KafkaIds.CONTROLLER);
            sight.view().group(KafkaIds.CONTROLLER).stream()
                    .filter(NodeView::everLaunched)
                    .map(NodeView::id)
                    .filter(node -> !kept.contains(node) && sight.isDown(node))
                    .forEach(leaving::add);
        }
        return leaving;
    }

    /** Whether a controller of the target is not in the quorum yet and must be added to it after its start. */
    boolean joins(NodeId node) {
        ClusterView view = sight.view();
        if (KafkaIdentity.isInitial(node, view)) {
            return false;
        }
        return sight.knowing(Part.QUORUM)
                .flatMap(KafkaDetails::quorum)
                .map(quorum -> !isVoter(node, quorum))
                .orElseGet(() -> !view.node(node).map(NodeView::everLaunched).orElse(false));
    }

    /**
     * Whether a controller that is started may turn out to have no vote. While the quorum does not answer nobody can tell: its removal
     * may have been taken back after the quorum had let it go. To add one that votes does nothing.
     */
    boolean mayLackVote(NodeId node) {
        boolean answered =
                sight.knowing(Part.QUORUM).flatMap(KafkaDetails::quorum).isPresent();
        return answered ? joins(node) : !KafkaIdentity.isInitial(node, sight.view());
    }

    /** Enough to decide by: a quorum with a leader. */
    Optional<Quorum> quorum() {
        return sight.knowing(Part.QUORUM)
                .flatMap(KafkaDetails::quorum)
                .filter(known -> known.leader() >= 0 && known.voters().containsKey(known.leader()));
    }

    private static boolean isVoter(NodeId node, Quorum quorum) {
        return quorum.voters().containsKey(KafkaIds.kafkaId(node));
    }

    private boolean takesNothing(NodeId node) {
        if (!sight.serves(node) && quorum().isEmpty()) {
            return true;
        }
        if (sight.isDown(node) && !sight.isSeenAlive(node)) {
            return true;
        }
        // An observer's vote does not count.
        return quorum().filter(known -> !isVoter(node, known)).isPresent();
    }

    /** What keeps the others from being a majority that follows the active controller, if the node is a voter. */
    List<Blocker> withoutIt(NodeId node, Quorum quorum) {
        return isVoter(node, quorum) ? majority(node, quorum) : List.of();
    }

    private List<Blocker> majority(NodeId node, Quorum quorum) {
        int id = KafkaIds.kafkaId(node);
        int voters = quorum.voters().size();
        int needed = voters / 2 + 1;
        if (voters - 1 < needed) {
            String text = voters == 1
                    ? node.shortName() + " is the only controller: while it is down, nothing can change in the cluster"
                    : "of two controllers both are needed: while " + node.shortName() + " is down, nothing can change";
            return List.of(Blocker.outage(SINGLE, text));
        }
        List<String> behind = new ArrayList<>();
        int following = 0;
        for (Map.Entry<Integer, Member> voter : quorum.voters().entrySet()) {
            if (voter.getKey() == id) {
                continue;
            }
            if (follows(voter.getValue())) {
                following++;
            } else {
                behind.add(KafkaIds.node(node.cluster(), voter.getKey()).shortName());
            }
        }
        return following >= needed
                ? List.of()
                : List.of(Blocker.waitFor(
                        MAJORITY,
                        "without " + node.shortName() + " only " + following + " of " + voters
                                + " controllers follow the active one, " + needed + " are needed; behind: "
                                + Names.few(behind)));
    }

    /** Whether it is up, and was at the active controller's end a moment ago. */
    boolean follows(Member voter) {
        int timeout = KafkaSettings.number(
                sight.view().target(), KafkaIds.CONTROLLER, "controller.quorum.fetch.timeout.ms", FETCH_TIMEOUT_MILLIS);
        return !sight.isDown(voter.id()) && voter.caughtUpMillisAgo() >= 0 && voter.caughtUpMillisAgo() <= timeout;
    }
}
