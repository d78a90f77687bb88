package dev.holdfast.database.kafka;

import dev.holdfast.database.Ailment;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Debt;
import dev.holdfast.database.NodeView;
import dev.holdfast.database.Observation;
import dev.holdfast.database.kafka.KafkaDetails.Broker;
import dev.holdfast.database.kafka.KafkaDetails.Directory;
import dev.holdfast.database.kafka.KafkaDetails.Part;
import dev.holdfast.database.kafka.KafkaDetails.Quorum;
import dev.holdfast.database.kafka.KafkaDetails.Source;
import dev.holdfast.model.NodeId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is not well with a running Kafka, worst first: who answers, the quorum, partitions ({@link PartitionAilments}), disks, and
 * settings that nobody here has asked for. Before it was ready for the first time nothing is: it is coming up.
 */
final class KafkaAilments {

    static final String ANSWER = "answer";
    static final String QUORUM = "quorum";
    static final String CONTROLLERS = "controllers";
    static final String DIRECTORY = "log-directory";
    static final String DISK = "disk";
    static final String STRANGER = "stranger";
    static final String CORDONED = "cordoned";
    static final String THROTTLED = "throttled";

    private static final int PERCENT = 100;
    private static final int DISK_LOW = 20;
    private static final int DISK_FULL = 5;

    private final ClusterView view;
    private final Sight sight;
    private final List<Ailment> ailments = new ArrayList<>();

    private KafkaAilments(ClusterView view) {
        this.view = view;
        this.sight = new Sight(view);
    }

    static List<Ailment> of(ClusterView view) {
        if (!view.everReady() || view.nodes().values().stream().noneMatch(NodeView::processUp)) {
            return List.of();
        }
        KafkaAilments all = new KafkaAilments(view);
        all.silence();
        all.sight.knowing(Part.QUORUM).flatMap(KafkaDetails::quorum).ifPresent(all::quorum);
        all.ailments.addAll(PartitionAilments.of(all.sight));
        all.disks();
        all.strangers();
        all.cordons();
        all.throttles();
        return List.copyOf(all.ailments);
    }

    private void add(String rule, String text, String remedy) {
        ailments.add(new Ailment(rule, text, remedy));
    }

    private void silence() {
        Optional<Observation> silent = view.observation().filter(seen -> !seen.answered());
        if (silent.isEmpty()) {
            return;
        }
        boolean controllers = sight.details()
                .filter(known -> known.answeredBy() == Source.CONTROLLERS)
                .isPresent();
        List<NodeId> down = view.group(KafkaIds.BROKER).stream()
                .filter(node -> !node.processUp())
                .map(NodeView::id)
                .toList();
        add(
                ANSWER,
                (controllers ? "no broker answers, so nothing can be read or written: " : "Kafka does not answer: ")
                        + silent.get().summary(),
                down.isEmpty()
                        ? "holdfast logs " + view.target().name() + "/NODE shows what a node writes"
                        : "start what is down: holdfast start " + Names.few(down));
    }

    private void quorum(Quorum quorum) {
        ControllerGates gates = new ControllerGates(sight);
        List<NodeId> behind = quorum.voters().values().stream()
                .filter(voter -> !gates.follows(voter))
                .map(voter -> KafkaIds.node(view.target().name(), voter.id()))
                .toList();
        int voters = quorum.voters().size();
        int needed = voters / 2 + 1;
        int following = voters - behind.size();
        if (quorum.leader() < 0) {
            add(
                    QUORUM,
                    "no controller is active, so nothing about brokers and topics can change: " + following + " of "
                            + voters + " controllers are in touch, and " + needed + " must be",
                    behind.isEmpty() ? "" : back(behind));
        } else if (!behind.isEmpty()) {
            String text = Names.few(shortNames(behind)) + (behind.size() == 1 ? " does" : " do")
                    + " not follow the active controller";
            add(
                    CONTROLLERS,
                    following <= needed ? text + "; if one more is lost, nothing can change any more" : text,
                    back(behind));
        }
    }

    private String back(List<NodeId> nodes) {
        List<NodeId> down = nodes.stream().filter(sight::isDown).toList();
        return down.isEmpty()
                ? "holdfast logs " + nodes.get(0) + " shows what it writes"
                : "bring " + (down.size() == 1 ? "it" : "them") + " back: holdfast start " + Names.few(down)
                        + "; if a disk is lost for good: holdfast replace " + down.get(0);
    }

    private static List<String> shortNames(List<NodeId> nodes) {
        return nodes.stream().map(NodeId::shortName).toList();
    }

    private void disks() {
        List<String> failed = new ArrayList<>();
        List<String> low = new ArrayList<>();
        boolean full = false;
        for (Broker broker : brokers(Part.LOG_DIRS)) {
            String name = KafkaIds.shortName(broker.id());
            for (Directory directory : broker.directories()) {
                if (!directory.error().isEmpty()) {
                    failed.add(name + " (" + directory.path() + ": " + directory.error() + ")");
                } else if (directory.totalBytes() > 0 && directory.usableBytes() >= 0) {
                    long free = directory.usableBytes() * PERCENT / directory.totalBytes();
                    full |= free < DISK_FULL;
                    if (free < DISK_LOW) {
                        low.add(name + " has " + KafkaReplicas.size(directory.usableBytes()) + " of "
                                + KafkaReplicas.size(directory.totalBytes()) + " free (" + free + " %)");
                    }
                }
            }
        }
        if (!failed.isEmpty()) {
            add(
                    DIRECTORY,
                    "log directories have failed: " + Names.few(failed),
                    "mend what is wrong with the disk, then holdfast restart "
                            + view.target().name() + "/NODE; if it is lost for good: holdfast replace "
                            + view.target().name() + "/NODE");
        }
        if (!low.isEmpty()) {
            add(
                    DISK,
                    Names.few(low) + (full ? "; a broker without any room left ends" : ""),
                    "keep less (retention.ms, retention.bytes of topics), give nodes more disk (holdfast set "
                            + view.target().name() + " groups.broker.disk=SIZE), or add brokers and holdfast rebalance "
                            + view.target().name());
        }
    }

    private Collection<Broker> brokers(Part... parts) {
        return sight.knowing(parts).map(known -> known.brokers().values()).orElse(List.of());
    }

    private void strangers() {
        List<Broker> strangers = brokers(Part.BROKERS, Part.FRESH).stream()
                .filter(broker ->
                        !view.nodes().containsKey(KafkaIds.node(view.target().name(), broker.id())))
                .toList();
        if (strangers.isEmpty()) {
            return;
        }
        List<String> named = strangers.stream()
                .map(broker -> broker.id() + " (" + broker.host() + ":" + broker.port() + ", "
                        + (broker.fenced() ? "not up" : "up") + ")")
                .toList();
        add(
                STRANGER,
                "registered with this cluster, but none of its nodes: broker " + Names.few(named),
                strangers.get(0).fenced()
                        ? "if it is the rest of a lost one: holdfast client "
                                + view.target().name() + " cluster unregister --id "
                                + strangers.get(0).id()
                        : "see who runs it: what is moved onto it is out of Holdfast's hands");
    }

    /** A cordon of ours is written down before it is set. Whose else it is we cannot know: the user's, or of a state we have not. */
    private void cordons() {
        List<Integer> cordoned = brokers(Part.BROKER_CONFIGS).stream()
                .filter(broker ->
                        !broker.config().getOrDefault(KafkaChores.CORDONED, "").isEmpty())
                .map(Broker::id)
                .filter(id -> !isOwed(
                        KafkaChores.cordonDebtId(KafkaIds.node(view.target().name(), id))))
                .toList();
        if (!cordoned.isEmpty()) {
            add(
                    CORDONED,
                    Names.few(cordoned.stream().map(KafkaIds::shortName).toList())
                            + (cordoned.size() == 1 ? " takes" : " take")
                            + " no new partitions: " + KafkaChores.CORDONED
                            + " is set, and no plan of Holdfast's set it",
                    "if nobody wants that: holdfast client " + view.target().name()
                            + " configs --alter --entity-type brokers --entity-name " + cordoned.get(0)
                            + " --delete-config " + KafkaChores.CORDONED);
        }
    }

    /** A limit on moves that nothing is moved under holds back every broker that has to catch up. */
    private void throttles() {
        boolean ours =
                view.debts().stream().map(Debt::id).anyMatch(id -> id.startsWith(KafkaChores.throttleDebtId("")));
        boolean moving = sight.knowing(Part.REASSIGNMENTS)
                .filter(known -> known.reassignments().isEmpty())
                .isEmpty();
        if (ours || moving) {
            return;
        }
        List<String> left = new ArrayList<>();
        for (Broker broker : brokers(Part.BROKER_CONFIGS)) {
            if (KafkaChores.BROKER_THROTTLES.stream()
                    .anyMatch(name -> broker.config().containsKey(name))) {
                left.add(KafkaIds.shortName(broker.id()));
            }
        }
        Optional<String> topic = sight.knowing(Part.TOPIC_CONFIGS)
                .flatMap(known -> known.topics().entrySet().stream()
                        .filter(entry -> KafkaChores.TOPIC_THROTTLES.stream()
                                .anyMatch(name -> entry.getValue().config().containsKey(name)))
                        .map(Map.Entry::getKey)
                        .findFirst());
        if (!left.isEmpty() && topic.isPresent()) {
            add(
                    THROTTLED,
                    "copying between brokers is limited on " + Names.few(left) + " for topic " + topic.get()
                            + ", and nothing is being moved: who is behind catches up late or never",
                    "if nobody wants that: holdfast client " + view.target().name()
                            + " configs --alter --entity-type brokers --entity-name ID --delete-config "
                            + String.join(",", KafkaChores.BROKER_THROTTLES));
        }
    }

    private boolean isOwed(String debt) {
        return view.debts().stream().anyMatch(open -> open.id().equals(debt));
    }
}
