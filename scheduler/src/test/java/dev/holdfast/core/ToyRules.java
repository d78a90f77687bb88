package dev.holdfast.core;

import dev.holdfast.database.Action;
import dev.holdfast.database.Ailment;
import dev.holdfast.database.Blocker;
import dev.holdfast.database.Chore;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Debt;
import dev.holdfast.database.Exporter;
import dev.holdfast.database.Launch;
import dev.holdfast.database.NamesProof;
import dev.holdfast.database.NodeView;
import dev.holdfast.database.Observation;
import dev.holdfast.database.Parting;
import dev.holdfast.database.Proof;
import dev.holdfast.database.Rules;
import dev.holdfast.database.Salvage;
import dev.holdfast.database.Stage;
import dev.holdfast.database.Upkeep;
import dev.holdfast.model.NodeId;
import dev.holdfast.model.TaskSpec;
import dev.holdfast.spec.Advertise;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.Problem;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** Lifecycle rules of the toy database: like a real one's, but with answers that a story can set. */
final class ToyRules implements Rules {

    /** What the toy database says of itself: nodes without data, chores that took. */
    record Seen(TreeSet<NodeId> empty, TreeSet<String> done) implements Observation.Details {}

    final Map<Action, List<Blocker>> shut = new EnumMap<>(Action.class);
    /** What the toy database wants done by itself. */
    Function<ClusterView, List<Upkeep>> upkeep = view -> List.of();

    /** What the toy database says is not well with it. */
    Function<ClusterView, List<Ailment>> ailments = view -> List.of();

    /** What is left of the toy database when a majority is lost, as a story tells it. */
    Function<ClusterView, Salvage> salvage = view -> Salvage.refused("nothing is lost", "go on");

    /** Names of chores that are done by a task beside their node. */
    final TreeSet<String> beside = new TreeSet<>();

    int startsAtOnce = 2;

    /** How nodes go at an uninstall. */
    Parting parting = Parting.AT_ONCE;

    /** Where those must stand that come in the place of lost ones. */
    String place = "";

    static String key(Chore chore) {
        return chore.name() + chore.node().map(node -> "/" + node).orElse("");
    }

    @Override
    public Parting parting(ClusterView view) {
        return parting;
    }

    @Override
    public List<Problem> validate(ClusterSpec next, Optional<ClusterView> current) {
        return next.settings().containsKey("forbidden")
                ? List.of(
                        Problem.of("settings.forbidden", "may not be set", "leave it out"),
                        Problem.of("settings", "are wrong", "read the manual"))
                : List.of();
    }

    @Override
    public SortedMap<String, String> identity(ClusterView view, Function<String, String> mint) {
        SortedMap<String, String> identity = new TreeMap<>(view.identity());
        identity.computeIfAbsent("cluster-id", mint);
        return identity;
    }

    @Override
    public SortedMap<String, String> inputs(ClusterSpec target, NodeId node) {
        SortedMap<String, String> inputs = new TreeMap<>(target.settings());
        inputs.put("version", target.version());
        target.group(node.group()).ifPresent(group -> {
            inputs.put("cpus", Long.toString(group.cpusMilli()));
            inputs.put("memory", Long.toString(group.memoryMegabytes()));
        });
        Exporter.addTo(inputs, target);
        if (node.group().equals("data")) {
            NamesProof.addTo(inputs, target);
        }
        return inputs;
    }

    @Override
    public List<String> software(ClusterSpec target, String group) {
        return List.of("toy-" + target.version());
    }

    @Override
    public Launch launch(ClusterView view, NodeId node, int incarnation) {
        SortedMap<String, String> files = new TreeMap<>();
        files.put("toy.conf", "id=" + node + "\ncluster=" + view.identity().get("cluster-id") + "\n");
        if (Advertise.names(view.target())) {
            files.put("name", NamesProof.name(node, view) + "\n");
        }
        return new Launch(
                software(view.target(), node.group()),
                files,
                "exec toy",
                List.of(
                        new TaskSpec.Variable("INCARNATION", Integer.toString(incarnation), false),
                        new TaskSpec.Variable("PASSWORD", "secret", true)),
                "data",
                5);
    }

    /**
     * Nothing is taken from a node that serves while another of its group does not; and what is
     * alive, though Mesos has lost sight of it, is not replaced.
     */
    @Override
    public List<Blocker> allows(Action action, NodeId node, ClusterView view) {
        List<Blocker> all = new ArrayList<>(shut.getOrDefault(action, List.of()));
        if (action != Action.START && view.isReady(node)) {
            for (NodeView other : view.group(node.group())) {
                if (!other.id().equals(node) && other.everLaunched() && !view.isReady(other.id())) {
                    all.add(Blocker.waitFor("peers-ready", other.id().shortName() + " is not ready"));
                }
            }
        }
        boolean alive = view.observation()
                .map(seen -> seen.nodes().get(node))
                .filter(Observation.NodeHealth::seenAlive)
                .isPresent();
        boolean up = view.node(node).map(NodeView::processUp).orElse(false);
        if (action == Action.REPLACE && alive && !up) {
            all.add(Blocker.refusal("seen-alive", node.shortName() + " is alive, as the others see it"));
        }
        return all;
    }

    @Override
    public String place(NodeId node, ClusterView view) {
        return place;
    }

    @Override
    public List<Stage> stages(Action action, NodeId node, ClusterView view) {
        if (action != Action.REMOVE) {
            return List.of();
        }
        Debt debt =
                new Debt("drain/" + node.shortName(), node.shortName() + " takes no data", Chore.on(node, "undrain"));
        return List.of(
                new Stage.Gate(Action.REMOVE),
                new Stage.Do(Chore.on(node, "drain"), Optional.of(debt)),
                new Stage.Prove("empty", 2, 1),
                new Stage.Stop(),
                new Stage.Pay(debt.id()),
                new Stage.Release(),
                new Stage.Forget());
    }

    @Override
    public Proof proves(String claim, NodeId node, ClusterView view) {
        return seen(view)
                .map(seen -> seen.empty().contains(node) ? Proof.yes("empty") : Proof.no("has data"))
                .orElse(Proof.unknown("nothing seen"));
    }

    @Override
    public Proof isDone(Chore chore, ClusterView view) {
        return NamesProof.isDone(chore, view)
                .or(() -> seen(view)
                        .map(seen -> seen.done().contains(key(chore)) ? Proof.yes("done") : Proof.no("1 GB to go")))
                .orElse(Proof.unknown("nothing seen"));
    }

    private static Optional<Seen> seen(ClusterView view) {
        return view.observation()
                .map(Observation::details)
                .filter(Seen.class::isInstance)
                .map(Seen.class::cast);
    }

    @Override
    public Optional<Launch> beside(Chore chore, ClusterView view) {
        if (chore.name().equals(NamesProof.CHORE)) {
            return NamesProof.beside(chore, view);
        }
        if (!beside.contains(chore.name())) {
            return Optional.empty();
        }
        SortedMap<String, String> files = new TreeMap<>();
        files.put("chore.conf", chore.name() + "\n");
        List<String> software = List.of("toy-" + view.target().version());
        return Optional.of(new Launch(software, files, "exec chore", List.of(), "", 5));
    }

    @Override
    public List<Chore> beforehand(ClusterView view, List<NodeId> changed) {
        return NamesProof.chores(
                view,
                changed.stream().filter(node -> node.group().equals("data")).toList());
    }

    @Override
    public Optional<String> remedy(Chore chore, ClusterView view) {
        return NamesProof.remedy(chore, view);
    }

    @Override
    public int rank(Action action, NodeId node, ClusterView view) {
        return node.index();
    }

    @Override
    public int startsAtOnce(String group, ClusterView view) {
        return startsAtOnce;
    }

    @Override
    public List<Chore> finishing(ClusterView view, List<NodeId> added) {
        return List.of();
    }

    @Override
    public List<Ailment> ailments(ClusterView view) {
        return ailments.apply(view);
    }

    @Override
    public Salvage salvage(ClusterView view, SortedSet<NodeId> lost, Optional<NodeId> from) {
        return salvage.apply(view);
    }

    @Override
    public List<Upkeep> upkeep(ClusterView view) {
        return upkeep.apply(view);
    }

    @Override
    public List<String> notes(ClusterView view) {
        return List.of();
    }
}
