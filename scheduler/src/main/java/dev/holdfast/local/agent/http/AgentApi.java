package dev.holdfast.local.agent.http;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.holdfast.local.agent.core.AgentSnapshot;
import dev.holdfast.local.agent.disk.AgentLayout;
import dev.holdfast.local.wire.MalformedMessageException;
import dev.holdfast.local.wire.MesosJson;
import dev.holdfast.mesos.v1.AgentInfo;
import dev.holdfast.mesos.v1.FileInfo;
import dev.holdfast.mesos.v1.agent.Call;
import dev.holdfast.mesos.v1.agent.Response;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Serves {@code POST /api/v1} in JSON and protobuf, {@code GET /files/read}, {@code /files/browse} and
 * {@code /files/download}, and {@code GET /health}; behind a user and password where those are set.
 */
public final class AgentApi implements AutoCloseable {

    private static final String JSON = "application/json";
    private static final String PROTOBUF = "application/x-protobuf";
    private static final int MAX_THREADS = 8;
    private static final int MIN_THREADS = 1;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final int PERMISSION_BITS = 9;

    private final String name;
    private final SandboxFiles files;
    private final Optional<String> authorization;
    private final Javalin server;
    private final AgentAnswers answers;

    private AgentApi(
            String name,
            String ip,
            int port,
            Optional<String> authorization,
            SandboxFiles files,
            Supplier<AgentSnapshot> state,
            IntFunction<AgentInfo> info) {
        this.name = name;
        this.files = files;
        this.authorization = authorization;
        this.answers = new AgentAnswers(files, state, () -> info.apply(port()));
        this.server = Javalin.create(this::configure);
        server.start(ip, port);
    }

    /**
     * Opens the API.
     *
     * @param name what threads are called after
     * @param port 0 for any free one
     * @param authorization {@code user:password} a client has to know; empty for none
     * @param info the agent's description, given the port it listens on
     * @throws IOException when the address cannot be listened on
     */
    public static AgentApi start(
            String name,
            String ip,
            int port,
            Optional<String> authorization,
            AgentLayout layout,
            Supplier<AgentSnapshot> state,
            IntFunction<AgentInfo> info)
            throws IOException {
        Optional<String> header = authorization.map(
                plain -> "Basic " + Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8)));
        try {
            return new AgentApi(name, ip, port, header, new SandboxFiles(layout, state), state, info);
        } catch (RuntimeException taken) {
            throw new IOException(
                    "The agent cannot listen on " + ip + ":" + port + " (" + taken.getMessage()
                            + "). Stop what listens there, or give the agent another port or address",
                    taken);
        }
    }

    private void configure(JavalinConfig config) {
        config.startup.showJavalinBanner = false;
        config.http.compressionStrategy = CompressionStrategy.NONE;
        QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, MIN_THREADS);
        threads.setName(name + "-http");
        config.jetty.threadPool = threads;
        config.routes.before(this::authorize);
        config.routes.post("/api/v1", this::call);
        config.routes.get("/files/read", this::read);
        config.routes.get("/files/browse", this::browse);
        config.routes.get("/files/download", this::download);
        config.routes.get("/health", context -> context.result(""));
        config.routes.exception(
                NoSuchFileException.class,
                (absent, context) -> context.status(404).result("No such file '" + absent.getFile() + "'.\n"));
        config.routes.exception(
                IOException.class, (failed, context) -> context.status(400).result(failed.getMessage() + ".\n"));
        config.routes.exception(
                AgentAnswers.BadCallException.class,
                (bad, context) -> context.status(bad.status()).result(bad.text()));
    }

    private void authorize(Context context) {
        if (authorization.isEmpty()) {
            return;
        }
        String given = Optional.ofNullable(context.header("Authorization")).orElse("");
        boolean matches = MessageDigest.isEqual(
                given.getBytes(StandardCharsets.UTF_8), authorization.get().getBytes(StandardCharsets.UTF_8));
        if (!matches) {
            context.status(401).header("WWW-Authenticate", "Basic realm=\"mesos-agent-readonly\"");
            context.result("").skipRemainingHandlers();
        }
    }

    private void call(Context context) throws IOException, AgentAnswers.BadCallException {
        Response response = answers.answer(parse(context));
        String accepted = Optional.ofNullable(context.header("Accept")).orElse(JSON);
        if (accepted.contains(PROTOBUF)) {
            context.contentType(PROTOBUF).result(response.toByteArray());
        } else {
            context.contentType(JSON).result(MesosJson.bytes(response));
        }
    }

    private static Call parse(Context context) throws AgentAnswers.BadCallException {
        String type = Optional.ofNullable(context.contentType()).orElse("");
        try {
            Call call;
            if (type.startsWith(PROTOBUF)) {
                call = Call.parseFrom(context.bodyAsBytes());
            } else if (type.startsWith(JSON)) {
                call = MesosJson.parse(context.bodyAsBytes(), Call.getDefaultInstance());
            } else {
                throw new AgentAnswers.BadCallException(415, "Expecting 'Content-Type' of " + JSON + " or " + PROTOBUF);
            }
            if (!call.hasType()) {
                throw new AgentAnswers.BadCallException(
                        400, "Failed to validate agent::Call: Expecting 'type' to be present");
            }
            return call;
        } catch (InvalidProtocolBufferException | MalformedMessageException malformed) {
            throw new AgentAnswers.BadCallException(400, String.valueOf(malformed.getMessage()));
        }
    }

    private void read(Context context) throws IOException {
        String path = path(context);
        long offset = number(context, "offset", -1);
        long length = number(context, "length", SandboxFiles.MAX_READ);
        boolean onlySize = offset < 0;
        long wanted = length < 0 ? SandboxFiles.MAX_READ : length;
        SandboxFiles.Part part = files.read(path, Math.max(0, offset), onlySize ? 0 : wanted);
        ObjectNode answer = MesosJson.MAPPER.createObjectNode();
        answer.put("data", part.data().toStringUtf8());
        answer.put("offset", onlySize ? part.size() : offset);
        context.contentType(JSON).result(MesosJson.MAPPER.writeValueAsBytes(answer));
    }

    private void browse(Context context) throws IOException {
        List<FileInfo> entries = files.list(path(context));
        ArrayNode answer = MesosJson.MAPPER.createArrayNode();
        for (FileInfo entry : entries) {
            answer.addObject()
                    .put("gid", entry.getGid())
                    .put("mode", mode(entry.getMode()))
                    .put("mtime", Math.floor(entry.getMtime().getNanoseconds() / NANOS_PER_SECOND))
                    .put("nlink", entry.getNlink())
                    .put("path", entry.getPath())
                    .put("size", entry.getSize())
                    .put("uid", entry.getUid());
        }
        context.contentType(JSON).result(MesosJson.MAPPER.writeValueAsBytes(answer));
    }

    private void download(Context context) throws IOException {
        Path file = files.find(path(context));
        if (Files.isDirectory(file)) {
            throw new IOException("Cannot download a directory");
        }
        context.contentType("application/octet-stream")
                .header("Content-Length", Long.toString(Files.size(file)))
                .header("Content-Disposition", "attachment; filename=\"" + file.getFileName() + "\"")
                .result(Files.newInputStream(file));
    }

    private static String path(Context context) throws IOException {
        String path = context.queryParam("path");
        if (path == null || path.isEmpty()) {
            throw new IOException("Expecting 'path=value' in query");
        }
        return path;
    }

    private static long number(Context context, String name, long absent) throws IOException {
        String text = context.queryParam(name);
        try {
            return text == null ? absent : Long.parseLong(text);
        } catch (NumberFormatException notNumber) {
            throw new IOException("Failed to parse " + name + ": '" + text + "' is no number", notNumber);
        }
    }

    /** The mode as {@code ls} writes it. */
    private static String mode(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        PosixFilePermission[] all = PosixFilePermission.values();
        for (int bit = 0; bit < PERMISSION_BITS; bit++) {
            if ((mode & (1 << (PERMISSION_BITS - 1 - bit))) != 0) {
                permissions.add(all[bit]);
            }
        }
        int directory = 0040000;
        return ((mode & directory) != 0 ? "d" : "-") + PosixFilePermissions.toString(permissions);
    }

    /** The port it listens on. */
    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.stop();
    }
}
