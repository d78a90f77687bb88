package dev.holdfast.database.kafka.admin;

import dev.holdfast.database.ClusterView;
import dev.holdfast.database.NodeView;
import dev.holdfast.database.kafka.KafkaIds;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** Opens Kafka's Admin client on addresses that nodes advertise. */
final class AdminDoor {

    /** So that a call that went to a hung node can be asked once more elsewhere before the deadline. */
    private static final int ATTEMPTS_WITHIN_DEADLINE = 3;

    private static final int LEAST_REQUEST_MILLIS = 500;
    private static final Duration CLOSE = Duration.ofMillis(200);

    private AdminDoor() {}

    /** {@code address:port} of every placed node of a group that passes. */
    static List<String> addresses(ClusterView cluster, String group, Predicate<NodeView> which) {
        String port = group.equals(KafkaIds.CONTROLLER) ? KafkaIds.CONTROLLER_PORT : KafkaIds.CLIENT_PORT;
        return cluster.group(group).stream()
                .filter(node -> node.placed()
                        && node.ports().containsKey(port)
                        && !node.address().isEmpty())
                .filter(which)
                .map(node -> node.endpoint(port))
                .toList();
    }

    /** A client that speaks to brokers. */
    static Admin toBrokers(ClusterView cluster, List<String> addresses, Deadline deadline) {
        return open(cluster, AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, addresses, deadline);
    }

    /** A client that speaks to controllers only. */
    static Admin toControllers(ClusterView cluster, List<String> addresses, Deadline deadline) {
        return open(cluster, AdminClientConfig.BOOTSTRAP_CONTROLLERS_CONFIG, addresses, deadline);
    }

    /** Closing waits for nobody: whoever did not answer by now is not heard. */
    static void close(Admin admin) {
        admin.close(CLOSE);
    }

    private static Admin open(ClusterView cluster, String kind, List<String> addresses, Deadline deadline) {
        int millis = deadline.leftMillis();
        int request = Math.max(LEAST_REQUEST_MILLIS, millis / ATTEMPTS_WITHIN_DEADLINE);
        Properties properties = new Properties();
        properties.put(kind, String.join(",", addresses));
        properties.put(AdminClientConfig.CLIENT_ID_CONFIG, "holdfast");
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.max(millis, request));
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, request);
        properties.put(AdminClientConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, (long) request);
        properties.put(AdminClientConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MAX_MS_CONFIG, (long) request);
        properties.put(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, (long) LEAST_REQUEST_MILLIS);
        properties.put(AdminClientConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        // No JMX reporter: a client lives for one look, and there are many.
        properties.put(AdminClientConfig.METRIC_REPORTER_CLASSES_CONFIG, "");
        return NamedAdmin.create(properties, cluster);
    }
}
