package dev.holdfast.api.kafka;

import dev.holdfast.api.Backend;
import dev.holdfast.api.Call;
import dev.holdfast.api.Refused;
import dev.holdfast.api.Route;
import dev.holdfast.api.wire.Asks;
import dev.holdfast.api.wire.OutcomeInfo;
import dev.holdfast.core.Command;
import dev.holdfast.core.View.ClusterPicture;
import dev.holdfast.database.Chore;
import dev.holdfast.database.kafka.KafkaChores;
import dev.holdfast.database.kafka.KafkaVersions;
import dev.holdfast.model.ClusterName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** All routes that only Kafka clusters have. */
public final class KafkaRoutes {

    private static final String KAFKA = "kafka";
    private static final String PREVIEW = "preview";

    private final Backend backend;
    private final KafkaVersions versions;

    public KafkaRoutes(Backend backend, KafkaVersions versions) {
        this.backend = backend;
        this.versions = versions;
    }

    public List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        routes.add(Route.post(
                        "/v1/clusters/{cluster}/finalize",
                        "Raises the metadata version to what the running release knows; cannot be taken back",
                        Asks.Nothing.class,
                        OutcomeInfo.class,
                        this::finalise)
                .with(PREVIEW, "true: say what would be done, and do nothing"));
        routes.add(Route.post(
                        "/v1/clusters/{cluster}/rebalance",
                        "Moves partitions so that all brokers share them, moving as little as possible",
                        Asks.Rebalance.class,
                        OutcomeInfo.class,
                        this::rebalance)
                .with(PREVIEW, "true: say what would be done, and do nothing"));
        TopicRoutes topics = new TopicRoutes(backend);
        routes.addAll(topics.routes());
        routes.addAll(new QuotaRoutes(topics::view).routes());
        return List.copyOf(routes);
    }

    private ClusterPicture cluster(Call call) {
        ClusterPicture cluster = backend.cluster(call.path("cluster"));
        if (!cluster.packageName().equals(KAFKA)) {
            throw Refused.because(
                    Refused.INVALID,
                    cluster.name() + " is a " + cluster.packageName() + ", which has no such verb",
                    "'holdfast status' lists all clusters with their packages");
        }
        return cluster;
    }

    private Object finalise(Call call) throws InterruptedException {
        ClusterPicture cluster = cluster(call);
        Optional<KafkaVersions.Release> release = versions.find(cluster.version());
        if (release.isEmpty()) {
            throw Refused.because(
                    Refused.CONFLICT,
                    "Kafka " + cluster.version() + " is not in the catalogue, so its metadata version is not known",
                    "use: holdfast client " + cluster.name() + " features");
        }
        return ask(
                call,
                new Command.Run(
                        new ClusterName(cluster.name()),
                        KafkaChores.finalise(release.get()),
                        "finalize metadata version " + release.get().metadataName()));
    }

    private Object rebalance(Call call) throws InterruptedException {
        ClusterPicture cluster = cluster(call);
        String throttle = Brokers.rate(call.body(Asks.Rebalance.class).throttle());
        Chore chore = new Chore(KafkaChores.REBALANCE, Optional.empty(), new TreeMap<>())
                .with("brokers", Brokers.idsOf(cluster));
        Command.Run run = new Command.Run(
                new ClusterName(cluster.name()),
                throttle.isEmpty() ? chore : chore.with("throttle", throttle),
                "rebalance");
        return ask(call, run);
    }

    private Object ask(Call call, Command.Run run) throws InterruptedException {
        return backend.ask(call.flag(PREVIEW) ? new Command.PreviewRun(run) : run);
    }
}
