package dev.holdfast.crate.model.node;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.holdfast.crate.model.core.Node;
import dev.holdfast.crate.model.core.Options;
import dev.holdfast.crate.model.sql.Answer;
import dev.holdfast.crate.model.sql.SqlException;
import dev.holdfast.crate.model.state.Json;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** HTTP as CrateDB serves it: {@code POST /_sql}, {@code GET /}. */
final class Front {
    private static final int THREADS = 64;
    private static final String JSON = "application/json; charset=UTF-8";

    private final Node node;
    private final Executor loop;
    private final Options options;
    private final Gate gate;
    private final HttpServer server;

    Front(Node node, Executor loop, Options options) throws IOException {
        this.node = node;
        this.loop = loop;
        this.options = options;
        this.gate = new Gate(options.settings());
        this.server = server(Encryption.http(options.settings()));
        server.bind(new InetSocketAddress(options.me().host(), options.me().http()), 256);
        server.setExecutor(Executors.newFixedThreadPool(THREADS, work -> {
            Thread thread = new Thread(work, "http");
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/", this::handle);
    }

    private static HttpServer server(Optional<SSLContext> tls) throws IOException {
        if (tls.isEmpty()) {
            return HttpServer.create();
        }
        HttpsServer secure = HttpsServer.create();
        secure.setHttpsConfigurator(new HttpsConfigurator(tls.get()) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters wished = tls.get().getDefaultSSLParameters();
                wished.setWantClientAuth(true);
                parameters.setSSLParameters(wished);
            }
        });
        return secure;
    }

    void start() {
        server.start();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Gate.Pass pass = gate.pass(exchange, onLoop(node::state));
            if (!pass.denied().isEmpty()) {
                exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"CrateDB Authenticator\"");
                send(exchange, 401, "text/plain; charset=UTF-8", pass.denied().getBytes(StandardCharsets.UTF_8));
            } else if (exchange.getRequestURI().getPath().equals("/_sql")) {
                sql(exchange, pass.user());
            } else if (exchange.getRequestURI().getPath().equals("/")) {
                about(exchange);
            } else {
                send(exchange, 404, "text/plain; charset=UTF-8", "not found\n".getBytes(StandardCharsets.UTF_8));
            }
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    private <T> T onLoop(java.util.function.Supplier<T> work) throws InterruptedException {
        CompletableFuture<T> result = CompletableFuture.supplyAsync(work, loop);
        try {
            return result.get();
        } catch (ExecutionException failed) {
            throw new IllegalStateException(failed.getCause());
        }
    }

    private void about(HttpExchange exchange) throws IOException, InterruptedException {
        boolean ok = onLoop(node::leader).isPresent();
        ObjectNode body = Json.object()
                .put("ok", ok)
                .put("status", ok ? 200 : 503)
                .put("name", options.me().name())
                .put("cluster_name", options.cluster());
        body.putObject("version")
                .put("number", options.me().version())
                .put("build_hash", "1db6455d0f5f09c1e1b65b88dbe00470b01bebe0")
                .put("build_timestamp", "NA")
                .put("build_snapshot", false)
                .put("lucene_version", "10.4.0");
        send(exchange, ok ? 200 : 503, "application/json", Json.bytes(body));
    }

    private void sql(HttpExchange exchange, String user) throws IOException, InterruptedException {
        if (onLoop(node::leaves)) {
            String text = "[" + options.me().name() + "][" + options.me().address() + "][sql] disconnected";
            send(exchange, 500, "text/plain; charset=UTF-8", text.getBytes(StandardCharsets.UTF_8));
            return;
        }
        long begun = System.nanoTime();
        JsonNode request;
        try {
            request = Json.parse(exchange.getRequestBody().readAllBytes());
        } catch (JacksonException odd) {
            fail(exchange, SqlException.parse("Failed to parse source"));
            return;
        }
        if (request.path("stmt").asString("").isEmpty()) {
            fail(exchange, SqlException.parse("Missing stmt"));
            return;
        }
        try {
            ObjectNode body = request.has("bulk_args") ? bulk(request, user) : one(request, request.path("args"), user);
            body.put("duration", (System.nanoTime() - begun) / 1e6);
            send(exchange, 200, JSON, Json.bytes(body));
        } catch (SqlException refused) {
            fail(exchange, refused);
        }
    }

    private ObjectNode one(JsonNode request, JsonNode arguments, String user) throws InterruptedException {
        List<JsonNode> list = new ArrayList<>();
        arguments.forEach(list::add);
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        loop.execute(() ->
                node.sql(request.path("stmt").asString(), list, user, answer::complete, answer::completeExceptionally));
        try {
            return (ObjectNode) answer.get().body(0);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof SqlException refused) {
                throw refused;
            }
            throw SqlException.internal(String.valueOf(failed.getCause()));
        }
    }

    /** One answer for each list of arguments; what fails alone is marked so. */
    private ObjectNode bulk(JsonNode request, String user) throws InterruptedException {
        ObjectNode body = Json.object();
        body.putArray("cols");
        ArrayNode results = body.putArray("results");
        for (JsonNode arguments : request.path("bulk_args")) {
            try {
                results.addObject()
                        .put(
                                "rowcount",
                                one(request, arguments, user).path("rowcount").asLong());
            } catch (SqlException refused) {
                results.remove(results.size() - 1);
                ObjectNode failed = results.addObject().put("rowcount", -2);
                failed.putObject("error").put("code", refused.code()).put("message", refused.text());
            }
        }
        return body;
    }

    private static void fail(HttpExchange exchange, SqlException refused) throws IOException {
        ObjectNode body = Json.object();
        body.putObject("error").put("message", refused.text()).put("code", refused.code());
        send(exchange, refused.status(), JSON, Json.bytes(body));
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }
}
