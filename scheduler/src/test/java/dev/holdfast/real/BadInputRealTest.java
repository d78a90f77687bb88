package dev.holdfast.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.real.ClusterSight.NodeSight;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is wrong on an agent is said at the node, with its remedy, and nothing half-done is left. */
@Tag("real")
class BadInputRealTest {

    private static final String NETWORK = "127.0.52";
    private static final String SPEC = "name: k1\npackage: kafka\ngroups:\n  controller: {count: 1}\n  broker: {count: 1}\n";
    private static final Duration FIRST_START = Duration.ofMinutes(2);
    private static final Duration WORD = Duration.ofSeconds(60);

    @Test
    void a_node_refuses_to_start_where_its_volume_is_not_mounted() throws Exception {
        try (RealHouse house = new RealHouse(NETWORK)) {
            house.startMesos(List.of("-Dreal.no.isolator=true"), new TreeMap<>(), 0);
            house.startScheduler();
            house.apply(SPEC);
            NodeSight node = trouble(house, "controller-0", "refused:");
            assertThat(node.trouble()).contains("its volume is not mounted").contains("volume/sandbox_path");
            assertThat(Files.exists(house.data().resolve("mesos/agent-0/volumes/holdfast-mark"))).isFalse();
            nothingIsLeftAfterUninstall(house);
        }
    }

    @Test
    void an_unsupported_java_is_named_with_the_versions_that_are_supported() throws Exception {
        try (RealHouse house = new RealHouse(NETWORK)) {
            Path java = house.data().resolve("old/bin/java");
            Files.createDirectories(java.getParent());
            Files.writeString(java, "#!/bin/sh\necho 'openjdk version \"11.0.2\" 2019-01-15' >&2\n");
            assertThat(java.toFile().setExecutable(true)).isTrue();
            Map<String, String> environment = new TreeMap<>();
            environment.put("JAVA_HOME", java.getParent().getParent().toString());
            house.startMesos(List.of(), environment, 0);
            house.startScheduler();
            house.apply(SPEC);
            NodeSight node = trouble(house, "controller-0", "refused:");
            assertThat(node.trouble()).contains("is Java 11.0.2").contains("runs on Java 17 to 25").contains("remedy:");
            nothingIsLeftAfterUninstall(house);
        }
    }

    @Test
    void a_foreign_disk_and_a_port_in_use_are_named_and_the_node_comes_back_when_they_are_gone() throws Exception {
        try (RealHouse house = new RealHouse(NETWORK)) {
            house.startMesos(0);
            house.startScheduler();
            house.done(house.apply(SPEC), FIRST_START);
            NodeSight broker = house.cluster().node("broker-0");
            Path mark = house.volume(broker).resolve("holdfast-mark");
            Path own = mark.resolveSibling("own-mark");

            house.accepted(house.say("stop k1"));
            house.await("stopped", WORD, BadInputRealTest::isStopped);
            Files.copy(mark, own);
            Files.writeString(mark, Files.readString(own).replace("node=broker-0", "node=broker-7"));
            house.say("start k1");
            NodeSight foreign = trouble(house, "broker-0", "refused:");
            assertThat(foreign.trouble()).contains("the volume is marked for").contains("broker-7");
            Files.move(own, mark, StandardCopyOption.REPLACE_EXISTING);
            house.await("ready with its own mark", WORD, ClusterSight::isReady);

            house.accepted(house.say("stop k1"));
            house.await("stopped", WORD, BadInputRealTest::isStopped);
            int port = broker.ports().get("client");
            try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getByName(broker.address()))) {
                assertThat(taken.isBound()).isTrue();
                house.say("start k1");
                NodeSight late = trouble(house, "broker-0", "refused:");
                assertThat(late.trouble())
                        .contains(broker.address() + ":" + port + " cannot be listened on")
                        .contains("remedy: end what uses port " + port);
            }
            house.await("ready when the port is free", WORD.multipliedBy(2), ClusterSight::isReady);
        }
    }

    private static boolean isStopped(ClusterSight sight) {
        return sight.plan().status().equals("DONE")
                && sight.nodes().stream().allMatch(node -> node.state().equals("stopped"));
    }

    private static NodeSight trouble(RealHouse house, String node, String word) {
        return house.await(
                        node + " says what is wrong",
                        WORD,
                        sight -> sight.find(node).filter(found -> found.trouble().contains(word)).isPresent())
                .node(node);
    }

    private static void nothingIsLeftAfterUninstall(RealHouse house) {
        house.say("uninstall k1");
        house.await("nothing is left", WORD, sight -> sight.nodes().isEmpty());
        Awaitility.await("no process is left").atMost(WORD).until(() -> house.databases().isEmpty());
    }
}
