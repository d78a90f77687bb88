package dev.holdfast.api;

import dev.holdfast.api.backups.BackupRoutes;
import dev.holdfast.api.kafka.KafkaRoutes;
import dev.holdfast.core.Core;
import dev.holdfast.core.Effect;
import dev.holdfast.core.Event;
import dev.holdfast.core.PastLaunch;
import dev.holdfast.core.Publishing;
import dev.holdfast.core.Self;
import dev.holdfast.database.Chore;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.DatabasePackage;
import dev.holdfast.database.Driver;
import dev.holdfast.database.Observation;
import dev.holdfast.database.kafka.KafkaDescriptor;
import dev.holdfast.database.kafka.KafkaPackage;
import dev.holdfast.engine.Engine;
import dev.holdfast.engine.Leadership;
import dev.holdfast.engine.MemorySandboxes;
import dev.holdfast.engine.NodeLogs;
import dev.holdfast.engine.SecretFiles;
import dev.holdfast.engine.SecretMask;
import dev.holdfast.model.Agent;
import dev.holdfast.model.AgentId;
import dev.holdfast.model.FrameworkId;
import dev.holdfast.model.Quantity;
import dev.holdfast.model.Resource;
import dev.holdfast.model.Resources;
import dev.holdfast.placement.ConstraintParser;
import dev.holdfast.spec.SpecRules;
import dev.holdfast.store.SqliteStore;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real engine on a real store with a database's real rules, and a Mesos that has agents but never makes an offer. */
public final class ApiHouse implements AutoCloseable {

    private static final int AGENTS = 5;

    /** What the engine let out into the world. */
    public final List<Effect> effects = new CopyOnWriteArrayList<>();

    /** What the master tells, whenever it is asked. */
    public final List<Agent> agents = new CopyOnWriteArrayList<>(agents());

    /** Of every node, newest first. */
    public final List<PastLaunch> launches = new CopyOnWriteArrayList<>();

    /** What lies on agents. */
    public final MemorySandboxes sandboxes = new MemorySandboxes();

    public final Engine engine;
    public final ApiServer server;
    final Backend backend;
    private final SqliteStore store;
    private final Path directory;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    public ApiHouse(Path directory, ApiSettings settings) throws Exception {
        this(directory, settings, new KafkaPackage(new SilentDriver()), kafkaRoutes());
    }

    /** The same with pages for people. */
    public ApiHouse(Path directory, ApiSettings settings, Function<Backend, Pages> pages) throws Exception {
        this(
                directory,
                settings,
                new KafkaPackage(new SilentDriver()),
                kafkaRoutes(),
                backend -> List.of(pages.apply(backend)));
    }

    /** The same with another database. */
    public ApiHouse(Path directory, ApiSettings settings, DatabasePackage database, Function<Backend, List<Route>> more)
            throws Exception {
        this(directory, settings, database, more, backend -> List.of());
    }

    private ApiHouse(
            Path directory,
            ApiSettings settings,
            DatabasePackage database,
            Function<Backend, List<Route>> more,
            Function<Backend, List<Pages>> pages)
            throws Exception {
        this.directory = directory;
        String name = database.descriptor().name();
        SortedMap<String, DatabasePackage> packages = new TreeMap<>(Map.of(name, database));
        store = SqliteStore.open(
                directory.resolve("state.db"), () -> new Self("owner-1", "mark1", Optional.empty(), 0));
        engine = new Engine(new Core(packages, ""), store, new Publishing(any -> database.rules()), Clock.systemUTC());
        engine.start(effect -> {
            effects.add(effect);
            if (effect instanceof Effect.AskForAgents) {
                engine.submit(new Event.AgentsKnown(Optional.of(agents), ""));
            }
        });
        SpecRules rules =
                SpecRules.of(new TreeMap<>(Map.of(name, database.descriptor())), ConstraintParser::error, "holdfast");
        NodeLogs files = new NodeLogs(
                () -> Optional.of(new FrameworkId("F")),
                node -> launches,
                (chored, chore) -> Optional.empty(),
                sandboxes,
                SecretMask.none());
        backend = new Backend(engine, store, files, new SecretFiles(directory.resolve("secrets")), packages, rules);
        server = ApiServer.start(settings, backend, more.apply(backend), Leadership.alone(), pages.apply(backend));
        engine.submit(new Event.Subscribed(new FrameworkId("F"), "http://127.0.0.1:5050", "1.11.0"));
        while (engine.view().agents().size() < AGENTS) {
            Thread.onSpinWait();
        }
    }

    private static Function<Backend, List<Route>> kafkaRoutes() throws IOException {
        KafkaDescriptor data = data();
        return backend -> {
            List<Route> routes = new ArrayList<>(new KafkaRoutes(backend, data.versions()).routes());
            routes.addAll(new BackupRoutes(backend, Clock.systemUTC()).routes());
            return routes;
        };
    }

    private static KafkaDescriptor data() throws IOException {
        try (InputStream in = KafkaPackage.class.getResourceAsStream(KafkaPackage.DESCRIPTOR)) {
            return KafkaDescriptor.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static List<Agent> agents() {
        List<Agent> agents = new ArrayList<>();
        for (int i = 1; i <= AGENTS; i++) {
            Resources total = new Resources(List.of(
                    Resource.of(Resource.CPUS, Quantity.Amount.of(4), "*"),
                    Resource.of(Resource.MEM, Quantity.Amount.of(8000), "*"),
                    Resource.of(Resource.DISK, Quantity.Amount.of(50000), "*"),
                    Resource.of(
                            Resource.PORTS,
                            new Quantity.Ranges(List.of(new dev.holdfast.model.PortRange(1024, 32767))),
                            "*")));
            agents.add(new Agent(
                    new AgentId("A" + i), "host" + i, "10.0.0." + i, 5051, new TreeMap<>(), "", "", total, true));
        }
        return agents;
    }

    /** Gives the scheduler a secret. */
    void secret(String name, String value) throws IOException {
        Path secrets = Files.createDirectories(directory.resolve("secrets"));
        Path file = Files.writeString(secrets.resolve(name), value);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    /** All bytes of the stored state. */
    String state() throws IOException {
        StringBuilder state = new StringBuilder();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "state.db*")) {
            for (Path file : files) {
                state.append(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return state.toString();
    }

    public String uri() {
        return server.uri().toString();
    }

    /** An answer: its status and its JSON, or its text. */
    public record Answered(int status, String text) {
        public JsonNode json() {
            return JsonMapper.shared().readTree(text);
        }

        /** The first problem's message. */
        public String problem() {
            return json().path("problems").path(0).path("message").asString("");
        }
    }

    public Answered send(String method, String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(uri() + path))
                .timeout(Duration.ofSeconds(20))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
        return new Answered(response.statusCode(), response.body());
    }

    public Answered get(String path) throws Exception {
        return send("GET", path, "");
    }

    public Answered post(String path, String body) throws Exception {
        return send("POST", path, body);
    }

    public Answered put(String path, String body) throws Exception {
        return send("PUT", path, body);
    }

    /** Waits until a path's answer has something in it: views follow answers. */
    public JsonNode await(String path, java.util.function.Predicate<JsonNode> holds) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        JsonNode last = get(path).json();
        while (!holds.test(last) && System.nanoTime() < end) {
            last = get(path).json();
        }
        if (!holds.test(last)) {
            throw new AssertionError(path + " stays " + last);
        }
        return last;
    }

    @Override
    public void close() {
        server.close();
        engine.close();
        store.close();
    }

    /** Answers nothing, and knows addresses of placed brokers. */
    public static final class SilentDriver implements Driver {

        @Override
        public Observation observe(ClusterView cluster, Duration timeout) {
            return Observation.noAnswer(cluster.now(), cluster.now(), "silent");
        }

        @Override
        public Outcome perform(ClusterView cluster, Chore chore, Duration timeout, BooleanSupplier mayAct) {
            return new Outcome(false, "silent");
        }

        @Override
        public List<Endpoint> endpoints(ClusterView cluster) {
            return List.of(new Endpoint("bootstrap", cluster.nodes().size() + " nodes"));
        }

        @Override
        public void close() {}
    }
}
