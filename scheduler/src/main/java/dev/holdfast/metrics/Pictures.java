package dev.holdfast.metrics;

import static dev.holdfast.metrics.Families.labels;

import dev.holdfast.core.View;
import dev.holdfast.core.View.AgentView;
import dev.holdfast.core.View.ClusterPicture;
import dev.holdfast.core.View.NodePicture;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Gauge;
import dev.holdfast.database.Observation;
import dev.holdfast.plan.Plan;
import dev.holdfast.plan.Reason;
import dev.holdfast.plan.Step;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Gauges out of a picture, and out of what databases last said of themselves. */
final class Pictures {

    /** The rule of a node that is not started again by itself. */
    private static final String PARKED = "parked";

    private static final double BYTES_A_MEGABYTE = 1 << 20;

    private final View view;
    private final Function<String, Optional<ClusterView>> clusters;
    private final Families families = new Families();

    private Pictures(View view, Function<String, Optional<ClusterView>> clusters) {
        this.view = view;
        this.clusters = clusters;
    }

    /**
     * Gauges of a picture.
     *
     * @param clusters a cluster as its rules see it, by name
     */
    static Families of(View view, Function<String, Optional<ClusterView>> clusters) {
        Pictures pictures = new Pictures(view, clusters);
        pictures.house();
        view.clusters().forEach(pictures::cluster);
        return pictures.families;
    }

    private void house() {
        families.add(
                "master_connected",
                "1 while subscribed to a Mesos master",
                labels(),
                view.master().connected());
        families.add(
                "master_connection_since_timestamp_seconds",
                "Since when it is, or is not",
                labels(),
                view.master().since());
        families.add("agents", "Mesos agents known", labels(), view.agents().size());
        families.add(
                "agents_inactive",
                "Agents known that the master calls inactive",
                labels(),
                view.agents().stream().filter(agent -> !agent.active()).count());
        families.add(
                "agents_cpus",
                "Processors of all agents known",
                labels(),
                view.agents().stream().mapToDouble(AgentView::cpus).sum());
        families.add(
                "agents_memory_bytes",
                "Memory of all agents known",
                labels(),
                view.agents().stream().mapToLong(AgentView::memoryMegabytes).sum() * BYTES_A_MEGABYTE);
        families.add(
                "agents_disk_bytes",
                "Disk of all agents known",
                labels(),
                view.agents().stream().mapToLong(AgentView::diskMegabytes).sum() * BYTES_A_MEGABYTE);
        families.add("clusters", "Clusters", labels(), view.clusters().size());
        families.add(
                "oddities",
                "Reservations of ours that are surplus, or of which no record tells",
                labels(),
                view.oddities().size());
        families.add(
                "frozen",
                "1 while everything disruptive is held until a person says go",
                labels(),
                view.frozen().isPresent());
    }

    private void cluster(ClusterPicture cluster) {
        SortedMap<String, String> name = labels("cluster", cluster.name());
        families.add(
                "cluster_version",
                "Which release of which database the cluster runs; always 1",
                labels("cluster", cluster.name(), "package", cluster.packageName(), "version", cluster.version()),
                1);
        families.add(
                "cluster_health",
                "1 for how the cluster is: new, ready, working, waiting, degraded or stopped",
                labels("cluster", cluster.name(), "health", cluster.health()),
                1);
        families.add(
                "cluster_ailments",
                "What is not well with the database",
                name,
                cluster.ailments().size());
        cluster.ailments().stream()
                .map(View.AilmentPicture::since)
                .min(Instant::compareTo)
                .ifPresent(since -> families.add(
                        "cluster_ailing_since_timestamp_seconds",
                        "Since when the oldest of what is not well is so; absent if all is well",
                        name,
                        since));
        families.add(
                "cluster_debts",
                "Settings we have put into the database and will take out",
                name,
                cluster.debts().size());
        plan(cluster, name);
        waits(cluster);
        nodes(cluster);
        observation(cluster, name);
    }

    private void plan(ClusterPicture cluster, SortedMap<String, String> name) {
        Optional<Plan> active = cluster.plan().filter(Plan::isActive);
        families.add("cluster_working", "1 while a plan is under way", name, active.isPresent());
        for (Plan.Status status : new Plan.Status[] {Plan.Status.RUNNING, Plan.Status.PAUSED}) {
            families.add(
                    "plans",
                    "Plans under way, by how they stand",
                    labels("cluster", cluster.name(), "status", lower(status)),
                    active.filter(plan -> plan.status() == status).isPresent());
        }
        active.ifPresent(plan -> {
            families.add("plan_begun_timestamp_seconds", "When the plan under way was made", name, plan.createdAt());
            for (Step.Status status : Step.Status.values()) {
                families.add(
                        "plan_steps",
                        "Steps of the plan under way, by how they stand",
                        labels("cluster", cluster.name(), "status", lower(status)),
                        plan.steps().filter(step -> step.status() == status).count());
            }
        });
    }

    /** Of nodes and of steps; for each rule how many wait for it, and since when the first does. */
    private void waits(ClusterPicture cluster) {
        SortedMap<String, Long> many = new TreeMap<>();
        SortedMap<String, Instant> since = new TreeMap<>();
        cluster.nodes().stream().flatMap(node -> node.reason().stream()).forEach(reason -> wait(reason, many, since));
        cluster.plan().filter(Plan::isActive).stream()
                .flatMap(Plan::steps)
                .filter(step -> step.status() == Step.Status.WAITING)
                .flatMap(step -> step.reason().stream())
                .forEach(reason -> wait(reason, many, since));
        many.forEach((rule, number) -> {
            SortedMap<String, String> labels = labels("cluster", cluster.name(), "rule", rule);
            families.add("waits", "Nodes and steps that wait, by the rule that holds them", labels, number);
            families.add(
                    "wait_since_timestamp_seconds",
                    "Since when the first of them waits",
                    labels,
                    since.getOrDefault(rule, view.at()));
        });
    }

    private static void wait(Reason reason, SortedMap<String, Long> many, SortedMap<String, Instant> since) {
        many.merge(reason.rule(), 1L, Long::sum);
        since.merge(reason.rule(), reason.since(), (one, other) -> one.isBefore(other) ? one : other);
    }

    private void nodes(ClusterPicture cluster) {
        Map<String, Long> states = cluster.nodes().stream()
                .collect(Collectors.groupingBy(NodePicture::state, TreeMap::new, Collectors.counting()));
        states.forEach((state, many) -> families.add(
                "cluster_nodes", "Nodes, by state", labels("cluster", cluster.name(), "state", state), many));
        families.add(
                "cluster_nodes_parked",
                "Nodes that are not started again by themselves",
                labels("cluster", cluster.name()),
                cluster.nodes().stream()
                        .filter(node -> node.reason()
                                .filter(reason -> reason.rule().equals(PARKED))
                                .isPresent())
                        .count());
        for (NodePicture node : cluster.nodes()) {
            node(cluster, node);
        }
    }

    private void node(ClusterPicture cluster, NodePicture node) {
        SortedMap<String, String> name = labels(
                "cluster",
                cluster.name(),
                "group",
                node.id().group(),
                "node",
                node.id().shortName());
        families.add(
                "node_ready",
                "1 for a node that serves, by its database's word",
                name,
                node.state().equals("ready"));
        families.add(
                "node_wanted",
                "1 for a node that shall run, 0 for one that is stopped or goes",
                name,
                node.goal().equals("running"));
        families.add("node_since_timestamp_seconds", "When the node came into its state", name, node.since());
        families.add("node_incarnation", "Number of the node's newest launch", name, node.incarnation());
        families.add("node_current", "1 for a node that runs with what the target says", name, node.current());
        families.add("node_cpus", "Processors reserved for the node", name, node.cpus());
        families.add(
                "node_memory_bytes", "Memory reserved for the node", name, node.memoryMegabytes() * BYTES_A_MEGABYTE);
        families.add("node_volume_bytes", "Size of the node's volume", name, node.volumeMegabytes() * BYTES_A_MEGABYTE);
    }

    private void observation(ClusterPicture cluster, SortedMap<String, String> name) {
        Optional<Observation> seen = clusters.apply(cluster.name()).flatMap(ClusterView::observation);
        seen.ifPresent(observation -> {
            families.add(
                    "cluster_observed_timestamp_seconds",
                    "When the database was last asked",
                    name,
                    observation.takenAt());
            families.add("cluster_answered", "1 if the database answered then", name, observation.answered());
            for (Gauge gauge : observation.details().gauges()) {
                SortedMap<String, String> all = new TreeMap<>(gauge.labels());
                all.put("cluster", cluster.name());
                families.add(gauge.name(), gauge.help(), all, gauge.value());
            }
        });
    }

    private static String lower(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }
}
