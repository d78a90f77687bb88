package dev.holdfast.mesos;

import com.google.protobuf.Message;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.holdfast.mesos.v1.scheduler.Call;
import dev.holdfast.mesos.v1.scheduler.Event;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A Mesos master that plays a script. It holds callers to the rules of the real one (content type, stream id), takes
 * down what it is sent, and says what the test tells it to say.
 */
final class FakeMaster implements AutoCloseable {

    /** One call as it came in. */
    record Received(Call call, Optional<String> streamId, Optional<String> authorization) {}

    /** An answer that is no stream. */
    record Plain(int status, String text, Optional<String> location) {

        static Plain of(int status, String text) {
            return new Plain(status, text, Optional.empty());
        }

        static Plain redirect(String location) {
            return new Plain(307, "", Optional.of(location));
        }
    }

    private static final int PATIENCE_SECONDS = 10;
    private static final Plain TAKEN = Plain.of(202, "");

    private final HttpServer server;
    private final ExecutorService workers = Executors.newCachedThreadPool(task -> Threads.daemon("fake-master", task));
    private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
    private final BlockingQueue<Stream> streams = new LinkedBlockingQueue<>();
    private final Deque<Plain> refusals = new ArrayDeque<>();
    private volatile Function<Call, Plain> answers = call -> TAKEN;
    private volatile Optional<Stream> current = Optional.empty();
    private volatile boolean namesStreams = true;
    private int streamCount;

    FakeMaster() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
        server.createContext(Subscriber.SCHEDULER_API, this::answer);
        server.setExecutor(workers);
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The next SUBSCRIBE is answered so, and no stream is opened. */
    synchronized void refuseNext(Plain refusal) {
        refusals.add(refusal);
    }

    void answerCalls(Function<Call, Plain> how) {
        answers = how;
    }

    void leaveOutStreamIds() {
        namesStreams = false;
    }

    /** The next call, whatever it is. */
    Received nextCall() throws InterruptedException {
        Received next = received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("no call came within " + PATIENCE_SECONDS + " s");
        }
        return next;
    }

    boolean hasCalls() {
        return !received.isEmpty();
    }

    /** The stream of the next SUBSCRIBE that was taken. */
    Stream nextStream() throws InterruptedException {
        Stream next = streams.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nobody subscribed within " + PATIENCE_SECONDS + " s");
        }
        return next;
    }

    private void answer(HttpExchange exchange) throws IOException {
        WireFormat format =
                exchange.getRequestHeaders().getFirst("Content-Type").equals("application/json")
                        ? WireFormat.JSON
                        : WireFormat.PROTOBUF;
        Call call = format.read(exchange.getRequestBody().readAllBytes(), Call.getDefaultInstance());
        Optional<String> streamId = header(exchange, Subscriber.STREAM_ID);
        received.add(new Received(call, streamId, header(exchange, "Authorization")));
        if (call.getType() == Call.Type.SUBSCRIBE) {
            subscribe(exchange, format, streamId);
            return;
        }
        Optional<String> expected = current.map(Stream::id);
        if (streamId.isEmpty()) {
            plain(exchange, Plain.of(400, "All non-subscribe calls should include the 'Mesos-Stream-Id' header"));
        } else if (!streamId.equals(expected)) {
            plain(exchange, Plain.of(400, "The stream ID included in this request didn't match"));
        } else {
            plain(exchange, answers.apply(call));
        }
    }

    private void subscribe(HttpExchange exchange, WireFormat format, Optional<String> streamId) throws IOException {
        if (streamId.isPresent()) {
            plain(exchange, Plain.of(400, "Subscribe calls should not include the 'Mesos-Stream-Id' header"));
            return;
        }
        Optional<Plain> refusal = nextRefusal();
        if (refusal.isPresent()) {
            plain(exchange, refusal.get());
            return;
        }
        String id = "stream-" + nextStreamNumber();
        if (namesStreams) {
            exchange.getResponseHeaders().add(Subscriber.STREAM_ID, id);
        }
        exchange.getResponseHeaders().add("Content-Type", format.contentType());
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().flush();
        Stream stream = new Stream(exchange, format, id);
        current = Optional.of(stream);
        streams.add(stream);
    }

    private synchronized Optional<Plain> nextRefusal() {
        return Optional.ofNullable(refusals.poll());
    }

    private synchronized int nextStreamNumber() {
        return ++streamCount;
    }

    private static Optional<String> header(HttpExchange exchange, String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
    }

    private static void plain(HttpExchange exchange, Plain answer) throws IOException {
        answer.location().ifPresent(to -> exchange.getResponseHeaders().add("Location", to));
        byte[] text = answer.text().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), text.length == 0 ? -1 : text.length);
        if (text.length > 0) {
            exchange.getResponseBody().write(text);
        }
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        workers.shutdownNow();
    }

    /** One subscription, seen from the master. */
    static final class Stream {

        private final HttpExchange exchange;
        private final OutputStream out;
        private final WireFormat format;
        private final String id;

        Stream(HttpExchange exchange, WireFormat format, String id) {
            this.exchange = exchange;
            this.out = exchange.getResponseBody();
            this.format = format;
            this.id = id;
        }

        String id() {
            return id;
        }

        void send(Event event) throws IOException {
            write(record(event));
        }

        byte[] record(Message event) {
            byte[] body = format.write(event);
            byte[] length = (body.length + "\n").getBytes(StandardCharsets.US_ASCII);
            byte[] record = new byte[length.length + body.length];
            System.arraycopy(length, 0, record, 0, length.length);
            System.arraycopy(body, 0, record, length.length, body.length);
            return record;
        }

        void write(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
        }

        /** Ends the answer as HTTP wants it. */
        void end() throws IOException {
            out.close();
        }

        /** Breaks the connection. */
        void cut() {
            exchange.close();
        }
    }
}
