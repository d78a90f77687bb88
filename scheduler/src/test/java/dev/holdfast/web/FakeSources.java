package dev.holdfast.web;

import dev.holdfast.api.Refused;
import dev.holdfast.api.wire.EndpointInfo;
import dev.holdfast.api.wire.EventInfo;
import dev.holdfast.core.View;
import dev.holdfast.core.View.ClusterPicture;
import dev.holdfast.core.View.NodePicture;
import dev.holdfast.database.Gauge;
import dev.holdfast.engine.NodeLogs;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.Descriptor;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A scheduler that shows what it is given. */
class FakeSources implements Sources {

    final Map<String, List<EventInfo>> events = new ConcurrentHashMap<>();

    /** Logs by cluster/node/launch/name. */
    final Map<String, String> files = new ConcurrentSkipListMap<>();

    final Map<String, List<NodeLogs.Launched>> launches = new ConcurrentHashMap<>();
    final Map<String, ClusterSpec> targets = new ConcurrentHashMap<>();
    final Map<String, List<Gauge>> gauges = new ConcurrentHashMap<>();
    final List<Descriptor> packages = new CopyOnWriteArrayList<>();
    private final List<Consumer<View>> watchers = new CopyOnWriteArrayList<>();
    volatile Glance.Leading leading = new Glance.Leading(true, "", "");
    private volatile View view;

    FakeSources(View view) {
        this.view = view;
    }

    /** Publishes another picture, as the loop does. */
    void show(View next) {
        View counted = next.withTurn(view.turn() + 1);
        view = counted;
        watchers.forEach(watcher -> watcher.accept(counted));
    }

    void change(UnaryOperator<View> how) {
        show(how.apply(view));
    }

    @Override
    public View view() {
        return view;
    }

    @Override
    public void watch(Consumer<View> watcher) {
        watchers.add(watcher);
    }

    @Override
    public void unwatch(Consumer<View> watcher) {
        watchers.remove(watcher);
    }

    @Override
    public Glance.Leading leading() {
        return leading;
    }

    @Override
    public List<EventInfo> history(String cluster, int limit) {
        List<EventInfo> all = events.getOrDefault(cluster, List.of());
        return all.subList(Math.max(0, all.size() - limit), all.size());
    }

    @Override
    public List<EndpointInfo> endpoints(ClusterPicture cluster) {
        return cluster.nodes().stream()
                .map(NodePicture::address)
                .filter(address -> !address.isEmpty())
                .map(address -> address + ":9092")
                .limit(3)
                .collect(Collectors.collectingAndThen(
                        Collectors.joining(","), all -> List.of(new EndpointInfo("bootstrap", all))));
    }

    @Override
    public List<Gauge> gauges(String cluster) {
        return gauges.getOrDefault(cluster, List.of());
    }

    @Override
    public Optional<ClusterSpec> target(String cluster, long number) {
        return Optional.ofNullable(targets.get(cluster + "#" + number));
    }

    @Override
    public List<Descriptor> packages() {
        return packages;
    }

    @Override
    public List<EventInfo> events(int limit) {
        List<EventInfo> all = events.values().stream()
                .flatMap(List::stream)
                .sorted(Comparator.comparing(EventInfo::at))
                .toList();
        return all.subList(Math.max(0, all.size() - limit), all.size());
    }

    /** The newest is that of the picture, and runs; the one before has failed. */
    @Override
    public List<NodeLogs.Launched> launches(String cluster, String node) {
        return launches.getOrDefault(
                cluster + "/" + node,
                view.cluster(cluster).stream()
                        .flatMap(known -> known.nodes().stream())
                        .filter(known -> known.id().shortName().equals(node))
                        .flatMap(known -> IntStream.range(0, known.incarnation())
                                .mapToObj(age -> launched(known, known.incarnation() - age, age)))
                        .toList());
    }

    private static NodeLogs.Launched launched(NodePicture node, int number, int age) {
        return new NodeLogs.Launched(
                number,
                node.hostname(),
                node.since().minusSeconds(90_000L * age),
                age == 0 ? "running" : "failed",
                age > 0);
    }

    @Override
    public List<NodeLogs.LogFile> logs(String cluster, String node, int launch) {
        String place = cluster + "/" + node + "/" + launch + "/";
        return files.entrySet().stream()
                .filter(file -> file.getKey().startsWith(place))
                .map(file -> new NodeLogs.LogFile(
                        file.getKey().substring(place.length()),
                        file.getValue().getBytes(StandardCharsets.UTF_8).length,
                        Scene.NOW))
                .toList();
    }

    @Override
    public Written read(String cluster, String node, int launch, String file, long offset) {
        String text = Optional.ofNullable(files.get(cluster + "/" + node + "/" + launch + "/" + file))
                .orElseThrow(() -> Refused.because(Refused.UNAVAILABLE, "the agent does not answer", "look again"));
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int from = (int) Math.min(bytes.length, offset < 0 ? Math.max(0, bytes.length + offset) : offset);
        return new Written(
                new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8), bytes.length, bytes.length);
    }
}
