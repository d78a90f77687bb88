package dev.holdfast.api;

import dev.holdfast.core.View;
import dev.holdfast.core.View.ClusterPicture;
import dev.holdfast.core.View.NodePicture;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Gauge;
import dev.holdfast.database.Observation;
import dev.holdfast.model.ClusterName;
import dev.holdfast.plan.Plan;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What can be counted, for Prometheus: of each cluster what Holdfast knows, and what its database last said of itself.
 * Nothing is asked of anybody for it.
 */
final class MetricsRoutes {

    private static final String PREFIX = "holdfast_";

    private final Backend backend;

    MetricsRoutes(Backend backend) {
        this.backend = backend;
    }

    List<Route> routes() {
        return List.of(Route.get(
                "/metrics",
                "Numbers to watch over time, in the text format of Prometheus",
                Route.Text.class,
                call -> text()));
    }

    private Route.Text text() throws IOException {
        Families families = new Families();
        View view = backend.engine().view();
        families.add(
                "master_connected",
                "1 while subscribed to a Mesos master",
                labels(),
                view.master().connected());
        families.add("agents", "Mesos agents known", labels(), view.agents().size());
        for (ClusterPicture cluster : view.clusters()) {
            cluster(families, cluster);
        }
        PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.builder().build();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        writer.write(out, families.snapshots());
        return new Route.Text(writer.getContentType(), out.toString(StandardCharsets.UTF_8));
    }

    private void cluster(Families families, ClusterPicture cluster) {
        SortedMap<String, String> labels = labels("cluster", cluster.name());
        families.add(
                "cluster_version",
                "Which release of which database the cluster runs; always 1",
                labels("cluster", cluster.name(), "package", cluster.packageName(), "version", cluster.version()),
                1);
        families.add(
                "cluster_working",
                "1 while a plan is under way",
                labels,
                cluster.plan().filter(Plan::isActive).isPresent());
        Map<String, Long> states = cluster.nodes().stream()
                .collect(Collectors.groupingBy(NodePicture::state, TreeMap::new, Collectors.counting()));
        states.forEach((state, many) -> families.add(
                "cluster_nodes", "Nodes, by state", labels("cluster", cluster.name(), "state", state), many));
        for (NodePicture node : cluster.nodes()) {
            families.add(
                    "node_ready",
                    "1 for a node that serves, by its database's word",
                    labels("cluster", cluster.name(), "node", node.id().shortName()),
                    node.state().equals("ready"));
        }
        Optional<Observation> seen =
                backend.engine().clusterView(new ClusterName(cluster.name())).flatMap(ClusterView::observation);
        seen.ifPresent(observation -> {
            families.add(
                    "cluster_observed_timestamp_seconds",
                    "When the database was last asked",
                    labels,
                    seconds(observation.takenAt()));
            families.add("cluster_answered", "1 if the database answered then", labels, observation.answered());
            for (Gauge gauge : observation.details().gauges()) {
                SortedMap<String, String> all = new TreeMap<>(gauge.labels());
                all.put("cluster", cluster.name());
                families.add(gauge.name(), gauge.help(), all, gauge.value());
            }
        });
    }

    private static double seconds(Instant instant) {
        return instant.toEpochMilli() / 1000.0;
    }

    private static SortedMap<String, String> labels(String... namesAndValues) {
        SortedMap<String, String> labels = new TreeMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            labels.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return labels;
    }

    /** Gathers samples under their names, for the format wants each name once. */
    private static final class Families {

        private final SortedMap<String, GaugeSnapshot.Builder> byName = new TreeMap<>();

        void add(String name, String help, SortedMap<String, String> labels, boolean yes) {
            add(name, help, labels, yes ? 1 : 0);
        }

        void add(String name, String help, SortedMap<String, String> labels, double value) {
            String[] names = labels.keySet().toArray(String[]::new);
            String[] values = labels.values().toArray(String[]::new);
            byName.computeIfAbsent(
                            name,
                            key -> GaugeSnapshot.builder().name(PREFIX + name).help(help))
                    .dataPoint(GaugeDataPointSnapshot.builder()
                            .labels(Labels.of(names, values))
                            .value(value)
                            .build());
        }

        MetricSnapshots snapshots() {
            return new MetricSnapshots(
                    byName.values().stream().map(GaugeSnapshot.Builder::build).toArray(MetricSnapshot[]::new));
        }
    }
}
