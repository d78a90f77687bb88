package dev.holdfast.database.kafka;

import dev.holdfast.database.Chore;
import dev.holdfast.database.Debt;
import dev.holdfast.database.kafka.KafkaDetails.Broker;
import dev.holdfast.database.kafka.KafkaDetails.Topic;
import dev.holdfast.model.NodeId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Names of the operations on Kafka's side, and how they are asked for. */
public final class KafkaChores {

    public static final String CORDON = "cordon";
    public static final String UNCORDON = "uncordon";
    public static final String DRAIN = "drain";
    public static final String REBALANCE = "rebalance";
    public static final String REALIGN = "realign";
    public static final String CHANGE_REPLICATION = "change-replication";
    public static final String CANCEL_REASSIGNMENT = "cancel-reassignment";
    public static final String UNTHROTTLE = "unthrottle";
    public static final String ELECT_LEADERS = "elect-leaders";
    public static final String UNREGISTER = "unregister";
    public static final String CLEAR_CONFIG = "clear-dynamic-config";
    public static final String ADD_CONTROLLER = "add-controller";
    public static final String REMOVE_CONTROLLER = "remove-controller";
    public static final String FINALISE = "finalise-metadata";
    public static final String SET_CLUSTER_CONFIG = "set-cluster-config";

    /** Configuration of a broker: log directories that take no new replicas, or {@code *} for all. */
    public static final String CORDONED = "cordoned.log.dirs";

    /** A broker's configurations that limit the speed of moves. */
    static final List<String> BROKER_THROTTLES =
            List.of("leader.replication.throttled.rate", "follower.replication.throttled.rate");

    /** A topic's configurations that say which replicas are limited. */
    static final List<String> TOPIC_THROTTLES =
            List.of("leader.replication.throttled.replicas", "follower.replication.throttled.replicas");

    /** Argument of chores that move partitions: bytes a second; absent for no limit. */
    static final String THROTTLE = "throttle";

    /** Chores for the whole cluster that move partitions, and leave throttles if they were given a limit. */
    static final List<String> MOVING = List.of(REBALANCE, REALIGN, CHANGE_REPLICATION);

    private KafkaChores() {}

    /** What is owed for a cordon. All directories are cordoned by {@code *}: a path would be void after the next start. */
    static Debt cordonDebt(NodeId broker, Optional<KafkaDetails> details) {
        String had = details.map(known -> known.brokers().get(KafkaIds.kafkaId(broker)))
                .map(known -> known.config().getOrDefault(CORDONED, ""))
                .orElse("");
        Chore payment = Chore.on(broker, UNCORDON);
        return new Debt(
                cordonDebtId(broker),
                broker.shortName() + " takes no new partitions",
                had.isEmpty() || had.equals("*") ? payment : payment.with("had", had));
    }

    /** What a drain leaves when it is given up: partitions that go on moving. */
    static Debt movesDebt(NodeId broker) {
        return new Debt(
                "moves/" + broker.shortName(),
                "partitions are moved off " + broker.shortName(),
                Chore.on(broker, CANCEL_REASSIGNMENT));
    }

    static String cordonDebtId(NodeId broker) {
        return "cordon/" + broker.shortName();
    }

    static String throttleDebtId(String what) {
        return "throttle/" + what;
    }

    /**
     * What is owed for throttles. While another such debt is open, the cluster shows our throttles, not the user's: then what the
     * user had is copied from that debt.
     */
    static Debt throttleDebt(String what, Optional<KafkaDetails> details, List<Debt> open) {
        Optional<Chore> earlier = open.stream()
                .map(Debt::payment)
                .filter(payment -> payment.name().equals(UNTHROTTLE))
                .findFirst();
        Chore payment = earlier.orElseGet(() -> new Chore(
                UNTHROTTLE,
                Optional.empty(),
                details.map(KafkaChores::throttlesOf).orElse(new TreeMap<>())));
        return new Debt(throttleDebtId(what), "moving partitions for " + what + " is throttled", payment);
    }

    private static SortedMap<String, String> throttlesOf(KafkaDetails details) {
        SortedMap<String, String> had = new TreeMap<>();
        for (Broker broker : details.brokers().values()) {
            copy("had.broker." + broker.id() + ".", broker.config(), BROKER_THROTTLES, had);
        }
        for (Topic topic : details.topics().values()) {
            copy("had.topic." + topic.name() + ".", topic.config(), TOPIC_THROTTLES, had);
        }
        return had;
    }

    private static void copy(
            String prefix, Map<String, String> config, List<String> names, SortedMap<String, String> into) {
        for (String name : names) {
            String value = config.get(name);
            if (value != null) {
                into.put(prefix + name, value);
            }
        }
    }

    /** Moves partitions so that these brokers share them evenly. */
    static Chore rebalance(Collection<NodeId> brokers, String throttle) {
        String ids =
                brokers.stream().map(KafkaIds::kafkaId).map(String::valueOf).collect(Collectors.joining(","));
        Chore chore = new Chore(REBALANCE, Optional.empty(), new TreeMap<>()).with("brokers", ids);
        return throttle.isBlank() ? chore : chore.with("throttle", throttle.strip());
    }

    /** Raises the metadata version to what a release knows. Asked for by a person, since it cannot be taken back. */
    public static Chore finalise(KafkaVersions.Release release) {
        return new Chore(FINALISE, Optional.empty(), new TreeMap<>())
                .with("level", Integer.toString(release.metadataLevel()));
    }
}
