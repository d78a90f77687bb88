package dev.holdfast.database.kafka.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.database.ClusterView;
import dev.holdfast.database.NodeView;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import dev.holdfast.spec.ClusterSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.clients.HostResolver;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;

/** We find brokers that advertise names without asking anybody. */
class NamedAdminTest {

    private static final NodeId BROKER = new NodeId(new ClusterName("orders"), "broker", 1);

    private static ClusterView view(int port) {
        NodeView node = new NodeView(
                BROKER,
                true,
                Optional.empty(),
                "host",
                "127.0.0.1",
                "",
                new TreeMap<>(),
                new TreeMap<>(Map.of("client", port)),
                true,
                true,
                1,
                new TreeMap<>(),
                1);
        ClusterSpec target = new ClusterSpec(
                BROKER.cluster(),
                "kafka",
                "4.3.1",
                "",
                "holdfast/orders",
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                new LinkedHashMap<>());
        return new ClusterView(
                target,
                new TreeMap<>(Map.of(BROKER, node)),
                new TreeMap<>(),
                Optional.empty(),
                List.of(),
                true,
                Instant.EPOCH);
    }

    @Test
    void a_node_is_where_it_is_known_to_be_whatever_its_name_ends_in() throws UnknownHostException {
        HostResolver resolver = NamedAdmin.resolver(view(9092));
        for (String name : List.of("broker-1.orders.holdfast.nowhere", "BROKER-1.orders.x")) {
            assertThat(resolver.resolve(name)).containsExactly(InetAddress.getByName("127.0.0.1"));
        }
        assertThat(resolver.resolve("127.0.0.9")).containsExactly(InetAddress.getByName("127.0.0.9"));
        assertThatThrownBy(() -> resolver.resolve("broker-7.orders.holdfast.invalid"))
                .isInstanceOf(UnknownHostException.class);
    }

    @Test
    void the_client_really_asks_it() throws IOException {
        try (ServerSocket broker = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            broker.setSoTimeout(20_000);
            Properties properties = new Properties();
            properties.put("bootstrap.servers", "127.0.0.1:" + broker.getLocalPort());
            try (Admin admin = NamedAdmin.create(properties, view(broker.getLocalPort()))) {
                assertThat(admin.toString()).contains("KafkaAdminClient");
                broker.accept().close();
            }
        }
        assertThat(NamedAdmin.isPossible())
                .as("this Kafka client has the place where we hook in")
                .isTrue();
    }
}
