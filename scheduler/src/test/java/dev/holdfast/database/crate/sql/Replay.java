package dev.holdfast.database.crate.sql;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.NodeView;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import dev.holdfast.spec.ClusterSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Nodes of a cluster that answer as real ones of CrateDB 6.4 once did. Nodes that did not answer then refuse now. */
final class Replay implements AutoCloseable {

    static final ClusterName NAME = new ClusterName("orders");
    static final String HEALTHY = "green";

    /** What a node says to a statement. */
    record Said(int status, String body) {}

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final SortedMap<String, HttpServer> servers = new TreeMap<>();
    private final Map<String, Map<String, Said>> answers = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** Every request: {@code data-0: select …}. */
    final List<String> asked = new CopyOnWriteArrayList<>();

    /** As recorded in {@code crate/NAME.json}. */
    static Replay of(String name) {
        try (InputStream in = Replay.class.getResourceAsStream("/crate/" + name + ".json")) {
            if (in == null) {
                throw new IllegalArgumentException("nothing is recorded as " + name);
            }
            Replay replay = new Replay();
            for (Map.Entry<String, JsonNode> node : JSON.readTree(in).properties()) {
                for (Map.Entry<String, JsonNode> answer : node.getValue().properties()) {
                    JsonNode body = answer.getValue().path("body");
                    replay.say(
                            node.getKey(),
                            answer.getKey(),
                            answer.getValue().path("status").asInt(),
                            body.isString() ? body.asString() : body.toString());
                }
            }
            return replay;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From now on the node says this to that. */
    void say(String node, String statement, int status, String body) {
        answers.computeIfAbsent(node, name -> {
            servers.put(name, serve(name));
            return new ConcurrentHashMap<>();
        });
        answers.get(node).put(statement, new Said(status, body));
    }

    /** From now on, rows; JSON inside brackets. */
    void sayRows(String node, String statement, String rows) {
        say(node, statement, 200, "{\"cols\":[\"x\"],\"rows\":" + rows + ",\"rowcount\":1,\"duration\":0.1}");
    }

    void sayError(String node, String statement, int status, int code, String message) {
        say(node, statement, status, "{\"error\":{\"message\":\"" + message + "\",\"code\":" + code + "}}");
    }

    /** The node is gone. */
    void kill(String node) {
        HttpServer server = servers.remove(node);
        if (server != null) {
            server.stop(0);
        }
    }

    private HttpServer serve(String node) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(threads);
            server.createContext("/", exchange -> answer(node, exchange));
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void answer(String node, HttpExchange exchange) throws IOException {
        String statement = "GET /";
        if (exchange.getRequestMethod().equals("POST")) {
            JsonNode request = JSON.readTree(exchange.getRequestBody());
            statement = request.path("stmt").asString();
            if (request.path("args").isArray()) {
                statement += " [" + request.path("args").get(0).asString() + "]";
            }
        }
        asked.add(node + ": " + statement);
        Said said = answers.getOrDefault(node, Map.of())
                .getOrDefault(
                        statement,
                        new Said(
                                500,
                                "{\"error\":{\"message\":\"not recorded: " + statement.replace("\"", "'")
                                        + "\",\"code\":5000}}"));
        byte[] body = said.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(said.status(), body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    static NodeId id(int index) {
        return new NodeId(NAME, "data", index);
    }

    /** The cluster of {@code data-0} to {@code data-2}, launched as 6.4.2, where processes of those named are down. */
    ClusterView view(Integer... down) {
        TreeMap<NodeId, NodeView> nodes = new TreeMap<>();
        for (int i = 0; i < 3; i++) {
            boolean up = !List.of(down).contains(i);
            Optional<HttpServer> server = Optional.ofNullable(servers.get("data-" + i));
            int port = server.map(its -> its.getAddress().getPort()).orElse(1);
            nodes.put(id(i), node(id(i), port, up));
        }
        return view(nodes);
    }

    static ClusterView view(SortedMap<NodeId, NodeView> nodes) {
        ClusterSpec spec = new ClusterSpec(
                NAME,
                "crate",
                "6.4.2",
                "",
                "role",
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                new LinkedHashMap<>());
        return new ClusterView(spec, nodes, new TreeMap<>(), Optional.empty(), List.of(), true, Instant.EPOCH);
    }

    static NodeView node(NodeId id, int httpPort, boolean up) {
        return new NodeView(
                id,
                true,
                Optional.empty(),
                "host",
                "127.0.0.1",
                "",
                new TreeMap<>(),
                new TreeMap<>(Map.of("http", httpPort, "transport", 4300, "psql", 5432)),
                true,
                up,
                1,
                new TreeMap<>(Map.of("version", "6.4.2")),
                1);
    }

    @Override
    public void close() {
        List.copyOf(servers.keySet()).forEach(this::kill);
        threads.shutdownNow();
    }
}
