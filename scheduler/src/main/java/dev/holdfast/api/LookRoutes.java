package dev.holdfast.api;

import dev.holdfast.api.wire.AgentInfo;
import dev.holdfast.api.wire.ClusterInfo;
import dev.holdfast.api.wire.EndpointInfo;
import dev.holdfast.api.wire.EventInfo;
import dev.holdfast.api.wire.HealthInfo;
import dev.holdfast.api.wire.OddityInfo;
import dev.holdfast.api.wire.PackageInfo;
import dev.holdfast.api.wire.PackageInfo.PackageGroupInfo;
import dev.holdfast.api.wire.PlanInfo;
import dev.holdfast.api.wire.StatusInfo;
import dev.holdfast.api.wire.WhyInfo;
import dev.holdfast.core.View;
import dev.holdfast.core.View.ClusterPicture;
import dev.holdfast.engine.Leadership;
import dev.holdfast.spec.Descriptor;
import dev.holdfast.spec.SpecWriter;
import dev.holdfast.store.StateFile;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** What may be seen. */
final class LookRoutes {

    private static final String CLUSTER = "/v1/clusters/{cluster}";
    private static final int MOST_EVENTS = 10_000;

    /** A loop that turns does so every few seconds. */
    private static final Duration LONGEST_SILENCE = Duration.ofMinutes(1);

    private static final Duration AGENTS_PATIENCE = Duration.ofSeconds(1);

    private final Backend backend;
    private final Leadership leadership;

    LookRoutes(Backend backend, Leadership leadership) {
        this.backend = backend;
        this.leadership = leadership;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/health", "Whether the scheduler acts", HealthInfo.class, call -> health()),
                Route.get("/v1/status", "Everything at once", StatusInfo.class, call -> Pictures.status(view())),
                Route.list(
                        "/v1/clusters",
                        "All clusters",
                        ClusterInfo.class,
                        call -> view().clusters().stream()
                                .map(Pictures::cluster)
                                .toList()),
                Route.get(CLUSTER, "One cluster", ClusterInfo.class, call -> Pictures.cluster(cluster(call))),
                Route.get(
                        CLUSTER + "/spec",
                        "The spec in force, as YAML; of secrets it has only the names",
                        String.class,
                        call -> SpecWriter.write(cluster(call).spec())),
                Route.get(CLUSTER + "/plan", "The newest plan", PlanInfo.class, this::plan),
                Route.list(CLUSTER + "/events", "What happened, oldest first", EventInfo.class, this::events)
                        .with("limit", "how many of the newest"),
                Route.list(CLUSTER + "/endpoints", "Where clients connect", EndpointInfo.class, this::endpoints),
                Route.get(
                        CLUSTER + "/why",
                        "What it waits for, by which rule, since when, and what can be done",
                        WhyInfo.class,
                        call -> Why.of(cluster(call), view())),
                Route.get(
                        "/v1/state",
                        "All that is durable, as `holdfast state export` writes it; of secrets it has only the names",
                        Route.Text.class,
                        call -> new Route.Text("application/x-ndjson", StateFile.text(backend.store()))),
                Route.list("/v1/agents", "Mesos agents", AgentInfo.class, call -> Pictures.agents(agents())),
                Route.list(
                        "/v1/oddities",
                        "Reservations of ours that need attention",
                        OddityInfo.class,
                        call -> Pictures.status(view()).oddities()),
                Route.list(
                        "/v1/packages",
                        "Databases that can be run",
                        PackageInfo.class,
                        call -> backend.packages().values().stream()
                                .map(known -> packageInfo(known.descriptor()))
                                .toList()));
    }

    /** As they are now: who asks has perhaps just seen one die. */
    private View agents() throws InterruptedException {
        return backend.engine().viewOfAgents(AGENTS_PATIENCE);
    }

    private View view() {
        return backend.engine().view();
    }

    private ClusterPicture cluster(Call call) {
        return backend.cluster(call.path("cluster"));
    }

    private HealthInfo health() {
        if (backend.engine().halted().isDone()) {
            throw Refused.because(
                    Refused.UNAVAILABLE,
                    "this scheduler has stopped: " + backend.engine().halted().getNow(""),
                    "start it again");
        }
        if (!leadership.leads()) {
            String leader = leadership.leader().map(URI::toString).orElse("");
            return new HealthInfo(
                    true, leader.isEmpty() ? "standing by; none leads" : "standing by", HealthInfo.STANDBY, leader);
        }
        Duration silence = backend.engine().silence();
        if (silence.compareTo(LONGEST_SILENCE) > 0) {
            throw Refused.because(
                    Refused.UNAVAILABLE,
                    "nothing was decided for " + silence.toSeconds() + " s; perhaps nothing can be stored",
                    "see the scheduler's log, and whether its disk is full");
        }
        View.Master master = view().master();
        return new HealthInfo(
                true,
                master.connected() ? "subscribed to " + master.text() : "not connected: " + master.text(),
                HealthInfo.LEADER,
                "");
    }

    private PlanInfo plan(Call call) {
        ClusterPicture cluster = cluster(call);
        return cluster.plan()
                .map(PlanPictures::plan)
                .orElseThrow(() -> Refused.because(Refused.UNKNOWN, cluster.name() + " has had no plan yet", ""));
    }

    private List<EventInfo> events(Call call) {
        int limit = (int) call.number("limit", 100, 1, MOST_EVENTS);
        return backend.store().history(Backend.name(cluster(call).name()), limit).stream()
                .map(EventPictures::event)
                .toList();
    }

    private List<EndpointInfo> endpoints(Call call) {
        ClusterPicture cluster = cluster(call);
        return backend.packageOf(cluster).driver().endpoints(backend.viewOf(cluster)).stream()
                .map(endpoint -> new EndpointInfo(endpoint.name(), endpoint.value()))
                .toList();
    }

    private static PackageInfo packageInfo(Descriptor descriptor) {
        return new PackageInfo(
                descriptor.name(),
                descriptor.title(),
                descriptor.versions(),
                descriptor.defaultVersion(),
                descriptor.groups().values().stream()
                        .map(group -> new PackageGroupInfo(
                                group.name(),
                                group.defaultCount(),
                                group.counts(),
                                group.maxCount(),
                                group.cpusMilli() / 1000.0,
                                group.memoryMegabytes(),
                                group.heapMegabytes(),
                                group.diskMegabytes(),
                                group.ports()))
                        .toList(),
                descriptor.options(),
                descriptor.optionTexts(),
                descriptor.tools());
    }
}
