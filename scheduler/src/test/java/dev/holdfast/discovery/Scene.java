package dev.holdfast.discovery;

import dev.holdfast.cli.run.Databases;
import dev.holdfast.core.View;
import dev.holdfast.core.View.AgentView;
import dev.holdfast.core.View.ClusterPicture;
import dev.holdfast.core.View.NodePicture;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.SpecReader;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Views as a scheduler shows them, of Kafka clusters. */
final class Scene {

    static final NamesSettings SETTINGS =
            NamesSettings.of("mesos", "holdfast", Duration.ofSeconds(5), LabelRule.RFC1123);

    private static final SpecReader SPECS =
            new SpecReader(Databases.specRules(Databases.all(Clock.systemUTC()), "holdfast"));
    private static final Instant NOW = Instant.parse("2026-11-22T04:00:00Z");

    private final Map<String, Map<Integer, NodePicture>> clusters = new TreeMap<>();
    private String master = "10.0.0.1:5050";
    private boolean connected = true;
    private long turn = 1;

    static Scene orders() {
        return new Scene()
                .node("orders", 0, "ready", "10.0.0.10")
                .node("orders", 1, "ready", "10.0.0.11")
                .node("orders", 2, "starting", "10.0.0.12");
    }

    Scene cluster(String cluster) {
        clusters.computeIfAbsent(cluster, none -> new TreeMap<>());
        return this;
    }

    Scene node(String cluster, int index, String state, String address) {
        return node(cluster, index, state, address, "task-" + index);
    }

    Scene node(String cluster, int index, String state, String address, String taskId) {
        cluster(cluster);
        Optional.ofNullable(clusters.get(cluster))
                .ifPresent(nodes -> nodes.put(index, picture(cluster, index, state, address, taskId)));
        return this;
    }

    Scene without(String cluster, int index) {
        Optional.ofNullable(clusters.get(cluster)).ifPresent(nodes -> nodes.remove(index));
        return this;
    }

    Scene without(String cluster) {
        clusters.remove(cluster);
        return this;
    }

    Scene master(String text, boolean up) {
        master = text;
        connected = up;
        return this;
    }

    private static NodePicture picture(String cluster, int index, String state, String address, String taskId) {
        return new NodePicture(
                new NodeId(new ClusterName(cluster), "broker", index),
                state,
                "running",
                NOW,
                "host-" + index,
                address,
                new TreeMap<>(Map.of("client", 9092, "status", 9404)),
                1,
                1,
                true,
                "",
                Optional.empty(),
                "",
                1,
                1,
                1,
                "agents-S" + index,
                taskId,
                List.of());
    }

    private static ClusterSpec spec(String cluster) {
        return SPECS.read("name: " + cluster + "\npackage: kafka\ngroups: {broker: 3}")
                .spec()
                .orElseThrow();
    }

    /** The next view. */
    View view() {
        List<ClusterPicture> pictures = new ArrayList<>();
        clusters.forEach((name, nodes) -> pictures.add(new ClusterPicture(
                name,
                "kafka",
                "4.3.1",
                1,
                spec(name),
                "ready",
                "",
                Optional.empty(),
                List.copyOf(nodes.values()),
                Optional.empty(),
                List.of(),
                List.of(),
                NOW)));
        List<AgentView> agents = List.of(agent("10.0.0.10"), agent("10.0.0.11"), agent("fd00::12"));
        return new View(
                turn++,
                NOW,
                "owner",
                "framework",
                new View.Master(connected, master, "1.11.0", NOW),
                agents,
                true,
                List.copyOf(pictures),
                List.of(),
                Optional.empty());
    }

    private static AgentView agent(String ip) {
        return new AgentView(
                ip, ip, ip, "", new TreeMap<>(), 1, 1, 1, true, List.of(), Optional.empty(), Optional.of(5051));
    }

    static InetAddress address(String text) {
        return Entries.address(text).orElseThrow();
    }

    NameTable table() {
        return NameTable.of(view(), SETTINGS, Optional.empty(), 1);
    }
}
