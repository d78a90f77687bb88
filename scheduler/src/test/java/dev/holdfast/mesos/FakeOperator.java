package dev.holdfast.mesos;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.holdfast.mesos.v1.FileInfo;
import dev.holdfast.mesos.v1.agent.Call;
import dev.holdfast.mesos.v1.agent.Response;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;

/**
 * The operator API of a master or an agent. As a master it gives the answers put into it, by type; as an agent it has
 * the files put into it, and reads them as a real one does.
 */
final class FakeOperator implements AutoCloseable {

    private final HttpServer server;
    private final Map<String, JsonNode> answers = new ConcurrentHashMap<>();
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private volatile Optional<String> leader = Optional.empty();
    private volatile Optional<String> wantedAuthorization = Optional.empty();

    FakeOperator() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
        server.createContext("/api/v1", this::answer);
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    void put(JsonNode answer) {
        answers.put(answer.get("type").stringValue(), answer);
    }

    void putFile(String path, String text) {
        files.put(path, text.getBytes(StandardCharsets.UTF_8));
    }

    void sendOnTo(String newLeader) {
        leader = Optional.of(newLeader);
    }

    void openOnlyTo(String authorization) {
        wantedAuthorization = Optional.of(authorization);
    }

    private void answer(HttpExchange exchange) throws IOException {
        WireFormat format =
                exchange.getRequestHeaders().getFirst("Content-Type").equals("application/json")
                        ? WireFormat.JSON
                        : WireFormat.PROTOBUF;
        Optional<String> authorization =
                Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"));
        byte[] request = exchange.getRequestBody().readAllBytes();
        if (leader.isPresent()) {
            exchange.getResponseHeaders().add("Location", leader.get());
            send(exchange, 307, new byte[0]);
        } else if (wantedAuthorization.isPresent() && !wantedAuthorization.equals(authorization)) {
            send(exchange, authorization.isPresent() ? 403 : 401, new byte[0]);
        } else if (files.isEmpty()) {
            dev.holdfast.mesos.v1.master.Call call =
                    format.read(request, dev.holdfast.mesos.v1.master.Call.getDefaultInstance());
            JsonNode answer = answers.get(call.getType().name());
            send(exchange, answer == null ? 501 : 200, answer == null ? new byte[0] : master(format, answer));
        } else {
            fileAnswer(exchange, format, format.read(request, Call.getDefaultInstance()));
        }
    }

    private static byte[] master(WireFormat format, JsonNode answer) throws IOException {
        return format.write(JsonMessages.read(
                answer.toString().getBytes(StandardCharsets.UTF_8),
                dev.holdfast.mesos.v1.master.Response.getDefaultInstance()));
    }

    private void fileAnswer(HttpExchange exchange, WireFormat format, Call call) throws IOException {
        if (call.hasListFiles()) {
            Response.ListFiles.Builder list = Response.ListFiles.newBuilder();
            new TreeMap<>(files)
                    .forEach((path, data) -> list.addFileInfos(FileInfo.newBuilder()
                            .setPath(path)
                            .setSize(data.length)
                            .setMode(0100644)));
            send(
                    exchange,
                    format,
                    Response.newBuilder()
                            .setType(Response.Type.LIST_FILES)
                            .setListFiles(list)
                            .build());
            return;
        }
        byte[] data = files.get(call.getReadFile().getPath());
        if (data == null) {
            send(exchange, 404, new byte[0]);
            return;
        }
        int from = (int) Math.min(call.getReadFile().getOffset(), data.length);
        int length = (int)
                Math.min(Math.min(call.getReadFile().getLength(), data.length - from), OperatorApi.MAX_READ_BYTES);
        send(
                exchange,
                format,
                Response.newBuilder()
                        .setType(Response.Type.READ_FILE)
                        .setReadFile(Response.ReadFile.newBuilder()
                                .setSize(data.length)
                                .setData(ByteString.copyFrom(data, from, length)))
                        .build());
    }

    private static void send(HttpExchange exchange, WireFormat format, Message answer) throws IOException {
        send(exchange, 200, format.write(answer));
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
