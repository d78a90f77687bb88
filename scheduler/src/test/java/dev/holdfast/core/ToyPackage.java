package dev.holdfast.core;

import dev.holdfast.database.Chore;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.DatabasePackage;
import dev.holdfast.database.Driver;
import dev.holdfast.database.NodeView;
import dev.holdfast.database.Observation;
import dev.holdfast.model.NodeId;
import dev.holdfast.spec.Descriptor;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** A database that is not there: its nodes are what runs in {@link SimMesos}, its data a set of names. */
final class ToyPackage implements DatabasePackage {

    final ToyRules rules = new ToyRules();
    /** Nodes that run but are not ready, as the database sees it. */
    final TreeSet<NodeId> sick = new TreeSet<>();
    /** Nodes that run but are cut off from the others: they are seen by nobody. */
    final TreeSet<NodeId> unseen = new TreeSet<>();
    /** Chores that took. */
    final TreeSet<String> done = new TreeSet<>();
    /** Names of chores that fail. */
    final TreeSet<String> failing = new TreeSet<>();
    /** What is kept beside each node for chores. */
    Descriptor.Share share = Descriptor.Share.NONE;
    /** Ports of each node, by name. */
    final TreeMap<String, Integer> ports = new TreeMap<>(Map.of("client", 0));
    /** Whether the database answers at all. */
    boolean answers = true;
    /** Whether chores that drain get anywhere. */
    boolean drains = true;

    @Override
    public Descriptor descriptor() {
        Map<String, Descriptor.Group> groups = new LinkedHashMap<>();
        groups.put("keeper", group("keeper"));
        groups.put("data", group("data"));
        return new Descriptor("toy", "Toy", List.of("1.0", "2.0"), "1.0", groups, new TreeMap<>(), new TreeMap<>());
    }

    private Descriptor.Group group(String name) {
        return new Descriptor.Group(name, 1, List.of(), 100, 1000, 512, 256, 1000, ports, List.of(), 5, share);
    }

    @Override
    public ToyRules rules() {
        return rules;
    }

    @Override
    public Driver driver() {
        throw new UnsupportedOperationException("a story looks and performs itself");
    }

    @Override
    public Optional<String> lockFile(String software) {
        return Optional.empty();
    }

    @Override
    public Optional<ClassData> classData(String software) {
        return Optional.empty();
    }

    /** What the database says at that moment, seen through what the scheduler knows of it. */
    Observation look(ClusterView view, SimMesos mesos, Instant begin, Instant end) {
        if (!answers) {
            return Observation.noAnswer(begin, end, "connection refused");
        }
        SortedMap<NodeId, Observation.NodeHealth> nodes = new TreeMap<>();
        TreeSet<NodeId> empty = new TreeSet<>();
        for (NodeView node : view.nodes().values()) {
            Optional<SimTask> task =
                    mesos.tasks.liveOf(node.id().toString()).filter(found -> !unseen.contains(node.id()));
            boolean up = task.filter(found -> !found.runningSince.isAfter(end.minusSeconds(1)))
                    .isPresent();
            boolean ready = up && !sick.contains(node.id());
            String text = ready ? "serving" : up ? "recovering" : "not there";
            nodes.put(
                    node.id(),
                    new Observation.NodeHealth(
                            ready, up, text, task.map(SimTask::incarnation).orElse(0)));
            if (drains && done.contains("drain/" + node.id())) {
                empty.add(node.id());
            }
        }
        return new Observation(begin, end, true, "fine", nodes, new ToyRules.Seen(empty, new TreeSet<>(done)));
    }

    Driver.Outcome perform(Chore chore) {
        if (failing.contains(chore.name())) {
            return new Driver.Outcome(false, "connection refused");
        }
        done.add(ToyRules.key(chore));
        chore.node().ifPresent(node -> {
            if (chore.name().equals("drain")) {
                done.remove("undrain/" + node);
            } else if (chore.name().equals("undrain")) {
                done.remove("drain/" + node);
            }
        });
        return new Driver.Outcome(true, "taken");
    }
}
