package dev.holdfast.database.kafka.admin;

import dev.holdfast.database.Chore;
import dev.holdfast.database.kafka.KafkaDetails;
import dev.holdfast.database.kafka.KafkaDetails.Broker;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.BrokerIdNotRegisteredException;

/** Chores on dynamic configuration. Setting what is set and deleting what is not there are no errors to Kafka. */
final class ConfigChores {

    static final String CORDON = "cordoned.log.dirs";
    /** All directories, by whatever path: a cordon by path is lost when the path changes. */
    private static final String ALL_DIRECTORIES = "*";

    private static final ConfigResource ALL_BROKERS = new ConfigResource(ConfigResource.Type.BROKER, "");

    private ConfigChores() {}

    static String cordon(Session session, Chore chore) throws ChoreFailedException {
        int id = Arguments.kafkaId(chore);
        // Brokers that are down are not among these; Kafka's client would wait for it until the deadline.
        if (session.get(session.admin().describeCluster().nodes()).stream().noneMatch(node -> node.id() == id)) {
            throw new ChoreFailedException("broker " + id + " is not up");
        }
        alter(session, broker(id), List.of(set(CORDON, ALL_DIRECTORIES)));
        return "broker " + id + " takes no new partitions";
    }

    static String uncordon(Session session, Chore chore) throws ChoreFailedException {
        int id = Arguments.kafkaId(chore);
        Optional<String> had = Arguments.text(chore, "had");
        alterIfRegistered(session, id, List.of(had.isPresent() ? set(CORDON, had.get()) : delete(CORDON)));
        return had.isPresent()
                ? "cordon of broker " + id + " is again " + had.get()
                : "the cordon of broker " + id + " is taken off";
    }

    /**
     * Which settings a broker that is down has cannot be asked: so those we ever set are deleted, and those that the
     * newest observation saw.
     */
    static String clearDynamicConfig(Session session, Chore chore) throws ChoreFailedException {
        int id = Arguments.kafkaId(chore);
        TreeSet<String> names = new TreeSet<>(Throttles.RATES);
        names.add(CORDON);
        session.cluster().observation().ifPresent(observation -> {
            if (observation.details() instanceof KafkaDetails details
                    && details.brokers().containsKey(id)) {
                Broker broker = details.brokers().get(id);
                names.addAll(broker.config().keySet());
            }
        });
        List<AlterConfigOp> deletes = names.stream().map(ConfigChores::delete).toList();
        return alterIfRegistered(session, id, deletes)
                ? "broker " + id + " has no dynamic settings"
                : "broker " + id + " is not registered";
    }

    static String setClusterConfig(Session session, Chore chore) throws ChoreFailedException {
        List<AlterConfigOp> changes = new ArrayList<>();
        chore.arguments().forEach((name, value) -> {
            if (!name.startsWith(Throttles.HAD)) {
                changes.add(value.isEmpty() ? delete(name) : set(name, value));
            }
        });
        if (changes.isEmpty()) {
            return "nothing to set";
        }
        alter(session, ALL_BROKERS, changes);
        return "set for all brokers: " + String.join(", ", chore.arguments().keySet());
    }

    static void alter(Session session, ConfigResource resource, Collection<AlterConfigOp> changes)
            throws ChoreFailedException {
        session.done(session.changing()
                .incrementalAlterConfigs(Map.of(resource, changes))
                .all());
    }

    /** False where there is no such broker (any more), and so nothing to change. */
    private static boolean alterIfRegistered(Session session, int id, Collection<AlterConfigOp> changes)
            throws ChoreFailedException {
        try {
            alter(session, broker(id), changes);
            return true;
        } catch (ChoreFailedException e) {
            if (e.isBecauseOf(BrokerIdNotRegisteredException.class)) {
                return false;
            }
            throw e;
        }
    }

    static ConfigResource broker(int id) {
        return new ConfigResource(ConfigResource.Type.BROKER, Integer.toString(id));
    }

    static ConfigResource topic(String name) {
        return new ConfigResource(ConfigResource.Type.TOPIC, name);
    }

    static AlterConfigOp set(String name, String value) {
        return new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
    }

    static AlterConfigOp delete(String name) {
        return new AlterConfigOp(new ConfigEntry(name, ""), AlterConfigOp.OpType.DELETE);
    }
}
