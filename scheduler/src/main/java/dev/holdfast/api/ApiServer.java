package dev.holdfast.api;

import dev.holdfast.api.wire.ProblemInfo;
import dev.holdfast.api.wire.ProblemsInfo;
import dev.holdfast.api.wire.WireJson;
import dev.holdfast.engine.Leadership;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/** Serves a table of routes over HTTP, and the OpenAPI document that describes it at {@code /v1/openapi.json}. */
public final class ApiServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);
    private static final String FIRST = "/";
    private static final int MAX_THREADS = 40;
    private static final int LEAST_THREADS = 2;
    private static final int TEMPORARY_REDIRECT = 307;
    private static final int IDLE_MILLIS = 30_000;
    private static final long MAX_REQUEST_BYTES = 4L << 20;
    private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(2);
    private static final Duration STOP_TIMEOUT = Duration.ofMillis(200);

    private final Javalin server;
    private final URI uri;
    private final List<AutoCloseable> parts;

    private ApiServer(Javalin server, URI uri, List<AutoCloseable> parts) {
        this.server = server;
        this.uri = uri;
        this.parts = parts;
    }

    /**
     * Serves a scheduler.
     *
     * @param more routes beside the usual ones, such as a package's own
     * @throws ApiException if the address is taken, or must not be used without a token
     */
    public static ApiServer start(ApiSettings settings, Backend backend, List<Route> more) throws ApiException {
        return start(settings, backend, more, Leadership.alone());
    }

    /**
     * Serves a scheduler that may stand by. Then it answers what the picture of the one that leads can tell, and sends everything
     * else on to that one.
     */
    public static ApiServer start(ApiSettings settings, Backend backend, List<Route> more, Leadership leadership)
            throws ApiException {
        return start(settings, backend, more, leadership, List.of());
    }

    /** The same, with pages for browsers beside it. */
    public static ApiServer start(
            ApiSettings settings, Backend backend, List<Route> more, Leadership leadership, List<Pages> pages)
            throws ApiException {
        Standing standing = new Standing(leadership);
        ViewStream stream = new ViewStream(backend.engine(), WireJson.mapper());
        List<Route> routes = new ArrayList<>();
        routes.addAll(new LookRoutes(backend, leadership).routes());
        routes.addAll(new AuditRoutes(backend).routes());
        routes.addAll(new MetricsRoutes(backend, leadership).routes());
        routes.add(stream.route());
        EventRoutes events = new EventRoutes(backend, Clock.systemUTC());
        routes.addAll(events.routes());
        LogRoutes logs = new LogRoutes(backend, Clock.systemUTC());
        routes.addAll(logs.routes());
        routes.replaceAll(
                route -> Standing.isOfTheLeader(route) ? standing.onlyWhereItLeads(route) : standing.marked(route));
        List<Route> leaders = new ArrayList<>(new TargetRoutes(backend).routes());
        leaders.addAll(new VerbRoutes(backend).routes());
        leaders.addAll(more);
        leaders.forEach(route -> routes.add(standing.onlyWhereItLeads(route)));
        routes.replaceAll(
                route -> Standing.before(route, call -> backend.engine().askingAs(call.asker())));
        try {
            return start(settings, routes, List.of(stream, events, logs), pages);
        } catch (ApiException e) {
            stream.close();
            events.close();
            logs.close();
            throw e;
        }
    }

    /** Serves nothing but these routes. */
    public static ApiServer start(ApiSettings settings, List<Route> routes) throws ApiException {
        return start(settings, routes, List.of(), List.of());
    }

    /** Serves nothing but these routes and pages. */
    public static ApiServer start(ApiSettings settings, List<Route> routes, List<Pages> pages) throws ApiException {
        return start(settings, routes, List.of(), pages);
    }

    private static ApiServer start(
            ApiSettings settings, List<Route> routes, List<AutoCloseable> streams, List<Pages> pages)
            throws ApiException {
        settings.check();
        int port = openPort(settings);
        JsonMapper json = WireJson.mapper();
        String openApi = new OpenApi(routes).document(json);
        Visitors visitors = new Visitors(settings.token(), Clock.systemUTC());
        Guard guard = new Guard(visitors, hosts(settings), firstParts(routes));
        Javalin server = Javalin.create(config -> {
            config.jetty.threadPool = threads();
            config.jetty.addConnector((jetty, http) -> {
                http.setSendServerVersion(false);
                ServerConnector connector = new ServerConnector(jetty, 1, 1, new HttpConnectionFactory(http));
                connector.setHost(settings.host());
                connector.setPort(port);
                connector.setIdleTimeout(IDLE_TIMEOUT.toMillis());
                connector.setShutdownIdleTimeout(STOP_TIMEOUT.toMillis());
                return connector;
            });
            config.http.compressionStrategy = CompressionStrategy.NONE;
            config.http.maxRequestSize = MAX_REQUEST_BYTES;
            config.http.prefer405over404 = true;
            config.startup.showJavalinBanner = false;
            config.startup.startupWatcherEnabled = false;
            config.startup.showOldJavalinVersionWarning = false;
            config.routes.before(SafeHeaders::set);
            config.routes.before(guard::check);
            config.routes.get("/v1/openapi.json", context -> text(context, "application/json", openApi));
            routes.stream()
                    .filter(route -> pages.isEmpty() || !route.path().equals(FIRST))
                    .forEach(route -> add(config.routes, route, json));
            if (!pages.isEmpty()) {
                first(config.routes, routes, pages.get(0), json);
            }
            pages.forEach(page -> page.serve(config.routes, new Desk(routes, json), visitors));
            failures(config.routes, json, context -> guard.isApi(context) ? List.of() : pages);
        });
        try {
            server.start();
        } catch (RuntimeException e) {
            throw taken(settings, e);
        }
        String host = settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host();
        List<AutoCloseable> parts = new ArrayList<>(streams);
        parts.addAll(pages);
        URI uri = URI.create("http://" + host + ":" + port);
        pages.forEach(page -> page.begun(uri));
        return new ApiServer(server, uri, parts);
    }

    /** At one address programs find what they always found, and people the first page. */
    private static void first(RoutesConfig server, List<Route> routes, Pages pages, JsonMapper json) {
        Optional<Route> forPrograms =
                routes.stream().filter(route -> route.path().equals(FIRST)).findFirst();
        server.get(FIRST, context -> {
            boolean person = Optional.ofNullable(context.header("Accept"))
                    .filter(accepted -> accepted.contains("text/html"))
                    .isPresent();
            if (person || forPrograms.isEmpty()) {
                pages.first(context);
            } else {
                answer(context, forPrograms.get(), json);
            }
        });
    }

    private static KnownHosts hosts(ApiSettings settings) {
        List<String> names = new ArrayList<>(settings.allowedHosts());
        names.add(settings.host());
        return new KnownHosts(names);
    }

    private static Set<String> firstParts(List<Route> routes) {
        Set<String> first = new TreeSet<>(Set.of("/v1"));
        routes.stream()
                .filter(route -> !route.path().equals(FIRST))
                .forEach(route -> first.add("/" + route.path().split("/", -1)[1]));
        return first;
    }

    private static QueuedThreadPool threads() {
        QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, LEAST_THREADS, IDLE_MILLIS);
        threads.setName("api");
        threads.setDaemon(true);
        threads.setStopTimeout(STOP_TIMEOUT.toMillis());
        return threads;
    }

    /** Tries the address before anything is started, so that the message is clear; a port of 0 becomes a free one. */
    private static int openPort(ApiSettings settings) throws ApiException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(settings.host()), settings.port()));
            return socket.getLocalPort();
        } catch (IOException e) {
            throw taken(settings, e);
        }
    }

    private static ApiException taken(ApiSettings settings, Exception e) {
        return new ApiException(
                "the API cannot listen on " + settings.host() + ":" + settings.port() + ": " + e.getMessage(),
                "stop what uses that port (another Holdfast?), or give another with --port",
                e);
    }

    private static void add(RoutesConfig server, Route route, JsonMapper json) {
        HandlerType type = HandlerType.findOrCreate(route.method().name());
        server.addHttpHandler(type, route.path(), context -> answer(context, route, json));
    }

    private static void answer(Context context, Route route, JsonMapper json) throws Exception {
        Call call = new Call(context, json);
        refusePreviewWhereThereIsNone(route, call);
        if (route.answering() instanceof Route.Streaming streaming) {
            streaming.to(call);
        } else if (route.answering() instanceof Route.Value value) {
            Object answer = value.of(call);
            if (answer instanceof Route.Reply reply) {
                context.status(reply.status());
                answer = reply.body();
            }
            if (answer instanceof String text) {
                text(context, "application/yaml", text);
            } else if (answer instanceof Route.Text text) {
                context.contentType(text.type()).result(text.text());
            } else {
                text(context, "application/json", json.writeValueAsString(answer));
            }
        }
    }

    /** Who only wanted to see what would be done must not find it done. */
    private static void refusePreviewWhereThereIsNone(Route route, Call call) {
        boolean known = route.parameters().stream()
                .anyMatch(parameter -> parameter.name().equals("preview"));
        if (route.method() != Route.Method.GET && !known && call.flag("preview")) {
            throw Refused.because(
                    Refused.INVALID, route.path() + " cannot be previewed", "nothing was done; ask without preview");
        }
    }

    /** @param faces what tells people of it, where people ask */
    private static void failures(RoutesConfig server, JsonMapper json, Function<Context, List<Pages>> faces) {
        server.exception(Refused.class, (refused, context) -> {
            if (refused.status() == Refused.UNAUTHORISED) {
                context.header("WWW-Authenticate", "Bearer");
            }
            List<Pages> face = faces.apply(context);
            if (face.isEmpty()) {
                problems(context, refused.status(), refused.problems(), json);
            } else {
                face.get(0).refuse(context, refused);
            }
        });
        server.exception(
                Guard.LogIn.class,
                (unknown, context) -> context.redirect(Guard.LOGIN + next(context), HttpStatus.SEE_OTHER));
        server.exception(Standing.Elsewhere.class, (elsewhere, context) -> {
            String there = elsewhere.to(context.path(), context.queryString());
            if (faces.apply(context).isEmpty()) {
                context.header("Location", there);
                problems(context, TEMPORARY_REDIRECT, elsewhere.problems(), json);
            } else {
                context.redirect(there, HttpStatus.SEE_OTHER); // a form goes only to who made it: it is seen anew there
            }
        });
        server.exception(HttpResponseException.class, (known, context) -> {
            List<Pages> face = faces.apply(context);
            String cause = String.valueOf(known.getMessage());
            if (face.isEmpty()) {
                problems(
                        context,
                        known.getStatus(),
                        List.of(new ProblemInfo("", 0, cause, "see /v1/openapi.json")),
                        json);
            } else {
                String told = known.getStatus() == Refused.UNKNOWN ? "there is no page " + context.path() : cause;
                face.get(0)
                        .refuse(context, Refused.because(known.getStatus(), told, "the first page leads everywhere"));
            }
        });
        server.exception(Exception.class, (unknown, context) -> {
            LOG.error("{} {} failed unexpectedly", context.method(), context.path(), unknown);
            problems(
                    context,
                    500,
                    List.of(new ProblemInfo("", 0, "internal error: " + unknown, "see the scheduler's log")),
                    json);
        });
    }

    /** Where to go after logging in, if that is more than the first page. */
    private static String next(Context context) {
        String query = Optional.ofNullable(context.queryString())
                .map(text -> "?" + text)
                .orElse("");
        String wanted = context.path() + query;
        return wanted.equals("/") ? "" : "?next=" + URLEncoder.encode(wanted, StandardCharsets.UTF_8);
    }

    private static void problems(Context context, int status, List<ProblemInfo> problems, JsonMapper json) {
        context.status(status);
        text(context, "application/json", json.writeValueAsString(new ProblemsInfo(problems)));
    }

    private static void text(Context context, String type, String text) {
        context.contentType(type + "; charset=utf-8").result(text);
    }

    /** Where it answers, {@code http://host:port}. */
    public URI uri() {
        return uri;
    }

    @Override
    public void close() {
        for (AutoCloseable part : parts) {
            try {
                part.close();
            } catch (Exception e) {
                LOG.debug("closing {}", part, e);
            }
        }
        server.stop();
    }
}
