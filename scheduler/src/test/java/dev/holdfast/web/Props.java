package dev.holdfast.web;

import dev.holdfast.api.ApiHouse;
import dev.holdfast.api.Route;
import dev.holdfast.api.backups.BackupInfo;
import dev.holdfast.api.wire.AuditInfo;
import dev.holdfast.api.wire.AuditInfo.AmountInfo;
import dev.holdfast.api.wire.AuditInfo.AuditAgentInfo;
import dev.holdfast.api.wire.AuditInfo.AuditClusterInfo;
import dev.holdfast.api.wire.AuditInfo.AuditNodeInfo;
import dev.holdfast.api.wire.AuditInfo.GivenUpInfo;
import dev.holdfast.api.wire.AuditInfo.LeakInfo;
import dev.holdfast.api.wire.EventInfo;
import dev.holdfast.core.View;
import dev.holdfast.core.View.ClusterPicture;
import dev.holdfast.core.View.NodePicture;
import dev.holdfast.database.Gauge;
import dev.holdfast.database.cassandra.CassandraPackage;
import dev.holdfast.database.crate.CratePackage;
import dev.holdfast.database.kafka.KafkaPackage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What lies around on a stage: events, logs, numbers, older targets, backups and an audit, all made up. */
final class Props {

    private static final Instant NOW = Scene.NOW;

    private Props() {}

    /** Sources of a scene, with all that pages look up beside its picture. */
    static FakeSources of(View view) {
        FakeSources sources = new FakeSources(view);
        sources.packages.addAll(List.of(
                new CassandraPackage(new ApiHouse.SilentDriver()).descriptor(),
                new CratePackage(new ApiHouse.SilentDriver()).descriptor(),
                new KafkaPackage(new ApiHouse.SilentDriver()).descriptor()));
        for (ClusterPicture cluster : view.clusters()) {
            sources.events.put(cluster.name(), events(cluster));
            cluster.nodes().forEach(node -> logs(sources, node));
            numbers(sources, cluster, 0);
        }
        sources.targets.put("payments#1", Scene.spec("payments", 3, 3));
        sources.targets.put("payments#2", Scene.spec("payments", 3, 5));
        return sources;
    }

    private static List<EventInfo> events(ClusterPicture cluster) {
        String name = cluster.name();
        String node = cluster.nodes().stream()
                .filter(one -> one.state().equals("starting"))
                .findFirst()
                .orElse(cluster.nodes().get(cluster.nodes().size() - 1))
                .id()
                .shortName();
        List<EventInfo> events = new ArrayList<>();
        long second = 0;
        for (String[] line : new String[][] {
            {"plan", "", "you", "plan 7 accepted: set broker.memory=4GB"},
            {"step", node, "", "restart " + node + " began"},
            {"node", node, "", node + " is asked to end, with 60 s to do so"},
            {"node", node, "", node + ": the process ended with exit code 143, as it was told to"},
            {"node", node, "", node + " is launched on host-4.example, its 2nd launch"},
            {"health", "", "", "6 partitions have fewer copies in sync than they have"},
            {"node", node, "", node + " is ready after 21 s"},
            {"health", "", "", "all partitions are in sync again"},
        }) {
            second += 7 + name.hashCode() % 3;
            events.add(new EventInfo(second, NOW.minusSeconds(240 - second), name, line[1], line[0], line[2], line[3]));
        }
        return events;
    }

    private static void logs(FakeSources sources, NodePicture node) {
        String place = node.id().cluster().value() + "/" + node.id().shortName() + "/";
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            text.append(String.format(
                    "[2026-11-22 02:%02d:%02d,%03d] INFO [ReplicaFetcher replicaId=1, leaderId=2, fetcherId=0] Partition"
                            + " clicks-%d has an older epoch (%d) than the current leader (kafka.server.ReplicaFetcherThread)%n",
                    20 + i / 2, i * 37 % 60, i * 331 % 1000, i % 12, 40 + i));
        }
        text.append("[2026-11-22 02:59:58,120] INFO ssl.keystore.password=changeit (kafka.server.KafkaConfig)\n");
        text.append("[2026-11-22 02:59:59,004] INFO [KafkaServer id=1] started (kafka.server.KafkaServer)\n");
        for (int launch = 1; launch <= node.incarnation(); launch++) {
            sources.files.put(place + launch + "/stdout", text.toString());
            sources.files.put(place + launch + "/stderr", "");
            sources.files.put(place + launch + "/logs/gc.log", "[0.004s][info][gc] Using G1\n");
        }
    }

    /** Numbers of a moment; those of the next differ a little. */
    static void numbers(FakeSources sources, ClusterPicture cluster, int moment) {
        List<Gauge> gauges = new ArrayList<>();
        for (NodePicture node : cluster.nodes()) {
            gauge(
                    gauges,
                    node,
                    "kafka_broker_disk_bytes",
                    "Size of the disk below a directory of logs",
                    50.0 * (1L << 30));
            gauge(gauges, node, "kafka_broker_disk_free_bytes", "Free on it", (31.5 - moment * 0.02) * (1L << 30));
            gauge(gauges, node, "kafka_broker_replicas", "Copies of partitions it has", 36);
            gauge(gauges, node, "kafka_broker_request_queue_seconds", "How long requests wait", latency(moment));
        }
        sources.gauges.put(cluster.name(), gauges);
    }

    static double latency(int moment) {
        return 0.8 + Math.sin(moment / 5.0) * 0.5 + Math.sin(moment / 1.7) * 0.2;
    }

    private static void gauge(List<Gauge> gauges, NodePicture node, String name, String help, double value) {
        gauges.add(new Gauge(name, help, new TreeMap<>(Map.of("node", node.id().shortName())), value));
    }

    /** What the API would answer. */
    static List<Route> routes() {
        return List.of(
                Route.list("/v1/clusters/{cluster}/backups", "Backups", BackupInfo.class, call -> backups()),
                Route.get("/v1/audit", "Audit", AuditInfo.class, call -> audit()));
    }

    private static List<BackupInfo> backups() {
        return List.of(
                backup("holdfast-20261122t0255", "IN_PROGRESS", 0, true, ""),
                backup("holdfast-20261122t0200", "SUCCESS", 42, true, ""),
                backup(
                        "holdfast-20261122t0100",
                        "PARTIAL",
                        63,
                        true,
                        "doc.clicks, shard 3: node data-1 left while it was copied"),
                backup("before-the-upgrade", "SUCCESS", 184, false, ""));
    }

    private static BackupInfo backup(String name, String state, long seconds, boolean scheduled, String problem) {
        Instant began = scheduled
                ? Instant.parse("2026-11-22T" + name.substring(18, 20) + ":" + name.substring(20) + ":00Z")
                : NOW.minus(Duration.ofDays(6));
        return new BackupInfo(
                name,
                "minio",
                "s3",
                state,
                Optional.of(began),
                seconds == 0 ? Optional.empty() : Optional.of(began.plusSeconds(seconds)),
                72,
                seconds == 0 ? "" : "14 tables, 72 shards",
                scheduled,
                problem);
    }

    private static AuditInfo audit() {
        AmountInfo one = new AmountInfo(1, 4096, 51_200);
        return new AuditInfo(
                NOW.minusSeconds(4),
                "",
                List.of(
                        new AuditAgentInfo("host-0.example", "agent-0", new AmountInfo(2, 8192, 102_400), one, 2),
                        new AuditAgentInfo("host-1.example", "agent-1", one, one, 1)),
                List.of(new AuditClusterInfo(
                        "orders", new AmountInfo(8, 32_768, 409_600), new AmountInfo(7, 28_672, 358_400))),
                List.of(
                        new AuditNodeInfo("orders/broker-0", "host-0.example", "c-17-mark", one, one, ""),
                        new AuditNodeInfo(
                                "orders/broker-1",
                                "host-1.example",
                                "c-18-mark",
                                one,
                                one,
                                "port 9092 is not reserved any more")),
                List.of(new LeakInfo(
                        "c-3-mark",
                        "orders/broker-5",
                        2,
                        "host-0.example",
                        "holdfast/orders",
                        one,
                        true,
                        NOW.minusSeconds(4),
                        "")),
                List.of(new GivenUpInfo(
                        "c-9-mark",
                        "orders/broker-3",
                        "host-7.example",
                        "holdfast/orders",
                        "its node was replaced",
                        NOW.minusSeconds(7200),
                        true)),
                List.of(new GivenUpInfo(
                        "c-2-mark",
                        "orders/broker-2",
                        "host-3.example",
                        "holdfast/orders",
                        "its volume came back after its node was replaced",
                        NOW.minusSeconds(86_400),
                        false)),
                2);
    }
}
