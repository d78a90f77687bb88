package dev.holdfast.database.kafka;

import dev.holdfast.database.Chore;
import dev.holdfast.database.Proof;
import dev.holdfast.database.kafka.KafkaDetails.Broker;
import dev.holdfast.database.kafka.KafkaDetails.Feature;
import dev.holdfast.database.kafka.KafkaDetails.Part;
import dev.holdfast.database.kafka.KafkaDetails.Quorum;
import dev.holdfast.database.kafka.KafkaDetails.Topic;
import dev.holdfast.model.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** Whether a chore's purpose is reached, by the newest observation. */
final class ChoreProofs {

    private final Sight sight;
    private final KafkaProofs proofs;
    private final MoveProofs moves;

    ChoreProofs(Sight sight) {
        this.sight = sight;
        this.proofs = new KafkaProofs(sight);
        this.moves = new MoveProofs(sight);
    }

    Proof of(Chore chore) {
        return switch (chore.name()) {
            case KafkaChores.CORDON -> onBroker(chore, this::cordoned);
            case KafkaChores.UNCORDON -> onBroker(chore, node -> uncordoned(node, chore));
            case KafkaChores.DRAIN -> onBroker(chore, proofs::empty);
            case KafkaChores.UNREGISTER -> onBroker(chore, proofs::unregistered);
            case KafkaChores.CLEAR_CONFIG -> onBroker(chore, node -> cleared(node));
            case KafkaChores.ADD_CONTROLLER -> onBroker(chore, proofs::voter);
            case KafkaChores.REMOVE_CONTROLLER -> onBroker(chore, node -> removed(node, chore));
            case KafkaChores.REBALANCE -> moves.rebalanced(chore);
            case KafkaChores.REALIGN -> moves.realigned(chore);
            case KafkaChores.CHANGE_REPLICATION -> moves.resized(chore);
            case KafkaChores.CANCEL_REASSIGNMENT -> reassignmentsOver(chore);
            case KafkaChores.UNTHROTTLE -> unthrottled(chore);
            case KafkaChores.ELECT_LEADERS -> moves.leadersPreferred(TopicChoice.of(chore)::has);
            case KafkaChores.FINALISE -> finalised(chore);
            case KafkaChores.SET_CLUSTER_CONFIG -> configured(chore);
            default -> Proof.unknown("nothing is known of the chore '" + chore.name() + "'");
        };
    }

    private static Proof onBroker(Chore chore, Function<NodeId, Proof> judge) {
        return chore.node().map(judge).orElse(Proof.unknown(chore.name() + " needs a node"));
    }

    /** A broker whose own settings can be read now. */
    private Optional<Broker> readable(NodeId node) {
        return sight.knowing(Part.BROKER_CONFIGS)
                .flatMap(known -> sight.broker(node))
                .filter(broker -> !broker.fenced());
    }

    private boolean isAcknowledged(String chore, NodeId node) {
        return sight.details()
                .filter(known -> known.acknowledged().contains(chore + "/" + KafkaIds.kafkaId(node)))
                .isPresent();
    }

    private Proof cordoned(NodeId node) {
        return readable(node)
                .map(broker -> broker.cordoned()
                        ? Proof.yes(node.shortName() + " takes no new partitions")
                        : Proof.no(node.shortName() + " still takes new partitions"))
                .orElse(Proof.unknown("the settings of " + node.shortName() + " cannot be read"));
    }

    private Proof uncordoned(NodeId node, Chore chore) {
        if (isGone(node)) {
            return Proof.yes(node.shortName() + " is not registered any more");
        }
        String had = chore.arguments().getOrDefault("had", "");
        Optional<Broker> broker = readable(node);
        if (broker.isPresent()) {
            boolean restored =
                    broker.get().config().getOrDefault(KafkaChores.CORDONED, "").equals(had);
            return restored ? Proof.yes("the cordon is off") : Proof.no("the cordon is still on");
        }
        return isAcknowledged(KafkaChores.UNCORDON, node)
                ? Proof.yes("the controllers took the cordon off")
                : Proof.no("the controllers have not yet said that the cordon is off");
    }

    private Proof cleared(NodeId node) {
        if (isGone(node)) {
            return Proof.yes(node.shortName() + " is not registered any more");
        }
        Optional<Broker> broker = readable(node);
        if (broker.isPresent()) {
            return broker.get().config().isEmpty()
                    ? Proof.yes("no settings of its own are left")
                    : Proof.no("settings of its own are left: "
                            + Names.few(new ArrayList<>(broker.get().config().keySet())));
        }
        return isAcknowledged(KafkaChores.CLEAR_CONFIG, node)
                ? Proof.yes("the controllers dropped its settings")
                : Proof.no("the controllers have not yet said that its settings are gone");
    }

    private boolean isGone(NodeId node) {
        return proofs.unregistered(node).isYes();
    }

    private Proof removed(NodeId node, Chore chore) {
        Optional<Quorum> quorum = sight.knowing(Part.QUORUM).flatMap(KafkaDetails::quorum);
        if (quorum.isEmpty()) {
            return Proof.unknown(sight.silence());
        }
        String directory = chore.arguments().getOrDefault("directory", "");
        boolean votes = Optional.ofNullable(quorum.get().voters().get(KafkaIds.kafkaId(node)))
                .filter(voter -> directory.isEmpty() || voter.directoryId().equals(directory))
                .isPresent();
        return votes
                ? Proof.no(node.shortName() + " is still a voter")
                : Proof.yes(node.shortName() + " is out of the quorum");
    }

    private Proof reassignmentsOver(Chore chore) {
        Optional<KafkaDetails> known = sight.knowing(Part.REASSIGNMENTS, Part.FRESH);
        if (known.isEmpty()) {
            return Proof.unknown(sight.silence());
        }
        List<PartitionId> moving = known.get().reassignments().values().stream()
                .filter(one -> chore.node()
                        .map(KafkaIds::kafkaId)
                        .map(id -> one.adding().contains(id) || one.removing().contains(id))
                        .orElse(true))
                .map(KafkaDetails.Reassigning::id)
                .toList();
        return moving.isEmpty()
                ? Proof.yes("nothing is being moved")
                : Proof.no("still moving " + Names.partitions(moving));
    }

    /** Every throttle there is was the user's. What a topic or broker that is gone had cannot be restored, and need not be. */
    private Proof unthrottled(Chore chore) {
        Optional<KafkaDetails> known = sight.knowing(Part.BROKER_CONFIGS, Part.TOPIC_CONFIGS);
        if (known.isEmpty()) {
            return Proof.unknown(sight.silence());
        }
        List<String> wrong = new ArrayList<>();
        for (Broker broker : known.get().brokers().values()) {
            if (!broker.fenced()) {
                compare("broker." + broker.id() + ".", broker.config(), KafkaChores.BROKER_THROTTLES, chore, wrong);
            }
        }
        for (Topic topic : known.get().topics().values()) {
            compare("topic." + topic.name() + ".", topic.config(), KafkaChores.TOPIC_THROTTLES, chore, wrong);
        }
        return wrong.isEmpty()
                ? Proof.yes("throttles are as they were")
                : Proof.no("still to restore: " + Names.few(wrong));
    }

    private static void compare(
            String scope, Map<String, String> config, List<String> names, Chore chore, List<String> wrong) {
        for (String name : names) {
            String had = chore.arguments().getOrDefault("had." + scope + name, "");
            if (!config.getOrDefault(name, "").equals(had)) {
                wrong.add(scope + name);
            }
        }
    }

    private Proof finalised(Chore chore) {
        Optional<Feature> feature =
                sight.knowing(Part.FEATURES).map(known -> known.features().get("metadata.version"));
        if (feature.isEmpty()) {
            return Proof.unknown(sight.silence());
        }
        int level = Integer.parseInt(chore.arguments().getOrDefault("level", "0"));
        int now = feature.get().finalised();
        return now >= level
                ? Proof.yes("metadata version is at level " + now)
                : Proof.no("metadata version is at level " + now + ", not yet " + level);
    }

    private Proof configured(Chore chore) {
        Optional<KafkaDetails> known = sight.knowing(Part.BROKER_CONFIGS);
        if (known.isEmpty()) {
            return Proof.unknown(sight.silence());
        }
        SortedMap<String, String> wrong = new TreeMap<>(chore.arguments());
        wrong.entrySet()
                .removeIf(wish -> known.get()
                        .clusterConfig()
                        .getOrDefault(wish.getKey(), "")
                        .equals(wish.getValue()));
        return wrong.isEmpty()
                ? Proof.yes("set")
                : Proof.no("not in force yet: " + Names.few(new ArrayList<>(wrong.keySet())));
    }
}
