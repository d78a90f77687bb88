package dev.holdfast.database.kafka.admin;

import dev.holdfast.database.Chore;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.kafka.KafkaIds;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/** All chores by name, and the opening of a session for one. */
final class Chores {

    /** Where {@link ClusterView#identity} keeps Kafka's cluster id. */
    static final String CLUSTER_ID = "cluster.id";

    /** Does one chore; one line for people about what was done. */
    interface Work {
        String perform(Session session, Chore chore) throws ChoreFailedException;
    }

    private enum Door {
        BROKERS,
        CONTROLLERS
    }

    private record Entry(Door door, Work work) {}

    private final SortedMap<String, Entry> entries;

    Chores() {
        TreeMap<String, Entry> all = new TreeMap<>();
        // A cordon is checked by the broker it is about; taking it off must also work where that broker is down.
        all.put("cordon", new Entry(Door.BROKERS, ConfigChores::cordon));
        all.put("uncordon", new Entry(Door.CONTROLLERS, ConfigChores::uncordon));
        all.put("clear-dynamic-config", new Entry(Door.CONTROLLERS, ConfigChores::clearDynamicConfig));
        all.put("set-cluster-config", new Entry(Door.CONTROLLERS, ConfigChores::setClusterConfig));
        all.put("drain", new Entry(Door.BROKERS, MoveChores::drain));
        all.put("rebalance", new Entry(Door.BROKERS, MoveChores::rebalance));
        all.put("realign", new Entry(Door.BROKERS, MoveChores::realign));
        all.put("change-replication", new Entry(Door.BROKERS, MoveChores::changeReplication));
        all.put("cancel-reassignment", new Entry(Door.CONTROLLERS, MoveChores::cancel));
        all.put("throttle", new Entry(Door.BROKERS, Throttles::set));
        all.put("unthrottle", new Entry(Door.BROKERS, Throttles::clear));
        all.put("elect-leaders", new Entry(Door.BROKERS, MoveChores::electLeaders));
        all.put("unregister", new Entry(Door.CONTROLLERS, QuorumChores::unregister));
        all.put("add-controller", new Entry(Door.CONTROLLERS, QuorumChores::addController));
        all.put("remove-controller", new Entry(Door.CONTROLLERS, QuorumChores::removeController));
        all.put("finalise-metadata", new Entry(Door.CONTROLLERS, QuorumChores::finaliseMetadata));
        entries = Collections.unmodifiableSortedMap(all);
    }

    String perform(ClusterView cluster, Chore chore, Deadline deadline) throws ChoreFailedException {
        Entry entry = entries.get(chore.name());
        if (entry == null) {
            throw new ChoreFailedException("no such chore; there are " + String.join(", ", entries.keySet()));
        }
        return entry.door == Door.BROKERS
                ? throughBrokers(cluster, deadline, session -> entry.work.perform(session, chore))
                : throughControllers(cluster, deadline, session -> entry.work.perform(session, chore));
    }

    /** What is done in a session. */
    interface Talk<T> {
        T with(Session session) throws ChoreFailedException;
    }

    static <T> T throughBrokers(ClusterView cluster, Deadline deadline, Talk<T> talk) throws ChoreFailedException {
        List<String> up = AdminDoor.addresses(cluster, KafkaIds.BROKER, node -> node.processUp());
        List<String> addresses = up.isEmpty() ? AdminDoor.addresses(cluster, KafkaIds.BROKER, node -> true) : up;
        return through(AdminDoor::toBrokers, addresses, "broker", cluster, deadline, talk);
    }

    static <T> T throughControllers(ClusterView cluster, Deadline deadline, Talk<T> talk) throws ChoreFailedException {
        List<String> addresses = AdminDoor.addresses(cluster, KafkaIds.CONTROLLER, node -> true);
        return through(AdminDoor::toControllers, addresses, "controller", cluster, deadline, talk);
    }

    private interface Opening {
        Admin open(ClusterView cluster, List<String> addresses, Deadline deadline);
    }

    private static <T> T through(
            Opening opening, List<String> addresses, String whom, ClusterView cluster, Deadline deadline, Talk<T> talk)
            throws ChoreFailedException {
        if (addresses.isEmpty()) {
            throw new ChoreFailedException("no " + whom + " has an address yet");
        }
        Admin admin;
        try {
            admin = opening.open(cluster, addresses, deadline);
        } catch (KafkaException e) {
            throw new ChoreFailedException(e);
        }
        try {
            Session session = new Session(admin, cluster, deadline);
            checkIdentity(session);
            return talk.with(session);
        } finally {
            AdminDoor.close(admin);
        }
    }

    /** Addresses can be taken over; another cluster's data is not ours to work on. */
    private static void checkIdentity(Session session) throws ChoreFailedException {
        String expected = session.cluster().identity().getOrDefault(CLUSTER_ID, "");
        String found = session.get(session.admin().describeCluster().clusterId());
        if (!expected.isEmpty() && !expected.equals(found)) {
            throw new ChoreFailedException("another cluster, " + found + ", answers at its addresses");
        }
    }
}
