package dev.holdfast.web;

import dev.holdfast.api.Refused;
import dev.holdfast.api.wire.EndpointInfo;
import dev.holdfast.api.wire.EventInfo;
import dev.holdfast.core.View;
import dev.holdfast.core.View.ClusterPicture;
import dev.holdfast.database.Gauge;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.Descriptor;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A scheduler that shows what it is given. */
final class FakeSources implements Sources {

    final Map<String, List<EventInfo>> events = new ConcurrentHashMap<>();
    final Map<String, String> files = new ConcurrentHashMap<>();
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
        return List.of(new EndpointInfo("bootstrap", "127.0.0.2:9092,127.0.0.3:9092"));
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
    public Written read(String cluster, String node, String file, long offset) {
        String text = Optional.ofNullable(files.get(cluster + "/" + node + "/" + file))
                .orElseThrow(() -> Refused.because(Refused.UNAVAILABLE, "the agent does not answer", "look again"));
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int from = (int) Math.min(bytes.length, offset < 0 ? Math.max(0, bytes.length + offset) : offset);
        return new Written(new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8), bytes.length);
    }
}
