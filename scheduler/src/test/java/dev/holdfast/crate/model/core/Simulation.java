package dev.holdfast.crate.model.core;

import dev.holdfast.crate.model.sql.Answer;
import dev.holdfast.crate.model.sql.SqlException;
import dev.holdfast.crate.model.state.ClusterState;
import dev.holdfast.crate.model.state.Json;
import dev.holdfast.crate.model.state.Member;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/**
 * A whole cluster in one thread, with a made-up clock: what takes a minute takes no time, and happens the same way
 * every time.
 */
final class Simulation {
    private static final long START = 1_795_000_000_000L;
    private static final long HOP_MS = 1;
    private static final long STEP_MS = 50;

    private record Event(long at, long number, long life, String node, Runnable work) {}

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
    private final SortedMap<String, Place> places = new TreeMap<>();
    private final SortedMap<String, List<String>> repositories = new TreeMap<>();
    private final List<String> log = new ArrayList<>();
    private final TreeSet<String> cut = new TreeSet<>();
    private long now = START;
    private long number;
    private long ids;

    /** Where a node runs, or ran. */
    private static final class Place {
        private final String name;
        private final MemoryFiles files;
        private Optional<Node> node = Optional.empty();
        private String address = "";
        private long life;
        private int ended = -1;

        Place(String name, MemoryFiles files) {
            this.name = name;
            this.files = files;
        }
    }

    /** An answer as HTTP gives it. */
    record Got(int status, JsonNode body) {
        JsonNode rows() {
            return body.path("rows");
        }

        String error() {
            return body.path("error").path("message").asString("");
        }
    }

    /** Settings that all nodes of a simple cluster have. */
    static SortedMap<String, String> settings(int expected) {
        SortedMap<String, String> settings = new TreeMap<>();
        settings.put("gateway.expected_data_nodes", Integer.toString(expected));
        settings.put("gateway.recover_after_data_nodes", Integer.toString(expected / 2 + 1));
        settings.put("discovery.seed_hosts", "n1,n2,n3");
        return settings;
    }

    private Place place(String name) {
        return places.computeIfAbsent(name, n -> new Place(n, new MemoryFiles(repositories)));
    }

    MemoryFiles files(String name) {
        return place(name).files;
    }

    static String host(String name) {
        return "127.0.60." + name.replaceAll("[^0-9]", "");
    }

    /** Starts a node, or starts it again on what it left. */
    void start(String name, String version, List<String> initial, SortedMap<String, String> settings) {
        Place place = place(name);
        place.life++;
        place.ended = -1;
        place.address = host(name) + ":4300";
        String id = place.files
                .read("node.json")
                .map(b -> Json.parse(b).path("id").asString())
                .orElseGet(this::newId);
        place.files.write("node.json", Json.bytes(Json.object().put("id", id)));
        TreeMap<String, String> attributes = new TreeMap<>();
        attributes.put("zone", "z" + ((Integer.parseInt(name.substring(1)) - 1) % 3 + 1));
        Member me = new Member(id, newId(), name, host(name), 4200, 4300, 5432, version, true, true, attributes);
        List<String> seeds = List.of("127.0.60.1:4300", "127.0.60.2:4300", "127.0.60.3:4300");
        boolean alone = settings.getOrDefault("discovery.type", "").equals("single-node");
        Options options =
                new Options("lab", me, seeds, initial, alone, settings, 1 << 28, 50, List.of("/srv/lab/repo"), "/data");
        Node node = new Node(new Here(place, place.life), options);
        place.node = Optional.of(node);
        schedule(0, place, place.life, node::start);
    }

    void start(String name, SortedMap<String, String> settings) {
        start(name, "6.4.2", List.of(), settings);
    }

    /** Three fresh nodes. */
    static Simulation three() {
        Simulation simulation = new Simulation();
        for (String name : List.of("n1", "n2", "n3")) {
            simulation.start(name, "6.4.2", List.of("n1", "n2", "n3"), settings(3));
        }
        simulation.untilGreen("n1", 3);
        return simulation;
    }

    /** The process is gone; all others notice that its connections broke. */
    void kill(String name) {
        Place place = place(name);
        place.life++;
        place.node = Optional.empty();
        for (Place other : places.values()) {
            other.node.ifPresent(node -> schedule(5, other, other.life, () -> node.lost(place.address)));
        }
    }

    /** What these and those send each other is lost, and nobody is told. */
    void cut(List<String> these, List<String> those) {
        for (String one : these) {
            for (String other : those) {
                cut.add(one + " " + other);
                cut.add(other + " " + one);
            }
        }
    }

    void mend() {
        cut.clear();
    }

    /** What a node holds for true. */
    ClusterState state(String name) {
        return place(name).node.orElseThrow().state();
    }

    boolean runs(String name) {
        return place(name).node.isPresent();
    }

    /** Exit code, or -1. */
    int ended(String name) {
        return place(name).ended;
    }

    List<String> log() {
        return List.copyOf(log);
    }

    void advance(long millis) {
        long until = now + millis;
        while (!events.isEmpty() && events.peek().at() <= until) {
            Event event = events.remove();
            now = event.at();
            if (place(event.node()).life == event.life()) {
                event.work().run();
            }
        }
        now = until;
    }

    /** Runs a statement on a node until it is answered, at most so long. */
    Got sql(String node, String statement, JsonNode... arguments) {
        return sql(node, statement, 130_000, List.of(arguments));
    }

    Got sql(String node, String statement, long patience, List<JsonNode> arguments) {
        List<Got> got = begin(node, statement, arguments);
        for (long waited = 0; got.isEmpty() && waited < patience; waited += 10) {
            advance(10);
        }
        return got.isEmpty() ? new Got(0, Json.object()) : got.get(0);
    }

    /** Begins a statement; its answer is in the list once it has come. */
    List<Got> begin(String node, String statement, List<JsonNode> arguments) {
        List<Got> got = new ArrayList<>();
        Node asked = place(node).node.orElseThrow(() -> new IllegalStateException(node + " does not run"));
        asked.sql(
                statement,
                arguments,
                "crate",
                answer -> got.add(new Got(200, body(answer))),
                error -> got.add(new Got(error.status(), body(error))));
        return got;
    }

    private static JsonNode body(Answer answer) {
        return Json.parse(Json.bytes(answer.body(0)));
    }

    private static JsonNode body(SqlException error) {
        return Json.parse(Json.bytes(Json.object()
                .set("error", Json.object().put("message", error.text()).put("code", error.code()))));
    }

    /** Lets time pass until a statement's answer is as wanted. */
    boolean until(String node, String statement, long patience, Predicate<JsonNode> wanted) {
        for (long waited = 0; waited < patience; waited += STEP_MS) {
            Got got = sql(node, statement);
            if (got.status() == 200 && wanted.test(got.rows())) {
                return true;
            }
            advance(STEP_MS);
        }
        return false;
    }

    void untilGreen(String node, int members) {
        boolean green = until(
                        node,
                        "select count(*) from sys.nodes where version is not null",
                        60_000,
                        rows -> rows.path(0).path(0).asInt() == members)
                && until(
                        node,
                        "select health from sys.cluster_health",
                        60_000,
                        rows -> rows.path(0).path(0).asString().equals("GREEN"));
        if (!green) {
            throw new AssertionError("no GREEN cluster of " + members + ": " + log);
        }
    }

    private String newId() {
        return String.format("sim%019d", ++ids);
    }

    private void schedule(long delay, Place place, long life, Runnable work) {
        events.add(new Event(now + delay, number++, life, place.name, work));
    }

    /** The world of one life of one node. */
    private final class Here implements World {
        private final Place place;
        private final long life;

        Here(Place place, long life) {
            this.place = place;
            this.life = life;
        }

        @Override
        public long now() {
            return now;
        }

        @Override
        public String newId() {
            return Simulation.this.newId();
        }

        @Override
        public void send(String address, Wire message) {
            Optional<Place> to = places.values().stream()
                    .filter(p -> p.address.equals(address) && p.node.isPresent())
                    .findFirst();
            if (to.isEmpty()) {
                place.node.ifPresent(node -> schedule(HOP_MS, place, life, () -> node.lost(address)));
            } else if (!cut.contains(place.name + " " + to.get().name)) {
                Wire copy = Json.parse(Json.bytes(message), Wire.class);
                Node node = to.get().node.orElseThrow();
                schedule(HOP_MS, to.get(), to.get().life, () -> node.receive(copy));
            }
        }

        @Override
        public void after(long millis, Runnable task) {
            schedule(millis, place, life, task);
        }

        @Override
        public String hostname() {
            return "vm";
        }

        @Override
        public void log(String line) {
            log.add(place.name + " " + line);
        }

        @Override
        public void exit(int code) {
            kill(place.name);
            place.ended = code;
        }

        @Override
        public Files files() {
            return place.files;
        }
    }
}
