package dev.holdfast.web;

import dev.holdfast.api.ApiException;
import dev.holdfast.api.ApiServer;
import dev.holdfast.api.ApiSettings;
import dev.holdfast.core.View;
import dev.holdfast.core.View.AilmentPicture;
import dev.holdfast.core.View.ClusterPicture;
import dev.holdfast.plan.Reason;
import dev.holdfast.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Serves pages about made-up clusters, for people who work on the pages: {@code Stage PORT SCENE}. */
final class Stage {

    private Stage() {}

    public static void main(String[] args) throws Exception {
        FakeSources sources = Props.of(scene(args.length > 1 ? args[1] : "mixed"));
        ApiServer server = open(sources, ApiSettings.loopback(Integer.parseInt(args[0])));
        System.out.println(server.uri());
        CountDownLatch never = new CountDownLatch(1);
        for (int moment = 1; !never.await(1, TimeUnit.SECONDS); moment++) {
            for (ClusterPicture cluster : sources.view().clusters()) {
                Props.numbers(sources, cluster, moment);
            }
        }
    }

    /** Serves them, with what the API would tell of backups and reservations. */
    static ApiServer open(FakeSources sources, ApiSettings settings) throws ApiException {
        return ApiServer.start(settings, Props.routes(), List.of(new Web(sources)));
    }

    /** empty, mixed, frozen, nomaster or many. */
    static View scene(String name) {
        return switch (name) {
            case "empty" -> Scene.view(Scene.agents(5), List.of());
            case "many" -> many(50, 20);
            case "frozen" -> Scene.frozen(mixed(), "4 of 9 agents were lost within a minute");
            case "nomaster" -> Scene.withoutMaster(mixed(), "http://10.0.0.1:5050 does not answer: connection refused");
            default -> mixed();
        };
    }

    static View many(int clusters, int nodes) {
        List<ClusterPicture> all = new ArrayList<>();
        for (int i = 0; i < clusters; i++) {
            all.add(Scene.cluster(Scene.spec("cluster-" + i, 3, nodes - 3), "48 partitions, all in sync", 100));
        }
        return Scene.view(Scene.agents(100), all);
    }

    private static View mixed() {
        ClusterPicture orders = Scene.cluster("orders", 3, 5);
        ClusterPicture rolling =
                Scene.saying(Scene.cluster("payments", 3, 6), "5 of 6 brokers, 36 of 48 partitions are in sync");
        ClusterPicture blocked = Scene.cluster("telemetry-of-all-warehouses", 0, 9);
        ClusterPicture broken = Scene.cluster("clicks", 3, 4);
        ClusterPicture unwell = Scene.cluster("audit", 0, 3);
        return Scene.view(
                Scene.agents(9),
                List.of(
                        Scene.ailing(
                                unwell,
                                new AilmentPicture(
                                        "min-isr",
                                        "topic audit-log has 2 replicas and min.insync.replicas 2: no broker can be"
                                                + " restarted without an outage",
                                        "raise its replicas to 3",
                                        Scene.NOW)),
                        Scene.saying(
                                Scene.with(
                                        broken,
                                        "degraded",
                                        Optional.empty(),
                                        node -> node.id().shortName().equals("broker-2")
                                                ? Scene.changed(
                                                        node,
                                                        "starting",
                                                        "",
                                                        "the process ended with exit code 137",
                                                        List.of())
                                                : node),
                                "3 of 4 brokers, 12 of 48 partitions have fewer copies in sync than they have"),
                        orders,
                        Scene.with(
                                rolling,
                                "working",
                                Optional.of(
                                        Scene.rolling(rolling, 4, Step.Status.RUNNING, "12 of 30 partitions in sync")),
                                node -> node.id().shortName().equals("broker-1")
                                        ? Scene.changed(node, "starting", "", "", List.of())
                                        : node),
                        growing(),
                        Scene.with(
                                blocked,
                                "waiting",
                                Optional.of(
                                        Scene.rolling(
                                                blocked,
                                                2,
                                                Step.Status.WAITING,
                                                "3 partitions would fall below min.insync.replicas: clicks-0, clicks-4, views-2")),
                                node -> node)));
    }

    /** A CrateDB whose two newest nodes find no place. */
    private static ClusterPicture growing() {
        ClusterPicture search = Scene.cluster(
                Scene.spec("search", "crate", "6.4.3", Map.of("data", Scene.group("data", 5))),
                "GREEN, 3 nodes, 14 tables, 72 shards",
                9);
        return Scene.with(
                search,
                "waiting",
                Optional.empty(),
                node -> node.id().index() < 3
                        ? node
                        : Scene.changed(
                                Scene.node("search", "data", node.id().index(), "wanted", 0),
                                "wanted",
                                "",
                                "",
                                Optional.of(new Reason(
                                        "place",
                                        "no agent fits: 5 of 9 have too little memory, 3 have a node of this cluster",
                                        Scene.NOW.minusSeconds(1310),
                                        "",
                                        Optional.empty())),
                                List.of(
                                        "host-0.example: 3 GB of 4 GB memory",
                                        "host-1.example: 3 GB of 4 GB memory",
                                        "host-4.example: 3 GB of 4 GB memory",
                                        "host-5.example: 3 GB of 4 GB memory",
                                        "host-7.example: 3 GB of 4 GB memory",
                                        "host-2.example: is draining",
                                        "host-3.example: has a node of this cluster, and '@hostname UNIQUE' wants one on each",
                                        "host-6.example: has a node of this cluster, and '@hostname UNIQUE' wants one on each",
                                        "host-8.example: has a node of this cluster, and '@hostname UNIQUE' wants one on each")));
    }
}
