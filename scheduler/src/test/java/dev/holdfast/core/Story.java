package dev.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Chore;
import dev.holdfast.metrics.TurnWatch;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import dev.holdfast.plan.Plan;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.store.SqliteStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.pcollections.TreePMap;

/**
 * A story about the core: what users, Mesos and databases do, and what is expected of the core then. The clock is the story's. Every
 * turn is checked for what must always hold; a story that fails tells its lines, with the failing one marked.
 *
 * <p>What the core holds true is kept as facts, and read back through the real store when the scheduler starts again.
 */
final class Story {

    static final ClusterName ORDERS = new ClusterName("orders");

    private static final int MOST_TURNS_AT_ONCE = 400;

    final StoryWorld world = new StoryWorld();
    final SimMesos mesos = world.mesos;
    final ToyPackage toy = world.toy;
    final List<Fact> facts = new ArrayList<>();
    /** What is checked after every decision besides what always is. */
    final List<Runnable> checks = new ArrayList<>();
    /** Who is told of each decision. */
    TurnWatch watch = TurnWatch.NOBODY;
    /** Whether the state is an older copy: what it does not know is ended as soon as it is heard of. */
    private boolean forgetful;
    /** Whether a process that the master calls over is over. */
    boolean masterTellsTheTruth = true;

    Instant now = Instant.parse("2026-01-01T00:00:00Z");

    private final Path directory;
    private final List<String> lines = new ArrayList<>();
    private final Core core;
    private State state = State.fresh(new Self("owner-1", "m1", Optional.empty(), 0));
    private State durable = state;
    private Instant wakeAt = now;
    private long tickets;
    private int crossed;
    private int starts;
    private int crashAt = -1;

    /** The process ends here and now. */
    private static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    Story(Path directory) {
        this.directory = directory;
        mesos.tasks.choreDone =
                task -> toy.perform(Chore.on(NodeId.parse(task.beside()).orElseThrow(), task.chore()));
        this.core = new Core(new TreeMap<>(java.util.Map.of("toy", toy)), SimMesos.PRINCIPAL);
    }

    /** A story with some agents, on which the scheduler is connected and idle. */
    static Story on(Path directory, int agents) {
        Story story = new Story(directory);
        for (int i = 0; i < agents; i++) {
            story.mesos.addAgent(4, 4096, 10_000);
        }
        story.startScheduler();
        return story;
    }

    /** A story in which a cluster of one keeper and some data nodes is ready. */
    static Story ready(Path directory, int agents, int data) {
        Story story = on(directory, agents);
        story.send(new Command.Apply(Specs.of(1, data), "create", 0));
        story.until("all ready", Duration.ofMinutes(2), story::isReady);
        story.advance(Duration.ofSeconds(5));
        story.lines.clear();
        story.lines.add("a cluster with " + data + " data nodes is ready");
        return story;
    }

    static NodeId keeper(int index) {
        return new NodeId(ORDERS, "keeper", index);
    }

    static NodeId data(int index) {
        return new NodeId(ORDERS, "data", index);
    }

    // What is told

    /** A line of the story: it happens, and all that comes of it at once. */
    void line(String text, Runnable what) {
        lines.add(text);
        try {
            what.run();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(told() + "\n" + e.getMessage() + "\n" + StoryText.of(this), e);
        }
    }

    private String told() {
        StringBuilder text = new StringBuilder("the story at " + now + ":");
        for (int i = 0; i < lines.size(); i++) {
            text.append(i == lines.size() - 1 ? "\n  >> " : "\n     ").append(lines.get(i));
        }
        return text.toString();
    }

    Answer send(Command command) {
        ask(command);
        return Optional.ofNullable(world.answers.get(tickets)).orElseThrow();
    }

    /** Asks, and if the scheduler dies before it answers, asks again. */
    void insist(Command command) {
        ask(command);
        if (!world.answers.containsKey(tickets)) {
            ask(command);
        }
    }

    private void ask(Command command) {
        tickets++;
        line("send " + StoryText.of(command), () -> settle(List.of(new Event.Asked(tickets, command))));
    }

    void accepted(Command command) {
        Answer answer = send(command);
        line("it is accepted", () -> assertThat(answer).isInstanceOf(Answer.Accepted.class));
    }

    void refused(Command command, Answer.Kind kind, String text) {
        State before = state;
        Answer answer = send(command);
        line("it is refused, and nothing changes", () -> {
            assertThat(answer).isInstanceOf(Answer.Refused.class);
            assertThat(((Answer.Refused) answer).kind()).isEqualTo(kind);
            assertThat(answer.toString()).contains(text);
            assertThat(state).isEqualTo(before);
        });
    }

    void send(Event event) {
        line("send " + event.getClass().getSimpleName(), () -> settle(List.of(event)));
    }

    void advance(Duration time) {
        line("advance " + time, () -> pass(now.plus(time), () -> false));
    }

    void until(String what, Duration atMost, BooleanSupplier holds) {
        line("until " + what, () -> {
            pass(now.plus(atMost), holds);
            assertThat(holds.getAsBoolean()).as(what + " within " + atMost).isTrue();
        });
    }

    void expect(String what, BooleanSupplier holds) {
        line("expect " + what, () -> assertThat(holds.getAsBoolean()).as(what).isTrue());
    }

    void expect(NodeId node, NodeState expected) {
        line(
                "expect " + node + " " + expected,
                () -> assertThat(node(node).state()).isEqualTo(expected));
    }

    void expectWait(NodeId node, String rule) {
        line("expect " + node + " to wait: " + rule, () -> {
            assertThat(state.sight().waits()).containsKey(node);
            assertThat(state.sight().waits().get(node).rule()).isEqualTo(rule);
        });
    }

    void startScheduler() {
        line("the scheduler starts", this::connect);
    }

    void restartScheduler() {
        line("the scheduler is killed and starts again", this::restart);
    }

    /** The state as it is durable now; {@link #restoreScheduler} puts it back later. */
    State copy() {
        return durable;
    }

    /** The scheduler is killed, and starts again on a copy of its state that was made before. */
    void restoreScheduler(State older) {
        line("an older copy of the state is put back, and the scheduler starts again", () -> {
            durable = older;
            forgetful = true;
            restart();
        });
    }

    /** From now on the scheduler dies after so many more commits and effects. */
    void crashAfter(int boundaries) {
        crashAt = crossed + boundaries;
    }

    boolean isCrashStillToCome() {
        return crashAt >= 0;
    }

    // What is asked

    State state() {
        return state;
    }

    NodeRecord node(NodeId id) {
        return state.node(id).orElseThrow(() -> new AssertionError("no node " + id));
    }

    ClusterRecord cluster() {
        return state.cluster(ORDERS).orElseThrow(() -> new AssertionError("no cluster"));
    }

    Plan plan() {
        return cluster().plan().orElseThrow();
    }

    int crossed() {
        return crossed;
    }

    boolean isReady() {
        return state.cluster(ORDERS).isPresent()
                && !plan().isActive()
                && cluster().spec().groups().values().stream()
                        .allMatch(group -> group.indexes().stream()
                                .map(index -> new NodeId(ORDERS, group.name(), index))
                                .allMatch(id -> state.node(id)
                                        .filter(node -> node.state() == NodeState.READY)
                                        .isPresent()));
    }

    ClusterSpec spec() {
        return cluster().spec();
    }

    // How it goes on

    private void connect() {
        mesos.connect(now);
        settle(List.of(new Event.NamedIn("holdfast.mesos"), new Event.ServingAt("http://10.9.9.9:8080")));
    }

    private void restart() {
        crashAt = -1;
        world.schedulerDies();
        state = reloaded();
        assertThat(state).as("facts, through the store").isEqualTo(durable.seeing(Sight.NOTHING));
        starts++;
        state = state.after(new Fact.SelfIs(state.self().leapt(1000L * starts))); // as the engine does
        durable = state;
        wakeAt = now;
        mesos.offers.roles.clear(); // a new process subscribes with the roles that its state names
        state.clusters()
                .values()
                .forEach(cluster -> mesos.offers.roles.add(cluster.spec().role()));
        state.surplus().values().forEach(surplus -> mesos.offers.roles.add(surplus.role()));
        connect();
    }

    private State reloaded() {
        Path file = directory.resolve(UUID.randomUUID() + ".db");
        try (SqliteStore store = SqliteStore.open(file, durable::self)) {
            store.commit(StoryText.facts(durable));
        }
        try (SqliteStore store = SqliteStore.open(file, durable::self)) {
            return store.load().toldUpTo(durable.told()); // lines are history; how many there were is counted by them
        }
    }

    private void pass(Instant end, BooleanSupplier enough) {
        while (now.isBefore(end) && !enough.getAsBoolean()) {
            Instant next = world.nextAt(now);
            next = wakeAt.isBefore(next) ? wakeAt : next;
            now = next.isAfter(end) ? end : next.isAfter(now) ? next : now.plusMillis(1);
            settle(List.of());
        }
    }

    /** Lets everything happen that happens now; then nothing is left to decide. */
    private void settle(List<Event> first) {
        try {
            first.forEach(this::step);
            for (int turns = 0; world.halted.isEmpty(); turns++) {
                assertThat(turns).as("the loop comes to rest").isLessThan(MOST_TURNS_AT_ONCE);
                List<Event> events = world.due(now);
                if (events.isEmpty() && wakeAt.isAfter(now)) {
                    break;
                }
                (events.isEmpty() ? List.of(new Event.Tick(now)) : events).forEach(this::step);
            }
        } catch (Crash e) {
            lines.add("  (the scheduler dies after " + crossed + " commits and effects)");
            restart();
            return;
        }
        checkQuiet();
    }

    private void step(Event event) {
        Decision decision = core.decide(state, event, now);
        for (Fact fact : decision.facts()) {
            durable = durable.after(fact);
        }
        facts.addAll(decision.facts());
        crossBoundary();
        watch.turned(List.of(new TurnWatch.Decided(event, state, decision, now, 1_000_000)), 1_000_000);
        state = decision.state();
        assertThat(durable.seeing(state.sight())).as("what is durable").isEqualTo(state);
        wakeAt = decision.wakeAt();
        for (Effect effect : decision.effects()) {
            if (world.halted.isEmpty()) {
                world.act(effect, now);
                crossBoundary();
            }
        }
        checkAlways();
        checks.forEach(Runnable::run);
    }

    private void crossBoundary() {
        crossed++;
        if (crossed == crashAt) {
            throw new Crash();
        }
    }

    /** Level-triggered: with nothing new, nothing is decided, even if every cluster is looked at anew. */
    private void checkQuiet() {
        if (world.halted.isPresent()) {
            return;
        }
        State all =
                state.seeing(new Look(state.sight()).rounds(TreePMap.empty()).sight());
        Decision again = core.decide(all, new Event.Tick(now), now);
        assertThat(again.facts()).as("facts of a second look").isEmpty();
        assertThat(again.effects()).as("effects of a second look").isEmpty();
        assertThat(again.wakeAt()).as("waking").isAfter(now);
    }

    private void checkAlways() {
        TreeSet<String> claims = new TreeSet<>();
        for (NodeRecord node : state.nodes().values()) {
            node.claim()
                    .ifPresent(claim ->
                            assertThat(claims.add(claim.uid())).as(claim.uid()).isTrue());
            node.claim().ifPresent(claim -> assertThat(state.surplus()).doesNotContainKey(claim.uid()));
            if (node.state().mayRun()) {
                assertThat(node.incarnation()).isPresent();
                assertThat(node.incarnation().orElseThrow().isOver())
                        .as(node + " is over")
                        .isFalse();
            }
            boolean stands = node.state().isHeld()
                    || node.state() == NodeState.RESERVING
                    || node.state() == NodeState.CREATING
                    || node.state() == NodeState.REMOVING;
            if (stands) {
                assertThat(node.claim()).as(node.id() + " " + node.state()).isPresent();
            }
            if (!node.state().mayRun() && masterTellsTheTruth) {
                assertThat(mesos.tasks
                                .liveOf(node.id().toString())
                                .filter(task -> task.agent.connected && mesos.connected && !lagging(node))
                                .filter(task -> !forgetful
                                        || Intake.nodeOf(durable, task.spec.id())
                                                .isPresent()))
                        .as("a process of " + node.id() + ", which is " + node.state())
                        .isEmpty();
            }
        }
    }

    /** The word that it lives may be under way. */
    private static boolean lagging(NodeRecord node) {
        return node.incarnation().filter(incarnation -> !incarnation.isOver()).isPresent();
    }
}
