package dev.holdfast.local.master;

import dev.holdfast.local.link.LinkCodec;
import dev.holdfast.local.link.ToAgent;
import dev.holdfast.local.link.ToMaster;
import dev.holdfast.local.wire.MalformedMessageException;
import dev.holdfast.local.wire.MesosJson;
import dev.holdfast.mesos.v1.AgentID;
import dev.holdfast.mesos.v1.scheduler.Call;
import dev.holdfast.mesos.v1.scheduler.Event;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** The master's pages: the two APIs, the agents' link, and a few older ones that tools still read. */
final class MasterHttp {

    private static final String STREAM_ID = "Mesos-Stream-Id";
    private static final long ANSWER_SECONDS = 30;

    private final MasterLoop loop;
    private final Map<String, String> credentials;
    private final String self;
    private final AtomicLong links = new AtomicLong();

    /**
     * The pages of one master.
     *
     * @param self host and port of the leader, which is this one
     */
    MasterHttp(MasterLoop loop, Map<String, String> credentials, String self) {
        this.loop = loop;
        this.credentials = credentials;
        this.self = self;
    }

    void addTo(RoutesConfig routes) {
        routes.post("/api/v1/scheduler", this::scheduler);
        routes.post("/api/v1", this::operator);
        routes.post("/agent-link", this::link);
        routes.post("/agent-link/{agent}", this::agentSays);
        for (String prefix : new String[] {"", "/master"}) {
            routes.get(prefix + "/health", context -> context.status(200));
            routes.get(prefix + "/version", context -> json(context, version()));
            routes.get(prefix + "/state", this::state);
            routes.get(prefix + "/state.json", this::state);
            routes.get(prefix + "/redirect", context -> context.status(307).header("Location", "//" + self));
        }
        routes.exception(Requests.Rejected.class, (rejected, context) -> answer(context, rejected.reply));
    }

    private void scheduler(Context context) throws Exception {
        Optional<String> principal = Requests.principal(credentials, header(context, "Authorization"));
        Call call = Requests.parse(header(context, "Content-Type"), context.bodyAsBytes(), Call.getDefaultInstance());
        Optional<String> stream = Optional.ofNullable(context.header(STREAM_ID));
        String form = Requests.accepted(header(context, "Accept"));
        if (call.getType() == Call.Type.SUBSCRIBE) {
            subscribe(context, call, form, stream, principal);
        } else {
            answer(context, await(loop.submit(new MasterEvent.SchedulerCall(call, stream, principal))));
        }
    }

    private void subscribe(Context context, Call call, String form, Optional<String> given, Optional<String> principal)
            throws Exception {
        UUID stream = UUID.randomUUID();
        OutStream<Event> out = loop.open(stream, event -> Requests.encode(form, event));
        try {
            Reply reply = await(loop.submit(new MasterEvent.Subscribe(call, stream, given, principal)));
            if (reply.status() != 200) {
                answer(context, reply);
                return;
            }
            pump(context, form, stream.toString(), out);
        } finally {
            loop.closed(stream);
        }
    }

    /** Agents need no credentials: the link is between parts of one embedded Mesos, on one machine. */
    private void link(Context context) throws Exception {
        if (!(says(context) instanceof ToMaster.Register register)) {
            throw new Requests.Rejected(Reply.bad("A link begins with Register"));
        }
        long link = links.incrementAndGet();
        OutStream<ToAgent> out = loop.open(link, LinkCodec::encode);
        try {
            await(loop.submit(new MasterEvent.AgentRegisters(link, register)));
            pump(context, Requests.JSON, "", out);
        } finally {
            loop.closed(link);
        }
    }

    private void agentSays(Context context) throws Exception {
        AgentID agent =
                AgentID.newBuilder().setValue(context.pathParam("agent")).build();
        answer(context, await(loop.submit(new MasterEvent.AgentSays(agent, says(context)))));
    }

    private static ToMaster says(Context context) throws Requests.Rejected {
        try {
            return LinkCodec.decodeToMaster(context.bodyAsBytes());
        } catch (MalformedMessageException wrong) {
            throw new Requests.Rejected(Reply.bad(String.valueOf(wrong.getMessage())));
        }
    }

    private static void pump(Context context, String form, String stream, OutStream<?> out) throws IOException {
        HttpServletResponse response = context.res();
        response.setStatus(200);
        response.setContentType(form);
        if (!stream.isEmpty()) {
            response.setHeader(STREAM_ID, stream);
        }
        response.flushBuffer();
        out.pump(response.getOutputStream(), PeerWatch.of(context.req()));
    }

    private void operator(Context context) throws Exception {
        Requests.principal(credentials, header(context, "Authorization"));
        dev.holdfast.mesos.v1.master.Call call = Requests.parse(
                header(context, "Content-Type"),
                context.bodyAsBytes(),
                dev.holdfast.mesos.v1.master.Call.getDefaultInstance());
        String form = Requests.accepted(header(context, "Accept"));
        if (call.getType() == dev.holdfast.mesos.v1.master.Call.Type.GET_VERSION) {
            json(context, "{\"type\":\"GET_VERSION\",\"get_version\":{\"version_info\":" + version() + "}}");
            return;
        }
        Reply reply = await(loop.submit(new MasterEvent.OperatorCall(call)));
        if (reply.body().isPresent()) {
            context.status(reply.status())
                    .contentType(form)
                    .result(Requests.encode(form, reply.body().get()));
        } else {
            answer(context, reply);
        }
    }

    private void state(Context context) throws Exception {
        Requests.principal(credentials, header(context, "Authorization"));
        context.contentType(Requests.JSON).result(await(loop.ask(MasterCore::stateJson)));
    }

    private static String version() {
        return MesosJson.MAPPER.writeValueAsString(Map.of("version", StateViews.VERSION));
    }

    private static void json(Context context, String text) {
        context.contentType(Requests.JSON).result(text);
    }

    private static String header(Context context, String name) {
        String value = context.header(name);
        return value == null ? "" : value;
    }

    private static void answer(Context context, Reply reply) {
        if (reply.status() == 401) {
            context.header("WWW-Authenticate", "Basic realm=\"mesos-master\"");
        }
        context.status(reply.status());
        if (!reply.text().isEmpty()) {
            context.contentType("text/plain; charset=utf-8").result(reply.text().getBytes(StandardCharsets.UTF_8));
        }
    }

    private static <T> T await(CompletableFuture<T> answer) throws Requests.Rejected, InterruptedException {
        try {
            return answer.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException failed) {
            throw new Requests.Rejected(
                    Reply.refused(503, "The embedded master cannot answer: " + failed.getMessage()));
        }
    }
}
