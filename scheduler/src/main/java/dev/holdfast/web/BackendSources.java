package dev.holdfast.web;

import dev.holdfast.api.Backend;
import dev.holdfast.api.EventPictures;
import dev.holdfast.api.LogTrouble;
import dev.holdfast.api.Refused;
import dev.holdfast.api.wire.EndpointInfo;
import dev.holdfast.api.wire.EventInfo;
import dev.holdfast.core.View;
import dev.holdfast.core.View.ClusterPicture;
import dev.holdfast.database.DatabasePackage;
import dev.holdfast.database.Gauge;
import dev.holdfast.engine.Leadership;
import dev.holdfast.engine.NodeLogs;
import dev.holdfast.mesos.OperatorException;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.Descriptor;
import java.net.URI;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The scheduler in this process. */
final class BackendSources implements Sources {

    /** As much of a file as is read at once. */
    private static final int MOST_BYTES = 64_000;

    private final Backend backend;
    private final Leadership leadership;
    private final RecentHistory recent = new RecentHistory();

    BackendSources(Backend backend, Leadership leadership) {
        this.backend = backend;
        this.leadership = leadership;
    }

    @Override
    public View view() {
        return backend.engine().view();
    }

    @Override
    public void watch(Consumer<View> watcher) {
        backend.engine().watch(watcher);
    }

    @Override
    public void unwatch(Consumer<View> watcher) {
        backend.engine().unwatch(watcher);
    }

    @Override
    public Glance.Leading leading() {
        return new Glance.Leading(
                leadership.leads(),
                leadership.leader().map(URI::toString).orElse(""),
                backend.engine().halted().getNow(""));
    }

    @Override
    public List<EventInfo> history(String cluster, int limit) {
        return recent.get(
                cluster,
                limit,
                () -> backend.store().history(new ClusterName(cluster), limit).stream()
                        .map(EventPictures::event)
                        .toList());
    }

    /** One that stands by has not counted what the other told: then what is about clusters is all it can find at once. */
    @Override
    public List<EventInfo> events(int limit) {
        if (!leadership.leads()) {
            return view().clusters().stream()
                    .flatMap(cluster -> history(cluster.name(), limit).stream())
                    .sorted(Comparator.comparing(EventInfo::at))
                    .toList();
        }
        long before = Math.max(0, backend.engine().tail().newest() - limit);
        return recent.get(
                "",
                limit,
                () -> backend.store().told(before, limit).stream()
                        .map(EventPictures::event)
                        .toList());
    }

    @Override
    public List<EndpointInfo> endpoints(ClusterPicture cluster) {
        DatabasePackage known = backend.packages().get(cluster.packageName());
        if (known == null || !leadership.leads()) {
            return List.of();
        }
        return backend.engine()
                .clusterView(new ClusterName(cluster.name()))
                .map(view -> known.driver().endpoints(view).stream()
                        .map(endpoint -> new EndpointInfo(endpoint.name(), endpoint.value()))
                        .toList())
                .orElse(List.of());
    }

    @Override
    public List<Gauge> gauges(String cluster) {
        return backend.engine()
                .clusterView(new ClusterName(cluster))
                .flatMap(dev.holdfast.database.ClusterView::observation)
                .map(seen -> seen.details().gauges())
                .orElse(List.of());
    }

    @Override
    public Optional<ClusterSpec> target(String cluster, long number) {
        return backend.store().target(new ClusterName(cluster), number);
    }

    @Override
    public List<Descriptor> packages() {
        return backend.packages().values().stream()
                .map(DatabasePackage::descriptor)
                .toList();
    }

    @Override
    public List<NodeLogs.Launched> launches(String cluster, String node) {
        return backend.files().launches(id(cluster, node));
    }

    @Override
    public List<NodeLogs.LogFile> logs(String cluster, String node, int launch) {
        return asked(cluster, node, launch, id -> backend.files().list(id, launch));
    }

    @Override
    public Written read(String cluster, String node, int launch, String file, long offset) {
        return asked(cluster, node, launch, id -> {
            NodeLogs.Piece piece = backend.files().read(id, launch, file, offset, MOST_BYTES);
            return new Written(piece.text(), piece.next(), piece.size());
        });
    }

    /** What is asked of an agent. */
    private interface Question<T> {
        T of(NodeId node) throws OperatorException, InterruptedException;
    }

    private <T> T asked(String cluster, String node, int launch, Question<T> question) {
        NodeId id = id(cluster, node);
        NodeLogs.Launched launched = launches(cluster, node).stream()
                .filter(known -> known.incarnation() == launch)
                .findFirst()
                .orElseThrow(() -> Refused.because(
                        Refused.UNKNOWN,
                        "of launch " + launch + " of " + node + " nothing is remembered",
                        "its node's page lists those that are"));
        try {
            return question.of(id);
        } catch (OperatorException e) {
            throw LogTrouble.of(id, launched, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Refused.because(Refused.UNAVAILABLE, "this scheduler is stopping", "");
        }
    }

    private static NodeId id(String cluster, String node) {
        return NodeId.parse(cluster + "/" + node)
                .orElseThrow(() -> Refused.because(Refused.UNKNOWN, "there is no node '" + node + "'", ""));
    }
}
