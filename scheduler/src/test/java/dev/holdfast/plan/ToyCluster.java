package dev.holdfast.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Chore;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Debt;
import dev.holdfast.database.NodeView;
import dev.holdfast.database.Observation;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.GroupSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A small world: nodes that come and go as their goals say, a database that can be looked at, chores that take or fail,
 * a clock that moves when told. It does what a turn wants, and checks at every turn what must always hold.
 */
final class ToyCluster {

    static final ClusterName NAME = new ClusterName("orders");

    final ToyRules rules = new ToyRules();
    final SortedMap<NodeId, ToyNode> nodes = new TreeMap<>();
    final List<Debt> debts = new ArrayList<>();
    final List<String> told = new ArrayList<>();
    final List<Chore> performed = new ArrayList<>();
    final Set<String> claims = new TreeSet<>();
    final Set<String> refuted = new TreeSet<>();
    final Set<NodeId> stoppedByUser = new TreeSet<>();
    /** Names of chores whose performance fails. */
    final Set<String> failing = new TreeSet<>();
    /** Names of chores that are taken but do not reach their purpose. */
    final Set<String> slow = new TreeSet<>();
    /** Names of chores that do not end. */
    final Set<String> hanging = new TreeSet<>();

    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    ClusterSpec spec;
    Plan plan;
    boolean everReady;
    boolean answers = true;
    boolean room = true;
    boolean ungated;
    /** Whether later phases may begin while nodes of an earlier one are held back. */
    boolean overtaking;

    Optional<Observation> observation = Optional.empty();
    Turn last;

    private final Set<Chore> running = new LinkedHashSet<>();
    private final Map<Chore, Chores.Outcome> outcomes = new LinkedHashMap<>();
    private final Set<Chore> done = new LinkedHashSet<>();
    private boolean lookWanted;
    private long plans;

    ToyCluster(int controllers, int brokers) {
        Map<String, GroupSpec> groups = new LinkedHashMap<>();
        groups.put("controller", group("controller", controllers));
        groups.put("broker", group("broker", brokers));
        spec = new ClusterSpec(
                NAME, "toy", "1.0", "", "holdfast/orders", new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), groups);
        plan = Planner.plan(PlanRequest.Reach.of("create"), view(), statuses(), rules, 1, 1, now);
        last = new Turn(plan, List.of(), Optional.empty());
    }

    /** A cluster that runs, all ready. */
    static ToyCluster running(int controllers, int brokers) {
        ToyCluster cluster = new ToyCluster(controllers, brokers);
        cluster.begin("create");
        cluster.run(200);
        assertThat(cluster.plan.status()).isEqualTo(Plan.Status.DONE);
        cluster.everReady = true;
        cluster.told.clear();
        cluster.performed.clear();
        return cluster;
    }

    private static GroupSpec group(String name, int count) {
        return new GroupSpec(
                name,
                count,
                1000,
                512,
                256,
                1024,
                "root",
                List.of(),
                "",
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                List.of());
    }

    static NodeId broker(int index) {
        return new NodeId(NAME, "broker", index);
    }

    static NodeId controller(int index) {
        return new NodeId(NAME, "controller", index);
    }

    ToyNode node(NodeId id) {
        return Optional.ofNullable(nodes.get(id)).orElseThrow();
    }

    void scale(String group, int count) {
        spec = spec.with(spec.group(group).orElseThrow().withCount(count));
    }

    void set(String key, String value) {
        TreeMap<String, String> settings = new TreeMap<>(spec.settings());
        settings.put(key, value);
        spec = spec.withSettings(settings);
    }

    // Plans

    /** A plan to the spec as it stands; it takes the place of one that is under way. */
    Plan begin(String title) {
        Optional<Plan> previous = Optional.of(plan)
                .filter(old -> plans > 0 && old.status() != Plan.Status.DONE)
                .map(old -> PlanRunner.supersede(old, now));
        return begin(new PlanRequest.Reach(title, new TreeSet<>(stoppedByUser), previous));
    }

    Plan begin(PlanRequest request) {
        plans++;
        plan = Planner.plan(request, view(), statuses(), rules, plans, plans, now);
        assertThat(plan.steps().map(Step::id)).doesNotHaveDuplicates();
        return plan;
    }

    void cancel() {
        plan = PlanRunner.cancel(plan, view(), statuses(), rules, chores(), now);
        assertThat(plan.steps().map(Step::id)).doesNotHaveDuplicates();
    }

    Step step(String id) {
        return plan.step(id).orElseThrow(() -> new AssertionError("no step " + id + " in " + picture()));
    }

    // Time

    /** Turns, the world follows, a second passes; until nothing is left to do or the seconds are over. */
    void run(int seconds) {
        for (int second = 0; second < seconds && plan.isActive(); second++) {
            turn();
            settle();
            now = now.plusSeconds(1);
        }
    }

    /** Runs until a step waits for a rule. */
    void runUntilHeld(String id, String rule) {
        for (int second = 0; second < 300; second++) {
            run(1);
            if (step(id).reason().map(Reason::rule).equals(Optional.of(rule))) {
                return;
            }
        }
        throw new AssertionError(id + " never waited for " + rule + "\n" + picture());
    }

    /** Runs until a step has come into a stage. */
    void runUntilIn(String id, Class<?> stage) {
        for (int second = 0; second < 300; second++) {
            turn();
            if (plan.step(id).flatMap(Step::stage).filter(stage::isInstance).isPresent()) {
                return;
            }
            settle();
            now = now.plusSeconds(1);
        }
        throw new AssertionError(id + " never came into " + stage.getSimpleName() + "\n" + picture());
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    /** One turn: the plan goes on as far as it can, and what it wants is taken up. */
    void turn() {
        Turn turn = PlanRunner.advance(plan, view(), statuses(), rules, chores(), now);
        Turn again = PlanRunner.advance(turn.plan(), view(), statuses(), rules, chores(), now);
        assertThat(again.plan()).as("a second turn with nothing new").isEqualTo(turn.plan());
        assertThat(again.wants()).as("wants of a second turn").isEqualTo(quiet(turn.wants()));
        assertThat(again.wakeAt()).isEqualTo(turn.wakeAt());
        turn.wakeAt().ifPresent(wake -> assertThat(wake).isAfter(now));
        if (plan.status() != Plan.Status.RUNNING) {
            assertThat(turn.wants()).isEmpty();
        }
        plan = turn.plan();
        last = turn;
        PlanInvariants.check(this);
        turn.wants().forEach(this::fulfil);
    }

    private static List<Want> quiet(List<Want> wants) {
        return wants.stream().filter(want -> !(want instanceof Want.Tell)).toList();
    }

    // The world

    private void fulfil(Want want) {
        if (want instanceof Want.NewNode wanted) {
            nodes.putIfAbsent(wanted.node(), new ToyNode(wanted.node()));
        } else if (want instanceof Want.NodeGoal goal) {
            node(goal.node()).goal = goal.goal();
        } else if (want instanceof Want.Resize resize) {
            node(resize.node()).sized = room;
        } else if (want instanceof Want.RenewVolume renew) {
            renew(node(renew.node()));
        } else if (want instanceof Want.ForgetNode forget) {
            assertThat(node(forget.node()).released)
                    .as("released before it is forgotten")
                    .isTrue();
            nodes.remove(forget.node());
        } else if (want instanceof Want.Perform perform) {
            running.add(perform.chore());
        } else if (want instanceof Want.Owe owe) {
            if (debts.stream().noneMatch(debt -> debt.id().equals(owe.debt().id()))) {
                debts.add(owe.debt());
            }
        } else if (want instanceof Want.Paid paid) {
            debts.removeIf(debt -> debt.id().equals(paid.debtId()));
        } else if (want instanceof Want.Look) {
            lookWanted = true;
        } else if (want instanceof Want.Tell tell) {
            told.add(tell.text());
        }
    }

    private static void renew(ToyNode node) {
        assertThat(node.up).as("a process on a volume that is given up").isFalse();
        node.generation++;
        node.everLaunched = false;
        node.incarnation = 0;
        node.cutOff = false;
        node.placed = false;
        node.inputs = new TreeMap<>();
        node.goal = Goal.STOPPED;
    }

    /** The world does what goals and wants ask of it. */
    void settle() {
        nodes.values().forEach(this::settle);
        for (Chore chore : List.copyOf(running)) {
            perform(chore);
        }
        if (lookWanted) {
            look();
        }
    }

    private void settle(ToyNode node) {
        if (node.up && (node.goal != Goal.RUNNING || !node.starts) && node.stops) {
            node.up = false;
        } else if (node.goal == Goal.RELEASED && !node.up) {
            node.placed = false;
            node.released = true;
        } else if (node.goal != Goal.RELEASED && !node.placed && room) {
            node.placed = true;
            node.sized = true;
        } else if (node.goal == Goal.RUNNING && node.placed && !node.up && node.starts) {
            node.up = true;
            node.everLaunched = true;
            node.launches++;
            node.incarnation = node.launches;
            node.inputs = rules.inputs(spec, node.id);
        }
    }

    private void perform(Chore chore) {
        if (hanging.contains(chore.name())) {
            return;
        }
        running.remove(chore);
        performed.add(chore);
        boolean ok = !failing.contains(chore.name());
        outcomes.put(chore, new Chores.Outcome(ok, ok ? "taken" : "connection refused", now));
        if (ok && !slow.contains(chore.name())) {
            done.add(chore);
        }
        if (ok && chore.name().startsWith("un")) {
            done.removeIf(other ->
                    ("un" + other.name()).equals(chore.name()) && other.node().equals(chore.node()));
        }
        if (ok) {
            done.removeIf(other ->
                    other.name().equals("un" + chore.name()) && other.node().equals(chore.node()));
        }
    }

    /** As if it had been performed before the story begins. */
    void putDone(Chore chore) {
        done.add(chore);
    }

    boolean isDone(Chore chore) {
        return done.contains(chore);
    }

    /** A crash of the scheduler: what is not durable is gone. */
    void forgetOutcomes() {
        running.clear();
        outcomes.clear();
        observation = Optional.empty();
    }

    void look() {
        lookWanted = false;
        if (!answers) {
            observation = Optional.of(Observation.noAnswer(now, now, "timed out"));
            return;
        }
        SortedMap<NodeId, Observation.NodeHealth> health = new TreeMap<>();
        for (ToyNode node : nodes.values()) {
            boolean ready = node.up && node.healthy;
            health.put(
                    node.id,
                    new Observation.NodeHealth(
                            ready,
                            node.up && node.alive,
                            ready ? "serving" : "recovering logs: 3 of 12 left",
                            node.incarnation));
        }
        observation = Optional.of(new Observation(
                now,
                now,
                true,
                "fine",
                health,
                new ToyRules.Seen(new LinkedHashSet<>(done), new TreeSet<>(claims), new TreeSet<>(refuted))));
    }

    ClusterView view() {
        SortedMap<NodeId, NodeView> views = new TreeMap<>();
        nodes.values().forEach(node -> views.put(node.id, node.view()));
        return new ClusterView(spec, views, new TreeMap<>(), observation, debts, everReady, now);
    }

    SortedMap<NodeId, NodeStatus> statuses() {
        SortedMap<NodeId, NodeStatus> statuses = new TreeMap<>();
        nodes.values().forEach(node -> statuses.put(node.id, node.status(rules.inputs(spec, node.id))));
        return statuses;
    }

    Chores chores() {
        return Chores.of(running, outcomes);
    }

    /** How things stand, for a story that fails. */
    String picture() {
        return ToyPicture.of(now, plan, nodes.values());
    }
}
