package dev.holdfast.api;

import dev.holdfast.api.wire.TargetsInfo;
import dev.holdfast.core.View;
import dev.holdfast.core.View.AgentView;
import dev.holdfast.core.View.ClusterPicture;
import dev.holdfast.core.View.NodePicture;
import dev.holdfast.database.Exporter;
import dev.holdfast.engine.Leadership;
import dev.holdfast.metrics.Scrape;
import dev.holdfast.model.ClusterName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What can be counted, for Prometheus: of this scheduler, of each cluster what Holdfast knows, and what its database last said of itself.
 * Nothing is asked of anybody for it. And where else to look: at the exporters beside nodes.
 */
final class MetricsRoutes {

    private final Backend backend;
    private final Leadership leadership;

    MetricsRoutes(Backend backend, Leadership leadership) {
        this.backend = backend;
        this.leadership = leadership;
    }

    List<Route> routes() {
        return List.of(
                Route.get(
                        "/metrics",
                        "Numbers to watch over time, in the text format of Prometheus",
                        Route.Text.class,
                        call -> new Route.Text(Scrape.type(), text())),
                Route.list(
                        "/v1/prometheus/targets",
                        "What Prometheus shall scrape, for its http_sd_configs: this scheduler and the exporters of nodes",
                        TargetsInfo.class,
                        call -> targets(call.host())));
    }

    /** Of several schedulers only the one that leads tells of clusters: what is summed up must be there once. */
    private String text() {
        return leadership.leads()
                ? Scrape.text(
                        backend.engine().meter(),
                        backend.engine().view(),
                        name -> backend.engine().clusterView(new ClusterName(name)))
                : Scrape.text(backend.engine().meter());
    }

    /** A node is a target for as long as it has its place and shall run, up or not: that it does not answer is what an alert is about. */
    private List<TargetsInfo> targets(String self) {
        View view = backend.engine().view();
        Map<String, String> zones = view.agents().stream()
                .collect(Collectors.toMap(AgentView::id, AgentView::zone, (one, other) -> one, TreeMap::new));
        List<TargetsInfo> targets = new ArrayList<>();
        SortedMap<String, String> own = new TreeMap<>();
        own.put("job", "holdfast");
        own.put("component", "scheduler");
        targets.add(new TargetsInfo(List.of(self), own));
        for (ClusterPicture cluster : view.clusters()) {
            for (NodePicture node : cluster.nodes()) {
                Integer port = node.ports().get(Exporter.PORT);
                if (Exporter.isWanted(cluster.spec())
                        && port != null
                        && node.goal().equals("running")) {
                    targets.add(new TargetsInfo(
                            List.of(node.address() + ":" + port),
                            labels(cluster, node, zones.getOrDefault(node.agentId(), ""))));
                }
            }
        }
        return targets;
    }

    private static SortedMap<String, String> labels(ClusterPicture cluster, NodePicture node, String zone) {
        SortedMap<String, String> labels = new TreeMap<>();
        labels.put("job", cluster.packageName());
        labels.put("component", "node");
        labels.put("cluster", cluster.name());
        labels.put("package", cluster.packageName());
        labels.put("group", node.id().group());
        labels.put("node", node.id().shortName());
        labels.put("agent", node.hostname());
        labels.put("zone", zone);
        return labels;
    }
}
