package dev.holdfast.engine;

import dev.holdfast.database.Action;
import dev.holdfast.database.Blocker;
import dev.holdfast.database.Chore;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.DatabasePackage;
import dev.holdfast.database.Driver;
import dev.holdfast.database.Launch;
import dev.holdfast.database.NodeView;
import dev.holdfast.database.Observation;
import dev.holdfast.database.Proof;
import dev.holdfast.database.Rules;
import dev.holdfast.database.Stage;
import dev.holdfast.model.NodeId;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.Descriptor;
import dev.holdfast.spec.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** A database that is a shell script: it is ready as long as its process runs, and its chores are shell scripts beside it. */
final class ScriptPackage implements DatabasePackage, Rules, Driver {

    private static final String NODE = "echo started > data/node; exec sleep 600";

    /** What a chore's process does, by its name. */
    private final SortedMap<String, String> chores = new TreeMap<>();

    ScriptPackage with(String chore, String script) {
        chores.put(chore, script);
        return this;
    }

    @Override
    public Descriptor descriptor() {
        Map<String, Descriptor.Group> groups = new LinkedHashMap<>();
        groups.put(
                "node",
                new Descriptor.Group(
                        "node",
                        1,
                        List.of(),
                        3,
                        100,
                        64,
                        32,
                        16,
                        new TreeMap<>(Map.of("client", 0)),
                        List.of(),
                        2,
                        new Descriptor.Share(50, 32)));
        return new Descriptor("script", "Script", List.of("1"), "1", groups, new TreeMap<>(), new TreeMap<>());
    }

    @Override
    public Rules rules() {
        return this;
    }

    @Override
    public Driver driver() {
        return this;
    }

    @Override
    public Optional<String> lockFile(String software) {
        return Optional.empty();
    }

    @Override
    public Optional<ClassData> classData(String software) {
        return Optional.empty();
    }

    @Override
    public Optional<Launch> beside(Chore chore, ClusterView view) {
        SortedMap<String, String> files = new TreeMap<>(Map.of("chore.sh", chores.get(chore.name())));
        return Optional.of(new Launch(List.of(), files, "exec sh chore.sh", List.of(), "data", 5));
    }

    @Override
    public Launch launch(ClusterView view, NodeId node, int incarnation) {
        return new Launch(List.of(), new TreeMap<>(), NODE, List.of(), "data", 2);
    }

    @Override
    public Proof isDone(Chore chore, ClusterView view) {
        return view.node(chore.node().orElseThrow())
                .map(NodeView::ended)
                .map(ended -> ended.get(chore.name()))
                .map(end -> end.ok() ? Proof.yes(end.text()) : Proof.no(end.text()))
                .orElse(Proof.no("has not ended"));
    }

    @Override
    public Observation observe(ClusterView cluster, Duration timeout) {
        Instant now = Instant.now();
        SortedMap<NodeId, Observation.NodeHealth> nodes = new TreeMap<>();
        for (NodeView node : cluster.nodes().values()) {
            nodes.put(
                    node.id(),
                    new Observation.NodeHealth(node.processUp(), node.processUp(), "runs", node.incarnation()));
        }
        return new Observation(now, Instant.now(), true, "fine", nodes, Observation.Nothing.KNOWN);
    }

    @Override
    public Outcome perform(ClusterView cluster, Chore chore, Duration timeout, BooleanSupplier mayAct) {
        return new Outcome(false, "no driver performs a chore here");
    }

    @Override
    public List<Endpoint> endpoints(ClusterView cluster) {
        return List.of();
    }

    @Override
    public void close() {
        // Holds nothing.
    }

    @Override
    public List<Problem> validate(ClusterSpec next, Optional<ClusterView> current) {
        return List.of();
    }

    @Override
    public SortedMap<String, String> identity(ClusterView view, Function<String, String> mint) {
        return new TreeMap<>(view.identity());
    }

    @Override
    public SortedMap<String, String> inputs(ClusterSpec target, NodeId node) {
        return new TreeMap<>(Map.of("version", target.version()));
    }

    @Override
    public List<String> software(ClusterSpec target, String group) {
        return List.of();
    }

    @Override
    public List<Blocker> allows(Action action, NodeId node, ClusterView view) {
        return List.of();
    }

    @Override
    public List<Stage> stages(Action action, NodeId node, ClusterView view) {
        return List.of();
    }

    @Override
    public Proof proves(String claim, NodeId node, ClusterView view) {
        return Proof.unknown("nothing is claimed");
    }

    @Override
    public int rank(Action action, NodeId node, ClusterView view) {
        return node.index();
    }

    @Override
    public int startsAtOnce(String group, ClusterView view) {
        return 3;
    }

    @Override
    public List<Chore> finishing(ClusterView view, List<NodeId> added) {
        return List.of();
    }

    @Override
    public List<String> notes(ClusterView view) {
        return List.of();
    }
}
