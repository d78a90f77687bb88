package dev.holdfast.discovery;

import dev.holdfast.core.View.ClusterPicture;
import dev.holdfast.core.View.NodePicture;
import dev.holdfast.model.NodeId;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.xbill.DNS.Name;

/**
 * The names of one cluster.
 *
 * <ol>
 *   <li>Each node that stands somewhere has its name, whatever its process does: it is where its volume is, and it comes back there.
 *   <li>The cluster, and each of its groups, has a name for those of its nodes that the database calls ready. It is there for as long as
 *       the cluster is, with or without one.
 *   <li>Each port that nodes have is a service of the node, of its group and of the cluster, by the same rules.
 *   <li>Each task that runs has the names that Mesos-DNS gives to it.
 * </ol>
 *
 * @param facts what they were made of
 * @param own ours
 * @param tasks those that Mesos-DNS would give; one that is also ours is ours
 * @param hosts nodes' names by address
 */
record ClusterNames(Facts facts, Map<Name, Entry> own, Map<Name, Entry> tasks, Map<InetAddress, List<Name>> hosts) {

    /** States in which a node has its place; before, it is only being made, and after, given up. */
    private static final Set<String> PLACED =
            Set.of("stopped", "launching", "starting", "running", "ready", "stopping", "unreachable");

    private static final Set<String> RUNS = Set.of("running", "ready");
    private static final String READY = "ready";
    private static final String TCP = "._tcp.";

    /** What of a cluster its names depend on. */
    record Facts(String cluster, List<String> groups, List<Node> nodes) {

        static Facts of(ClusterPicture cluster) {
            return new Facts(
                    cluster.name(),
                    List.copyOf(cluster.spec().groups().keySet()),
                    cluster.nodes().stream()
                            .map(Node::of)
                            .flatMap(Optional::stream)
                            .toList());
        }
    }

    /** A node that stands somewhere. */
    record Node(
            NodeId id,
            InetAddress address,
            SortedMap<String, Integer> ports,
            boolean ready,
            boolean runs,
            String taskId,
            String agentId) {

        static Optional<Node> of(NodePicture node) {
            if (!PLACED.contains(node.state())) {
                return Optional.empty();
            }
            return Entries.address(node.address())
                    .map(address -> new Node(
                            node.id(),
                            address,
                            new TreeMap<>(node.ports()),
                            node.state().equals(READY),
                            RUNS.contains(node.state()) && !node.taskId().isEmpty(),
                            node.taskId(),
                            node.agentId()));
        }
    }

    static ClusterNames of(Facts facts, NamesSettings settings) {
        String cluster = facts.cluster() + "." + settings.suffix();
        Entries own = new Entries();
        Entries tasks = new Entries();
        Map<InetAddress, List<Name>> hosts = new HashMap<>();
        own.exists(cluster);
        facts.groups().forEach(group -> own.exists(group + "." + cluster));
        for (Node node : facts.nodes()) {
            String name = node.id().shortName() + "." + cluster;
            own.address(name, node.address());
            Entries.name(name)
                    .ifPresent(host -> hosts.computeIfAbsent(node.address(), none -> new ArrayList<>())
                            .add(host));
            node.ports().forEach((port, number) -> own.service(service(port, name, settings), name, number));
            for (String team : List.of(cluster, node.id().group() + "." + cluster)) {
                node.ports().keySet().forEach(port -> own.exists(service(port, team, settings)));
                if (node.ready()) {
                    own.address(team, node.address());
                    node.ports().forEach((port, number) -> own.service(service(port, team, settings), name, number));
                }
            }
            if (node.runs()) {
                String task = node.id().shortName() + "." + node.id().cluster();
                task(node, task, settings, tasks);
                task(node, settings.rule().label(task), settings, tasks);
            }
        }
        hosts.replaceAll((address, names) -> List.copyOf(names));
        Name top = Entries.name(settings.domain()).orElse(Name.root);
        return new ClusterNames(facts, own.below(top), tasks.below(top), Map.copyOf(hosts));
    }

    /** As RFC 2782 has it. */
    private static String service(String port, String of, NamesSettings settings) {
        return "_" + settings.rule().label(port) + TCP + of;
    }

    /** What Mesos-DNS makes of a task with a discovery name: of the name as it is, and of the label that it makes of that. */
    private static void task(Node node, String task, NamesSettings settings, Entries entries) {
        String exact = task + "-" + TaskNames.hash(node.taskId()) + "-" + TaskNames.agentTail(node.agentId());
        String framework = settings.framework() + ".";
        String ofAgents = framework + "slave.";
        for (String below : List.of(framework, ofAgents)) {
            entries.address(task + "." + below + settings.domain(), node.address());
            entries.address(exact + "." + below + settings.domain(), node.address());
        }
        String host = exact + "." + settings.suffix();
        String agentHost = exact + "." + ofAgents + settings.domain();
        String service = "_" + task + TCP + settings.suffix();
        node.ports().forEach((port, number) -> {
            entries.service(service, host, number);
            entries.service("_" + settings.rule().label(port) + "." + service, host, number);
            for (String protocol : List.of(TCP, "._udp.")) {
                entries.service("_" + task + protocol + ofAgents + settings.domain(), agentHost, number);
            }
        });
    }
}
