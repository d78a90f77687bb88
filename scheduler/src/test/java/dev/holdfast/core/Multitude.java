package dev.holdfast.core;

import dev.holdfast.database.ClusterView;
import dev.holdfast.database.NodeView;
import dev.holdfast.database.Observation;
import dev.holdfast.model.Agent;
import dev.holdfast.model.AgentId;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.FrameworkId;
import dev.holdfast.model.NodeId;
import dev.holdfast.model.Offer;
import dev.holdfast.model.OfferId;
import dev.holdfast.model.Resources;
import dev.holdfast.model.TaskState;
import dev.holdfast.model.TaskStatus;
import dev.holdfast.store.SqliteStore;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A great many ready clusters, each of 20 nodes on 20 agents of its own, in three zones and racks of forty, under placement constraints.
 * One is brought up by a story; the others are its records under other names, read back through the real store.
 */
public final class Multitude {

    /** Nodes of each cluster, and agents for each. */
    public static final int NODES = 20;

    private static final String CONSTRAINT = "@hostname:UNIQUE and @zone:GROUP_BY:3 and rack:LIKE:r.*";

    private static final ThreadMXBean PROCESSOR = ManagementFactory.getThreadMXBean();

    private final Core core;
    private final ToyPackage toy = new ToyPackage();
    private final List<Agent> agents;
    private final Path file;
    private State state;
    private Instant now;
    private Instant wakeAt;
    private final TreeMap<Instant, List<Event>> later = new TreeMap<>();
    private int offers;

    private Multitude(State state, Instant now, List<Agent> agents, Path file) {
        this.core = new Core(new TreeMap<>(Map.of("toy", toy)), SimMesos.PRINCIPAL);
        this.state = state;
        this.now = now;
        this.wakeAt = now;
        this.agents = agents;
        this.file = file;
    }

    /** So many clusters, connected, reconciled, each looked at once; {@code directory} for scratch. */
    public static Multitude of(int clusters, Path directory) throws SQLException {
        Story story = Story.ready(directory, NODES, NODES - 1);
        Path file = directory.resolve("multitude-" + clusters + ".db");
        Map<String, String> template = template(story, directory.resolve("template.db"));
        try (SqliteStore store = SqliteStore.open(file, story.copy()::self)) {
            store.commit(List.of(new Fact.SelfIs(story.copy().self())));
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            connection.setAutoCommit(false);
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO record VALUES (?, ?)")) {
                for (int number = 0; number < clusters; number++) {
                    for (Map.Entry<String, String> record : template.entrySet()) {
                        insert.setString(1, renamed(record.getKey(), number));
                        insert.setString(2, renamed(record.getValue(), number));
                        insert.addBatch();
                    }
                    insert.executeBatch();
                }
            }
            connection.commit();
        }
        State loaded;
        try (SqliteStore store = SqliteStore.open(file, story.copy()::self)) {
            loaded = store.load();
        }
        List<Agent> agents = new ArrayList<>();
        for (int number = 0; number < clusters; number++) {
            for (SimAgent agent : story.mesos.agents) {
                agents.add(agent(
                        renamed(agent.id.value(), number),
                        renamed(agent.hostname, number),
                        agents.size(),
                        agent.total));
            }
        }
        Multitude multitude = new Multitude(loaded, story.now, List.copyOf(agents), file);
        multitude.connect();
        return multitude;
    }

    private static Map<String, String> template(Story story, Path file) throws SQLException {
        try (SqliteStore store = SqliteStore.open(file, story.copy()::self)) {
            store.commit(StoryText.facts(story.copy()));
        }
        Map<String, String> records = new LinkedHashMap<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT key, json FROM record WHERE key <> 'self'")) {
            while (rows.next()) {
                records.put(rows.getString(1), rows.getString(2));
            }
        }
        return records;
    }

    /** Every name in a record becomes that of the cluster with this number. */
    private static String renamed(String text, int number) {
        return text.replace("orders", "orders" + number)
                .replace("agent-", "agent-" + number + "-")
                .replaceAll("\\bhost(\\d)", "host" + number + "-$1")
                .replace("m1-", "m" + number + "x-")
                .replace("\"constraint\":\"\"", "\"constraint\":\"" + CONSTRAINT + "\"");
    }

    private static Agent agent(String id, String hostname, int index, Resources total) {
        SortedMap<String, String> attributes = new TreeMap<>(Map.of("rack", "r" + index / 40));
        return new Agent(new AgentId(id), hostname, "10.0.0.1", 5051, attributes, "zone-" + index % 3, "", total, true);
    }

    private void connect() {
        greetings().forEach(this::decide);
        pass(Duration.ofSeconds(12), decision -> {});
    }

    /** What a loop hears that begins on the {@link #file()}: the master, its agents, and that every task runs. */
    public List<Event> greetings() {
        List<Event> all = new ArrayList<>();
        all.add(new Event.ServingAt("http://10.9.9.9:8080"));
        all.add(new Event.Subscribed(new FrameworkId("framework-1"), "127.0.0.1:5050", "1.11.0"));
        all.add(new Event.AgentsKnown(Optional.of(agents), ""));
        for (NodeRecord node : List.copyOf(state.nodes().values())) {
            all.add(new Event.TaskUpdate(running(node)));
        }
        return all;
    }

    private TaskStatus running(NodeRecord node) {
        return new TaskStatus(
                node.incarnation().orElseThrow().taskId(),
                TaskState.RUNNING,
                "REASON_RECONCILIATION",
                "SOURCE_MASTER",
                "",
                Optional.of(node.claim().orElseThrow().agent().id()),
                Optional.empty(),
                "",
                Optional.empty(),
                "",
                now);
    }

    /** Told what each decision cost and did. */
    public interface Watcher {
        void decided(Decided decided);
    }

    /** One decision, and the processor time it took. */
    public record Decided(Event event, Decision decision, State before, long nanos) {}

    /** So much time passes, in which databases are looked at and Mesos says what it is asked for. */
    public void pass(Duration time, Watcher watcher) {
        Instant end = now.plus(time);
        while (now.isBefore(end)) {
            Instant next = later.isEmpty() || wakeAt.isBefore(later.firstKey()) ? wakeAt : later.firstKey();
            now = next.isAfter(now) ? next : now;
            if (now.isAfter(end)) {
                now = end;
                return;
            }
            List<Event> due = new ArrayList<>();
            while (!later.isEmpty() && !later.firstKey().isAfter(now)) {
                due.addAll(later.pollFirstEntry().getValue());
            }
            for (Event event : due.isEmpty() ? List.of(new Event.Tick(now)) : due) {
                watcher.decided(decide(event));
            }
        }
    }

    /** One decision, and what comes of its effects later. */
    public Decided decide(Event event) {
        State before = state;
        long start = PROCESSOR.getCurrentThreadCpuTime();
        Decision decision = core.decide(state, event, now);
        long nanos = PROCESSOR.getCurrentThreadCpuTime() - start;
        state = decision.state();
        wakeAt = decision.wakeAt();
        for (Effect effect : decision.effects()) {
            if (effect instanceof Effect.Probe probe) {
                at(
                        Duration.ofMillis(50),
                        new Event.Observed(probe.cluster().target().name(), allReady(probe.cluster())));
            } else if (effect instanceof Effect.AskForAgents) {
                at(Duration.ofMillis(50), new Event.AgentsKnown(Optional.of(agents), ""));
            }
        }
        return new Decided(event, decision, before, nanos);
    }

    /** The processor time that a decision would take, in nanoseconds; nothing comes of it. */
    public long cost(Event event) {
        long start = PROCESSOR.getCurrentThreadCpuTime();
        Decision unused = core.decide(state, event, now);
        return PROCESSOR.getCurrentThreadCpuTime() - start;
    }

    private void at(Duration after, Event event) {
        later.computeIfAbsent(now.plus(after), missing -> new ArrayList<>()).add(event);
    }

    private Observation allReady(ClusterView view) {
        return allReady(view, now, "fine");
    }

    /** A look at a cluster that takes 50 ms and shows all nodes ready; its database says so in these words. */
    public static Observation allReady(ClusterView view, Instant begin, String summary) {
        SortedMap<NodeId, Observation.NodeHealth> nodes = new TreeMap<>();
        for (NodeView node : view.nodes().values()) {
            nodes.put(node.id(), new Observation.NodeHealth(true, true, "serving", node.incarnation()));
        }
        return new Observation(
                begin, begin.plusMillis(50), true, summary, nodes, new ToyRules.Seen(new TreeSet<>(), new TreeSet<>()));
    }

    /** Every agent offers a cluster's role what nobody has reserved, which is too little for a node of it. */
    public Event offersFor(ClusterName cluster) {
        List<Offer> all = new ArrayList<>();
        String role = state.cluster(cluster).orElseThrow().spec().role();
        for (Agent agent : agents) {
            offers++;
            Resources little = SimAgent.allocated(
                    agent.total()
                            .filter(resource ->
                                    !resource.isReserved() && !resource.name().equals("cpus")),
                    role);
            all.add(new Offer(
                    new OfferId("offer-" + offers),
                    agent.id(),
                    agent.hostname(),
                    agent.ip(),
                    5051,
                    role,
                    little,
                    agent.attributes(),
                    agent.zone(),
                    "",
                    Optional.empty()));
        }
        return new Event.Offered(all);
    }

    /** A user wants one more data node of a cluster. */
    public Event oneMore(ClusterName cluster) {
        return new Event.Asked(
                1,
                new Command.Apply(
                        Specs.scaled(state.cluster(cluster).orElseThrow().spec(), NODES), "scale", 0));
    }

    /** A look at a cluster, of which all nodes are ready. */
    public Event observationOf(ClusterName cluster) {
        return new Event.Observed(
                cluster, allReady(Publishing.clusterView(state, cluster, now).orElseThrow()));
    }

    public Core core() {
        return core;
    }

    /** The store's file: the records as they were before anything was heard. */
    public Path file() {
        return file;
    }

    public List<ClusterName> clusters() {
        return List.copyOf(state.clusters().keySet());
    }

    public List<Agent> agents() {
        return agents;
    }

    public State state() {
        return state;
    }

    public Instant now() {
        return now;
    }

    /** Makes pictures of such states. */
    public Publishing publishing() {
        return new Publishing(any -> toy.rules);
    }

    /** Whether every node is ready and no plan is under way. */
    public boolean isQuiet() {
        return state.nodes().values().stream().allMatch(node -> node.state() == NodeState.READY)
                && state.clusters().values().stream()
                        .allMatch(cluster ->
                                cluster.plan().filter(plan -> plan.isActive()).isEmpty());
    }
}
