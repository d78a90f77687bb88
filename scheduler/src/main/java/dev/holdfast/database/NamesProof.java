package dev.holdfast.database;

import dev.holdfast.model.NodeId;
import dev.holdfast.spec.Advertise;
import dev.holdfast.spec.ClusterSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What it takes for nodes to advertise names ({@link Advertise}) that Holdfast's DNS server answers.
 *
 * <ol>
 *   <li>A node that runs advertises its name only after a chore beside it showed that its agent's own resolver answers the name of every
 *       node of the cluster with the very address that node is at. All agents show it before the first node is restarted for it.
 *   <li>A node that has no process yet shows the same before its database starts: its start script refuses otherwise. So does a node
 *       that is down when its cluster goes over to names.
 *   <li>What a volume's node has shown holds for that volume, which never leaves its agent.
 * </ol>
 */
public final class NamesProof {

    /** Name of the chore. */
    public static final String CHORE = "prove-names";

    /** What a launch depends on more where names are advertised. */
    public static final String INPUT = "option." + Advertise.NAME;

    /** Key of what the cluster's names end in, in its identity: {@code holdfast.mesos}. */
    public static final String SUFFIX = "names";

    /** Beside a node for its proof, where its package keeps nothing for chores. */
    public static final int CPUS_MILLI = 100;

    public static final int MEGABYTES = 64;

    private static final String TOOL = "dev.holdfast.node.NamesProof";
    private static final String COMPANION = "node";
    private static final String JAVA = "java";
    private static final double GRACE_SECONDS = 5;

    private NamesProof() {}

    /** What a node's Java keeps of answers, relative to its sandbox. */
    public static final String CACHING_FILE = "names/java.security";

    /**
     * A node that moved is found anew after seconds. A Java from 21 on goes on with what it knew, for a day, when nobody answers; before, a
     * connection that stands goes on, and a new one waits for an answer.
     */
    public static final String CACHING = """
            networkaddress.cache.ttl=5
            networkaddress.cache.negative.ttl=1
            networkaddress.cache.stale.ttl=86400
            """;

    /** For a node's Java that follows names. */
    public static List<String> javaOptions() {
        return List.of("-Djava.security.properties=" + CACHING_FILE);
    }

    /** A node's name: {@code broker-2.orders.holdfast.mesos}. */
    public static String name(NodeId node, ClusterView view) {
        return node.shortName() + "." + node.cluster() + "." + view.identity().getOrDefault(SUFFIX, "");
    }

    /** What a launch depends on more. */
    public static void addTo(SortedMap<String, String> inputs, ClusterSpec target) {
        if (Advertise.names(target)) {
            inputs.put(INPUT, Advertise.NAMES);
        }
    }

    /** Those of these nodes that have to show it before they are restarted: they run, and with addresses. */
    public static List<Chore> chores(ClusterView view, List<NodeId> nodes) {
        if (!Advertise.names(view.target())) {
            return List.of();
        }
        return nodes.stream()
                .flatMap(id -> view.node(id).stream())
                .filter(node -> node.processUp() && !node.inputs().containsKey(INPUT))
                .map(node -> Chore.on(node.id(), CHORE))
                .toList();
    }

    /** Names and addresses of all nodes that stand somewhere: {@code name=address}. */
    public static List<String> wanted(ClusterView view) {
        return view.nodes().values().stream()
                .filter(node -> node.placed() && !node.address().isEmpty())
                .map(node -> name(node.id(), view) + "=" + node.address())
                .toList();
    }

    /** How the chore is done; empty if it is another one. */
    public static Optional<Launch> beside(Chore chore, ClusterView view) {
        Optional<NodeView> node = chore.node().flatMap(view::node);
        if (!chore.name().equals(CHORE) || node.isEmpty()) {
            return Optional.empty();
        }
        SortedMap<String, String> files = new TreeMap<>(Map.of(
                "chore/chore.sh",
                PackageText.choreScript(),
                "chore/chore.conf",
                "node='" + node.get().id() + "'\nsoftware='" + COMPANION + "'\nmain='" + TOOL + "'\n",
                "chore/jvm.options",
                "\"-Xmx24m\"\n\"-Xss512k\"\n"));
        List<String> software = new ArrayList<>(List.of(COMPANION));
        if (view.target().artifacts().containsKey(JAVA)) {
            software.add(JAVA);
        }
        String words = "'" + node.get().hostname().replace("'", "") + "' " + String.join(" ", wanted(view));
        return Optional.of(
                new Launch(software, files, "exec sh chore/chore.sh " + words, List.of(), "", GRACE_SECONDS));
    }

    /** Whether the chore has shown it, beside the process that runs; empty if it is another one. */
    public static Optional<Proof> isDone(Chore chore, ClusterView view) {
        if (!chore.name().equals(CHORE)) {
            return Optional.empty();
        }
        Optional<NodeView> node = chore.node().flatMap(view::node);
        Optional<ChoreEnd> end = node.map(NodeView::ended).map(all -> all.get(CHORE));
        boolean shown = node.isPresent() && (isShown(node.get()) || isNamed(node.get()));
        return Optional.of(
                shown
                        ? Proof.yes(end.map(ChoreEnd::text).orElse(""))
                        : Proof.no(end.map(ChoreEnd::text).orElse("it has not shown it yet")));
    }

    /** It came up by itself meanwhile, and has shown it at its start. */
    private static boolean isNamed(NodeView node) {
        return node.processUp() && node.inputs().containsKey(INPUT);
    }

    /** Whether the chore showed it beside the last process of a node, and not beside one of long ago. */
    public static boolean isShown(NodeView node) {
        ChoreEnd end = node.ended().get(CHORE);
        return end != null && end.ok() && end.incarnation() == node.incarnation();
    }

    /** What a person can do where the chore fails; empty if it is another one. */
    public static Optional<String> remedy(Chore chore, ClusterView view) {
        String suffix = view.identity().getOrDefault(SUFFIX, "");
        return chore.name().equals(CHORE)
                ? Optional.of("have that agent's resolver ask Holdfast's DNS server for " + suffix
                        + " (holdfast names tells where it is); it is tried again by itself; or holdfast set "
                        + view.target().name() + " options." + Advertise.NAME + "=" + Advertise.ADDRESSES)
                : Optional.empty();
    }
}
