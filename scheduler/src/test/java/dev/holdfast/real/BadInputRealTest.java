package dev.holdfast.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.real.ClusterSight.NodeSight;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is wrong on an agent is said at the node, with its remedy, and nothing half-done is left. */
@Tag("real")
class BadInputRealTest {

    private static final String NETWORK = "127.0.52";
    private static final int NO_ISOLATOR = 0;
    private static final int OLD_JAVA = 1;
    private static final int WELL = 2;
    private static final Duration FIRST_START = Duration.ofMinutes(2);
    private static final Duration WORD = Duration.ofSeconds(60);

    private static Optional<RealHouse> open = Optional.empty();

    @BeforeAll
    static void open() throws IOException {
        RealHouse house = new RealHouse(NETWORK, "well");
        open = Optional.of(house);
        Path home = house.data().resolve("old");
        Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\necho 'openjdk version \"11.0.2\" 2019-01-15' >&2\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        Map<String, String> oldJava = new TreeMap<>();
        oldJava.put("JAVA_HOME", home.toString());
        house.startMesos(WELL);
        house.startAgent(NO_ISOLATOR, List.of("-Dreal.no.isolator=true"), new TreeMap<>());
        house.startAgent(OLD_JAVA, List.of(), oldJava);
        house.startScheduler();
    }

    @AfterAll
    static void close() throws IOException {
        if (open.isPresent()) {
            open.get().close();
        }
    }

    @Test
    void a_node_refuses_to_start_where_its_volume_is_not_mounted() throws Exception {
        RealHouse house = open.orElseThrow();
        house.accepted(house.apply(specOn("unmounted", NO_ISOLATOR)));
        NodeSight node = trouble(house, "controller-0", "refused:");
        assertThat(node.trouble()).contains("its volume is not mounted").contains("volume/sandbox_path");
        nothingIsLeftAfterUninstall(house, "unmounted");
    }

    @Test
    void an_unsupported_java_is_named_with_the_versions_that_are_supported() throws Exception {
        RealHouse house = open.orElseThrow();
        house.accepted(house.apply(specOn("oldjava", OLD_JAVA)));
        NodeSight node = trouble(house, "controller-0", "refused:");
        assertThat(node.trouble())
                .contains("is Java 11.0.2")
                .contains("runs on Java 17 to 25")
                .contains("remedy:");
        nothingIsLeftAfterUninstall(house, "oldjava");
    }

    @Test
    void a_foreign_disk_and_a_port_in_use_are_named_and_the_node_comes_back_when_they_are_gone() throws Exception {
        RealHouse house = open.orElseThrow();
        house.done(house.apply(specOn("well", WELL)), FIRST_START);
        NodeSight broker = house.cluster().node("broker-0");
        Path mark = house.volume(broker).resolve("holdfast-mark");
        Path own = mark.resolveSibling("own-mark");

        stopBroker(house);
        Files.copy(mark, own);
        Files.writeString(mark, Files.readString(own).replace("node=broker-0", "node=broker-7"));
        house.say("start well broker-0");
        NodeSight foreign = trouble(house, "broker-0", "refused:");
        assertThat(foreign.trouble()).contains("the volume is marked for").contains("broker-7");
        Files.move(own, mark, StandardCopyOption.REPLACE_EXISTING);
        house.await("ready with its own mark", WORD, ClusterSight::isReady);

        stopBroker(house);
        int port = broker.ports().getOrDefault("client", 0);
        try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getByName(broker.address()))) {
            assertThat(taken.isBound()).isTrue();
            house.say("start well broker-0");
            NodeSight late = trouble(house, "broker-0", "refused:");
            assertThat(late.trouble())
                    .contains(broker.address() + ":" + port + " cannot be listened on")
                    .contains("remedy: end what uses port " + port);
        }
        house.await("ready when the port is free", WORD, ClusterSight::isReady);
    }

    /** One controller and one broker, on this agent only; the house looks at it from now on. */
    private static String specOn(String name, int agent) {
        open.orElseThrow().watch(name);
        String place = "constraint: \"@hostname:IS:" + open.orElseThrow().agentAddress(agent) + "\"";
        return "name: " + name + "\npackage: kafka\ngroups:\n  controller: {count: 1, " + place
                + "}\n  broker: {count: 1, " + place + "}\n";
    }

    /** The only one there is: an outage, which has to be accepted. */
    private static void stopBroker(RealHouse house) {
        house.accepted(house.say("stop well broker-0"));
        house.accepted(house.say("resume well single-broker"));
        house.await("stopped", WORD, BadInputRealTest::brokerIsStopped);
    }

    private static boolean brokerIsStopped(ClusterSight sight) {
        return sight.plan().status().equals("DONE")
                && sight.node("broker-0").state().equals("stopped");
    }

    private static NodeSight trouble(RealHouse house, String node, String word) {
        return house.await(
                        node + " says what is wrong",
                        WORD,
                        sight -> sight.find(node)
                                .filter(found -> found.trouble().contains(word))
                                .isPresent())
                .node(node);
    }

    private static void nothingIsLeftAfterUninstall(RealHouse house, String name) {
        house.say("uninstall " + name);
        house.await("nothing is left", WORD, sight -> sight.nodes().isEmpty());
    }
}
