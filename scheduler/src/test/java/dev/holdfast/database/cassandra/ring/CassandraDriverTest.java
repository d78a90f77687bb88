package dev.holdfast.database.cassandra.ring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Chore;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.NodeView;
import dev.holdfast.database.Observation;
import dev.holdfast.database.cassandra.CassandraDetails;
import dev.holdfast.model.AgentId;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import dev.holdfast.spec.ClusterSpec;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CassandraDriverTest {

    private static final ClusterName NAME = new ClusterName("ring");
    private static final int READY = 2;
    private static final int AUTHENTICATE = 3;
    private static final int RESULT = 8;
    private static final int ERROR = 0;

    private final List<ServerSocket> sockets = new ArrayList<>();
    private final TreeMap<NodeId, NodeView> nodes = new TreeMap<>();

    @AfterEach
    void close() throws IOException {
        for (ServerSocket socket : sockets) {
            socket.close();
        }
    }

    private interface Talk {
        void with(Socket caller) throws IOException;
    }

    private int listen(Talk talk) throws IOException {
        ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        sockets.add(socket);
        Thread thread = new Thread(
                () -> {
                    while (!socket.isClosed()) {
                        try (Socket caller = socket.accept()) {
                            talk.with(caller);
                        } catch (IOException e) {
                            // The test is over, or the caller has heard enough.
                        }
                    }
                },
                "test-node");
        thread.setDaemon(true);
        thread.start();
        return socket.getLocalPort();
    }

    private int companion(String json) throws IOException {
        return listen(caller -> {
            assertThat(caller.getInputStream().read(new byte[1024])).isPositive();
            OutputStream out = caller.getOutputStream();
            out.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            out.write(json.getBytes(StandardCharsets.UTF_8));
            out.flush();
        });
    }

    /** A native port that answers with these operations, one after the other; each in two pieces. */
    private int nativePort(int... operations) throws IOException {
        return listen(caller -> {
            DataInputStream in = new DataInputStream(caller.getInputStream());
            for (int operation : operations) {
                byte[] head = in.readNBytes(5);
                assertThat(head[0]).as("version").isEqualTo((byte) 4);
                in.readNBytes(in.readInt());
                ByteBuffer frame = ByteBuffer.allocate(13);
                frame.put((byte) 0x84).put((byte) 0).putShort((short) 0).put((byte) operation);
                frame.putInt(4).putInt(2);
                caller.getOutputStream().write(frame.array(), 0, 6);
                caller.getOutputStream().flush();
                caller.getOutputStream().write(frame.array(), 6, 7);
                caller.getOutputStream().flush();
            }
        });
    }

    private void node(int index, int status, int cql) {
        NodeId id = new NodeId(NAME, "node", index);
        SortedMap<String, Integer> ports = new TreeMap<>();
        ports.put("status", status);
        ports.put("native", cql);
        ports.put("jmx", 7199);
        nodes.put(
                id,
                new NodeView(
                        id,
                        true,
                        Optional.of(new AgentId("a" + index)),
                        "h",
                        InetAddress.getLoopbackAddress().getHostAddress(),
                        "",
                        new TreeMap<>(),
                        ports,
                        true,
                        true,
                        1,
                        new TreeMap<>(),
                        1));
    }

    private ClusterView view() {
        ClusterSpec target = new ClusterSpec(
                NAME,
                "cassandra",
                "5.0.9",
                "",
                "",
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                new LinkedHashMap<>());
        return new ClusterView(target, nodes, new TreeMap<>(), Optional.empty(), List.of(), false, Instant.EPOCH);
    }

    private Observation look(Duration timeout) {
        try (CassandraDriver driver = new CassandraDriver(Clock.systemUTC())) {
            return driver.observe(view(), timeout);
        }
    }

    private static String status(String mode) {
        String address = InetAddress.getLoopbackAddress().getHostAddress();
        return "{\"database\":\"cassandra\",\"incarnation\":1,\"mode\":\"" + mode + "\",\"hostId\":\"h\",\"address\":\""
                + address + "\",\"schema\":\"s\",\"nativeRunning\":true,\"ring\":[{\"address\":\"" + address
                + "\",\"hostId\":\"h\",\"standing\":\"NORMAL\",\"up\":true,\"tokens\":[1]}],\"replication\":{\"shop\":"
                + "\"SimpleStrategy {replication_factor=1}\"}}";
    }

    private boolean cqlAnswered(int... operations) throws IOException {
        nodes.clear();
        node(0, companion(status("NORMAL")), nativePort(operations));
        Observation seen = look(Duration.ofSeconds(3));
        return ((CassandraDetails) seen.details())
                .nodes()
                .values()
                .iterator()
                .next()
                .cqlAnswered();
    }

    @Test
    void a_node_that_answers_a_query_is_ready() throws IOException {
        node(0, companion(status("NORMAL")), nativePort(READY, RESULT));
        Observation seen = look(Duration.ofSeconds(3));
        assertThat(seen.answered()).isTrue();
        assertThat(seen.summary()).isEqualTo("1 of 1 nodes up and normal");
        assertThat(seen.nodes().values()).allSatisfy(health -> {
            assertThat(health.ready()).isTrue();
            assertThat(health.incarnation()).isEqualTo(1);
        });
        assertThat(((CassandraDetails) seen.details()).keyspaces()).containsOnlyKeys("shop");
    }

    @Test
    void an_open_port_alone_is_no_answer() throws IOException {
        assertThat(cqlAnswered(READY, RESULT)).isTrue();
        assertThat(cqlAnswered(AUTHENTICATE)).as("it asks who we are").isTrue();
        assertThat(cqlAnswered(READY, ERROR)).isFalse();
        assertThat(cqlAnswered(ERROR)).isFalse();
        assertThat(cqlAnswered()).isFalse();
    }

    @Test
    void a_silent_node_costs_no_more_than_the_time_given_and_the_others_count() throws IOException {
        node(0, companion(status("NORMAL")), nativePort(READY, RESULT));
        int silent = listen(
                caller -> assertThat(caller.getInputStream().readAllBytes()).isNotNull());
        node(1, silent, silent);
        node(2, 1, 1);
        long begun = System.nanoTime();
        Observation seen = look(Duration.ofMillis(700));
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
        assertThat(seen.answered()).isTrue();
        assertThat(((CassandraDetails) seen.details()).nodes()).hasSize(1);
    }

    @Test
    void while_a_node_starts_nothing_is_concluded_of_keyspaces() throws IOException {
        node(0, companion(status("STARTING")), nativePort(READY, RESULT));
        assertThat(((CassandraDetails) look(Duration.ofSeconds(3)).details()).keyspacesKnown())
                .isFalse();
    }

    @Test
    void nobody_there_is_an_observation_too() {
        node(0, 1, 1);
        Observation seen = look(Duration.ofSeconds(1));
        assertThat(seen.answered()).isFalse();
        assertThat(seen.summary()).isEqualTo("no node answers");
    }

    @Test
    void clients_are_told_where_to_connect_and_operations_are_not_done_from_here() {
        node(0, 9406, 9042);
        try (CassandraDriver driver = new CassandraDriver(Clock.systemUTC())) {
            assertThat(driver.endpoints(view()))
                    .extracting(endpoint -> endpoint.name() + "=" + endpoint.value())
                    .containsExactly("cql=127.0.0.1:9042", "dc=dc1", "jmx.node-0=127.0.0.1:7199");
            Chore chore = new Chore("repair", Optional.empty(), new TreeMap<>());
            assertThat(driver.perform(view(), chore, Duration.ofSeconds(1)).ok())
                    .isFalse();
        }
    }
}
