package dev.holdfast.database.crate;

import static dev.holdfast.database.crate.Scene.data;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Chore;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.NodeView;
import dev.holdfast.database.Observation;
import dev.holdfast.database.Observation.NodeHealth;
import dev.holdfast.database.crate.CrateDetails.Shard;
import dev.holdfast.model.NodeId;
import dev.holdfast.plan.Chores;
import dev.holdfast.plan.Goal;
import dev.holdfast.plan.NodeStatus;
import dev.holdfast.plan.Plan;
import dev.holdfast.plan.PlanRequest;
import dev.holdfast.plan.PlanRunner;
import dev.holdfast.plan.Planner;
import dev.holdfast.plan.Step;
import dev.holdfast.plan.Turn;
import dev.holdfast.plan.Want;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A CrateDB cluster of which only the votes are told: who may be elected, which disks belong to which cluster, and what the tool that makes
 * a node the only master did to them. Its processes come and go as a plan says, by the real rules and their launches; a clock moves when told.
 */
final class AloneWorld {

    /** A node's disk and process. */
    static final class Machine {
        Goal goal = Goal.RUNNING;
        boolean up = true;
        boolean released;
        int incarnation = 1;
        /** Which cluster the disk belongs to: 1, or 2 for the one that was begun anew; 0 for none yet. */
        int cluster = 1;
        /** What the start script wrote down on the volume. */
        String mark = "";

        String detached = "";
        int generation = 1;
        /** Its agent is gone with its disk. */
        boolean gone;
    }

    final Scene scene;
    final SortedMap<NodeId, Machine> machines = new TreeMap<>();
    final SortedSet<NodeId> votes = new TreeSet<>();
    /** Launches in which the tool ran, in order. */
    final List<NodeId> bootstraps = new ArrayList<>();
    /** Launches in which a node gave its old cluster up, in order. */
    final List<NodeId> detaches = new ArrayList<>();

    final List<String> told = new ArrayList<>();
    /** Tables that the node that stays loses on the way. */
    final Set<String> losing = new TreeSet<>();

    /** Whether three had a vote once. */
    private final boolean wereThree;

    Instant now = Scene.NOW;
    Plan plan;
    private long plans;
    private boolean lookWanted;
    private Optional<Observation> seen = Optional.empty();
    private final Set<Chore> running = new LinkedHashSet<>();
    private final Map<Chore, Chores.Outcome> outcomes = new LinkedHashMap<>();

    AloneWorld(int nodes) {
        this(0, nodes);
    }

    /** Where there are masters, they alone have votes. */
    AloneWorld(int masters, int nodes) {
        scene = new Scene(masters, nodes);
        for (NodeId node : scene.nodes.keySet()) {
            machines.put(node, new Machine());
            if (CrateIds.isEligible(scene.target, node)) {
                votes.add(node);
            }
        }
        wereThree = votes.size() > 2;
        scene.table("doc.orders", "0-1", Scene.GB, data(0), data(nodes - 1));
        scene.table("doc.lines", "0", Scene.GB, data(nodes - 1));
        plan = Planner.plan(PlanRequest.Reach.of("nothing"), view(), statuses(), scene.rules, 0, 0, now);
        look();
    }

    Machine machine(NodeId node) {
        return Optional.ofNullable(machines.get(node)).orElseThrow();
    }

    // Plans

    void scaleTo(int count) {
        scene.count("data", count);
        Optional<Plan> previous = Optional.of(plan)
                .filter(old -> plans > 0 && old.status() != Plan.Status.DONE)
                .map(old -> PlanRunner.supersede(old, now));
        begin(new PlanRequest.Reach("scale to " + count, new TreeSet<>(), previous));
    }

    void begin(PlanRequest request) {
        plans++;
        plan = Planner.plan(request, view(), statuses(), scene.rules, plans, plans, now);
    }

    void accept() {
        plan = PlanRunner.override(plan, MasterGates.LAST_VOTE);
    }

    void cancel() {
        plan = PlanRunner.cancel(plan, view(), statuses(), scene.rules, chores(), now);
    }

    Step step(String id) {
        return plan.step(id).orElseThrow(() -> new AssertionError("no step " + id + " in " + plan));
    }

    /** Agents that are gone for good, with the disks on them. */
    void lose(NodeId... nodes) {
        for (NodeId node : nodes) {
            machine(node).up = false;
            machine(node).gone = true;
            show(node);
        }
        look();
    }

    void run(int seconds) {
        for (int i = 0; i < seconds && plan.isActive(); i++) {
            second();
        }
    }

    void second() {
        turn();
        machines.keySet().forEach(this::follow);
        List.copyOf(running).forEach(this::perform);
        if (lookWanted) {
            look();
        }
        now = now.plusSeconds(1);
    }

    void turn() {
        scene.identity = scene.rules.identity(view(), purpose -> purpose);
        Turn turn = PlanRunner.advance(plan, view(), statuses(), scene.rules, chores(), now);
        plan = turn.plan();
        turn.wants().forEach(this::fulfil);
    }

    private void fulfil(Want want) {
        if (want instanceof Want.NodeGoal goal) {
            machine(goal.node()).goal = goal.goal();
        } else if (want instanceof Want.ForgetNode forget) {
            machines.remove(forget.node());
            scene.nodes.remove(forget.node());
        } else if (want instanceof Want.RenewVolume renew) {
            Machine machine = machine(renew.node());
            assertThat(master())
                    .as("a disk is given up while there is a master")
                    .isPresent();
            machine.generation++;
            machine.cluster = 0;
            machine.incarnation = 0;
            machine.gone = false;
            show(renew.node());
        } else if (want instanceof Want.Perform perform) {
            running.add(perform.chore());
        } else if (want instanceof Want.Owe owe) {
            if (scene.debts.stream()
                    .noneMatch(debt -> debt.id().equals(owe.debt().id()))) {
                scene.debts.add(owe.debt());
            }
        } else if (want instanceof Want.Paid paid) {
            scene.debts.removeIf(debt -> debt.id().equals(paid.debtId()));
        } else if (want instanceof Want.Look) {
            lookWanted = true;
        } else if (want instanceof Want.Tell tell) {
            told.add(tell.text());
        }
    }

    // Processes

    private void follow(NodeId node) {
        Machine machine = machine(node);
        if (machine.up && machine.goal != Goal.RUNNING) {
            machine.up = false;
        } else if (!machine.up && machine.goal == Goal.RELEASED) {
            assertThat(machine.released || mayGo(node))
                    .as("the disk of " + node + " may go")
                    .isTrue();
            machine.released = true;
        } else if (!machine.up && !machine.gone && machine.goal == Goal.RUNNING) {
            launch(node, machine);
        }
        show(node);
    }

    /** What must hold whenever a disk is destroyed: the cluster has a master without it, and all its data. */
    private boolean mayGo(NodeId node) {
        return master().filter(elected -> !elected.equals(node)).isPresent()
                && losing.isEmpty()
                && scene.shards.stream().noneMatch(shard -> shard.node().equals(CrateIds.name(node)));
    }

    /** As the start script does. */
    private void launch(NodeId node, Machine machine) {
        machine.incarnation++;
        assertThat(machine.gone)
                .as("a launch of " + node + ", whose agent is gone")
                .isFalse();
        String configuration =
                scene.rules.launch(view(), node, machine.incarnation).files().getOrDefault("crate/node.conf", "");
        String detach = value(configuration, "detach");
        machine.up = true;
        if (!detach.isEmpty() && !detach.equals(machine.detached)) {
            machine.detached = detach;
            machine.cluster = 0;
            detaches.add(node);
        }
        String token = value(configuration, "only_master");
        if (!token.isEmpty() && !token.equals(machine.mark)) {
            machine.mark = token;
            machine.cluster = 2;
            votes.clear();
            votes.add(node);
            bootstraps.add(node);
            scene.tables.keySet().removeAll(losing);
            scene.shards.removeIf(shard -> losing.contains(shard.table()));
        }
    }

    private static String value(String configuration, String name) {
        return configuration
                .lines()
                .filter(line -> line.startsWith(name + "="))
                .map(line -> line.substring(name.length() + 1).replace("'", ""))
                .findFirst()
                .orElseThrow();
    }

    /** Its process dies; whoever has it running as a goal starts it again. */
    void kill(NodeId node) {
        if (machines.containsKey(node)) {
            machine(node).up = false;
            show(node);
        }
    }

    void crash() {
        running.clear();
        outcomes.clear();
        seen = Optional.empty();
    }

    private void show(NodeId node) {
        Machine machine = machine(node);
        scene.put(node, machine.up, machine.incarnation > 0, machine.incarnation, machine.generation, "");
        if (machine.gone) {
            scene.unplace(node);
        }
    }

    // The database

    private int clusterOf(NodeId node) {
        return machine(node).cluster;
    }

    Optional<NodeId> master() {
        int cluster = votes.stream().anyMatch(node -> machines.containsKey(node) && clusterOf(node) == 2) ? 2 : 1;
        List<NodeId> there = votes.stream()
                .filter(node -> machines.containsKey(node) && machine(node).up && clusterOf(node) == cluster)
                .toList();
        // Of three voters two stay voters for ever, of which one may be gone.
        int needed = Math.max(votes.size() / 2 + 1, cluster == 1 && wereThree ? 2 : 1);
        return there.size() >= needed ? Optional.of(there.get(there.size() - 1)) : Optional.empty();
    }

    void look() {
        lookWanted = false;
        scene.members.clear();
        scene.health.clear();
        Optional<NodeId> master = master();
        for (NodeId node : machines.keySet()) {
            if (master.isPresent() && machine(node).up && clusterOf(node) == 0) {
                machine(node).cluster = clusterOf(master.get());
            }
            boolean member = master.isPresent() && machine(node).up && clusterOf(node) == clusterOf(master.get());
            if (member) {
                scene.members.put(CrateIds.name(node), Scene.launched(machine(node).incarnation));
            }
            scene.health.put(
                    node,
                    new NodeHealth(
                            member, machine(node).up, member ? "ready" : "no master", machine(node).incarnation));
        }
        scene.master = master.map(CrateIds::name);
        boolean answered = master.isPresent();
        seen = Optional.of(
                new Observation(now, now, answered, answered ? "fine" : "no master", scene.health, scene.details()));
    }

    private void perform(Chore chore) {
        running.remove(chore);
        if (master().isEmpty()) {
            outcomes.put(chore, new Chores.Outcome(false, "no master", now));
            return;
        }
        outcomes.put(chore, new Chores.Outcome(true, "taken", now));
        String name = chore.node().map(CrateIds::name).orElse("");
        if (chore.name().equals(CrateChores.EXCLUDE)) {
            scene.settings.put(CrateChores.EXCLUDE_NAME, name);
            move(name);
        } else if (chore.name().equals(CrateChores.UNEXCLUDE)) {
            scene.settings.remove(CrateChores.EXCLUDE_NAME);
        }
    }

    private void move(String from) {
        List<Shard> moved = new ArrayList<>();
        for (Shard shard : scene.shards) {
            boolean there = scene.shards.stream()
                    .anyMatch(other ->
                            other.table().equals(shard.table()) && other.node().equals("data-0"));
            if (!shard.node().equals(from)) {
                moved.add(shard);
            } else if (!there) {
                moved.add(Scene.shard(shard.table(), shard.id(), true, "STARTED", "data-0", shard.bytes()));
            }
        }
        scene.shards.clear();
        scene.shards.addAll(moved);
    }

    ClusterView view() {
        return new ClusterView(scene.target, scene.nodes, scene.identity, seen, scene.debts, true, now);
    }

    private SortedMap<NodeId, NodeStatus> statuses() {
        SortedMap<NodeId, NodeStatus> statuses = new TreeMap<>();
        machines.forEach((node, machine) -> {
            NodeView known = Optional.ofNullable(scene.nodes.get(node)).orElseThrow();
            statuses.put(
                    node,
                    new NodeStatus(
                            known,
                            machine.goal,
                            !machine.gone,
                            !machine.up,
                            machine.released,
                            true,
                            Optional.empty(),
                            false,
                            false));
        });
        return statuses;
    }

    private Chores chores() {
        return Chores.of(running, outcomes);
    }
}
