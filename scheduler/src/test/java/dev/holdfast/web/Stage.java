package dev.holdfast.web;

import dev.holdfast.api.ApiServer;
import dev.holdfast.api.ApiSettings;
import dev.holdfast.core.View;
import dev.holdfast.core.View.AilmentPicture;
import dev.holdfast.core.View.ClusterPicture;
import dev.holdfast.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** Serves pages about made-up clusters, for people who work on the pages: {@code Stage PORT SCENE}. */
final class Stage {

    private Stage() {}

    public static void main(String[] args) throws Exception {
        FakeSources sources = new FakeSources(scene(args.length > 1 ? args[1] : "mixed"));
        ApiServer server =
                ApiServer.start(ApiSettings.loopback(Integer.parseInt(args[0])), List.of(), List.of(new Web(sources)));
        System.out.println(server.uri());
        new CountDownLatch(1).await();
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
            all.add(Scene.cluster("cluster-" + i, 3, nodes - 3));
        }
        return Scene.view(Scene.agents(100), all);
    }

    private static View mixed() {
        ClusterPicture orders = Scene.cluster("orders", 3, 5);
        ClusterPicture rolling = Scene.cluster("payments", 3, 6);
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
                        Scene.with(
                                broken,
                                "degraded",
                                Optional.empty(),
                                node -> node.id().shortName().equals("broker-2")
                                        ? Scene.changed(
                                                node, "starting", "", "the process ended with exit code 137", List.of())
                                        : node),
                        orders,
                        Scene.with(
                                rolling,
                                "working",
                                Optional.of(
                                        Scene.rolling(rolling, 4, Step.Status.RUNNING, "12 of 30 partitions in sync")),
                                node -> node.id().shortName().equals("broker-1")
                                        ? Scene.changed(node, "starting", "", "", List.of())
                                        : node),
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
}
