package dev.holdfast.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RingReportTest {

    private static final String GOSSIP = """
        127.0.67.1:7000
          generation:1795306740
          heartbeat:303
          STATUS:28:NORMAL,-11436
          LOAD:284:122672.0
          SCHEMA:22:d037
          DC:12:dc1
          RACK:14:rack1
          RELEASE_VERSION:5:5.0.9
        vm/127.0.67.2:7000
          generation:1795306741
          LOAD:9:5.5
          RACK:14:rack:2
        """;

    @TempDir
    private Path directory = Path.of("");

    private FakeCassandra cassandra;

    @BeforeEach
    void begin() throws Exception {
        cassandra = new FakeCassandra();
    }

    private String json() {
        return new RingReport(cassandra.beans(), 4, "127.0.67.1", new Volume(directory.toString())).json();
    }

    @Test
    void a_process_without_cassandras_beans_is_starting() throws Exception {
        Beans none = new Beans(javax.management.MBeanServerFactory.newMBeanServer());
        String json = new RingReport(none, 3, "127.0.67.1", new Volume(directory.toString())).json();
        assertThat(json)
                .startsWith("{\"database\":\"cassandra\",\"incarnation\":3,")
                .contains("\"mode\":\"STARTING\"", "\"ring\":[]", "\"nativeRunning\":false", "\"oldSstables\":-1")
                .endsWith("}");
    }

    @Test
    void the_ring_is_told_as_this_node_sees_it() throws Exception {
        cassandra
                .register("org.apache.cassandra.net:type=FailureDetector", cassandra.new Bean())
                .set("AllEndpointStatesWithPortAndResolveIp", GOSSIP);
        cassandra.register("org.apache.cassandra.net:type=Gossiper", cassandra.new Bean());
        cassandra.on("getEndpointDowntime", arguments -> 9000L);
        cassandra.on("getKeyspaceReplicationInfo", arguments -> "SimpleStrategy {replication_factor=1}");
        Map<String, String> hosts = new TreeMap<>(Map.of("127.0.67.1:7000", "h1", "127.0.67.2:7000", "h2"));
        cassandra.storage.set("EndpointWithPortToHostId", hosts);
        cassandra.storage.set("TokenToEndpointWithPortMap", new TreeMap<>(Map.of("-5", "127.0.67.1:7000")));
        cassandra.storage.set("LiveNodesWithPort", List.of("127.0.67.1:7000"));
        cassandra.storage.set("JoiningNodesWithPort", List.of("127.0.67.2:7000"));
        assertThat(json())
                .contains(
                        "{\"address\":\"127.0.67.1\",\"hostId\":\"h1\",\"standing\":\"NORMAL\",\"up\":true,\"downMs\":0,"
                                + "\"dc\":\"dc1\",\"rack\":\"rack1\",\"load\":122672,\"tokens\":[-5],\"release\":\"5.0.9\","
                                + "\"schema\":\"d037\"}")
                .contains(
                        "{\"address\":\"127.0.67.2\",\"hostId\":\"h2\",\"standing\":\"JOINING\",\"up\":false,\"downMs\":9000,"
                                + "\"dc\":\"\",\"rack\":\"rack:2\",\"load\":5,\"tokens\":[]")
                .contains("\"replication\":{\"system\":\"SimpleStrategy {replication_factor=1}\",\"shop\":");
    }

    @Test
    void a_member_is_marked_on_its_volume_and_one_that_left_too() throws Exception {
        Volume volume = new Volume(directory.toString());
        assertThat(volume.awayMillis()).isZero();
        assertThat(volume.joinedAtMillis()).isZero();
        volume.note("JOINING", "h1");
        assertThat(directory.resolve(Volume.JOINED)).doesNotExist();
        assertThat(directory.resolve(Volume.ALIVE)).doesNotExist();
        volume.note("NORMAL", "h1");
        assertThat(directory.resolve(Volume.JOINED)).content().isEqualTo("h1\n");
        assertThat(volume.joinedAtMillis()).isPositive();
        assertThat(directory.resolve(Volume.LEFT)).doesNotExist();
        volume.note("DECOMMISSIONED", "h1");
        assertThat(directory.resolve(Volume.LEFT)).exists();
    }

    @Test
    void the_next_process_knows_for_how_long_the_one_before_was_away_until_it_is_a_member_itself() throws Exception {
        new Volume(directory.toString()).note("NORMAL", "h1");
        long hours = 5 * 3_600_000L;
        Files.setLastModifiedTime(
                directory.resolve(Volume.ALIVE), FileTime.fromMillis(System.currentTimeMillis() - hours));
        Volume next = new Volume(directory.toString());
        next.note("STARTING", "");
        assertThat(next.awayMillis()).isGreaterThanOrEqualTo(hours);
        assertThat(new Volume(directory.toString()).awayMillis())
                .as("a start that came to nothing changes nothing")
                .isGreaterThanOrEqualTo(hours);
        next.note("NORMAL", "h1");
        assertThat(new Volume(directory.toString()).awayMillis()).isLessThan(hours);
    }

    @Test
    void since_when_it_is_a_full_member_is_told_by_its_process_alone() throws Exception {
        cassandra.storage.set("OperationMode", "JOINING");
        RingReport report = new RingReport(cassandra.beans(), 4, "127.0.67.1", new Volume(directory.toString()));
        assertThat(report.json()).contains("\"normalMs\":-1,\"mode\":\"JOINING\"");
        cassandra.storage.set("OperationMode", "NORMAL");
        assertThat(report.json()).contains("\"normalMs\":0,\"mode\":\"NORMAL\"");
    }
}
