package dev.holdfast.local.agent;

import dev.holdfast.local.link.LinkCodec;
import dev.holdfast.local.link.ToAgent;
import dev.holdfast.local.link.ToMaster;
import dev.holdfast.local.wire.MalformedMessageException;
import dev.holdfast.local.wire.RecordReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agent's connection to its master: one long answer to read from, and a request for each thing to say.
 *
 * <p>1. The reader registers, reads until the stream breaks, waits a little, and begins again. 2. The writer sends in
 * order; when a message cannot be sent it breaks the stream, so that registering again tells everything.
 * 3. What was to be sent over a connection that is gone is dropped: registering and resending make up for it.
 */
final class MasterLink implements AutoCloseable {

    /** Hears what the master says; called from the reader's thread. */
    interface Listener {

        /** What to say first on a new connection. */
        ToMaster.Register register();

        void onMessage(ToAgent message);

        void onDown();
    }

    private static final Logger log = LoggerFactory.getLogger(MasterLink.class);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration FIRST_WAIT = Duration.ofMillis(100);
    private static final Duration LAST_WAIT = Duration.ofSeconds(3);
    private static final long WRITER_POLL_SECONDS = 1;
    private static final int MAX_WAITING = 10_000;
    private static final int OK = 200;
    private static final int MULTIPLE_CHOICES = 300;

    private final String name;
    private final Supplier<URI> master;
    private final HttpClient http;
    private final Duration silence;
    private final Listener listener;
    private final BlockingQueue<Outgoing> outgoing = new LinkedBlockingQueue<>(MAX_WAITING);
    private final Thread reader;
    private final Thread writer;
    private volatile Optional<Connection> current = Optional.empty();
    private volatile boolean partitioned;
    private volatile boolean closed;

    private record Outgoing(ToMaster message, Connection connection) {}

    /** One registration: where it was made, and the stream it is answered with. */
    private static final class Connection {
        private final URI base;
        private final InputStream stream;
        private volatile String agentId = "";
        private volatile long lastHeard = System.nanoTime();

        Connection(URI base, InputStream stream) {
            this.base = base;
            this.stream = stream;
        }

        void breakOff() {
            try {
                stream.close();
            } catch (IOException alreadyBroken) {
                log.debug("Closing a broken stream: {}", alreadyBroken.getMessage());
            }
        }
    }

    MasterLink(String name, Supplier<URI> master, HttpClient http, Duration silence, Listener listener) {
        this.name = name;
        this.master = master;
        this.http = http;
        this.silence = silence;
        this.listener = listener;
        this.reader = new Thread(this::readForever, name + "-link-in");
        this.writer = new Thread(this::writeForever, name + "-link-out");
        reader.setDaemon(true);
        writer.setDaemon(true);
    }

    void start() {
        reader.start();
        writer.start();
    }

    /** Sends over the connection of this moment, in order; over none, it is dropped. */
    void send(ToMaster message) {
        current.ifPresent(connection -> {
            if (!outgoing.offer(new Outgoing(message, connection))) {
                log.warn("{}: the master does not take messages; connecting again", name);
                connection.breakOff();
            }
        });
    }

    /** Cut off, nothing is heard or said while every connection stays as it is; healed, a new one is made. */
    void partition(boolean cutOff) {
        partitioned = cutOff;
        if (!cutOff) {
            current.ifPresent(Connection::breakOff);
        }
    }

    private void readForever() {
        Duration wait = FIRST_WAIT;
        while (!closed) {
            if (!partitioned && readOnce()) {
                wait = FIRST_WAIT;
            }
            if (!pause(wait)) {
                return;
            }
            wait = wait.multipliedBy(2).compareTo(LAST_WAIT) > 0 ? LAST_WAIT : wait.multipliedBy(2);
        }
    }

    /** One connection from beginning to end; true if it came to be registered. */
    private boolean readOnce() {
        boolean registered = false;
        try {
            Connection connection = connect();
            current = Optional.of(connection);
            try (RecordReader records = new RecordReader(connection.stream)) {
                Optional<byte[]> record = records.next();
                while (record.isPresent() && !closed) {
                    registered |= deliver(record.get(), connection);
                    record = records.next();
                }
            }
        } catch (IOException | MalformedMessageException | RuntimeException broken) {
            // Also what the supplier of the master's address throws while there is no master.
            if (!closed) {
                log.debug("{}: no connection to the master: {}", name, broken.toString());
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } finally {
            boolean wasUp = current.isPresent();
            current = Optional.empty();
            outgoing.clear();
            if (wasUp && !closed) {
                listener.onDown();
            }
        }
        return registered;
    }

    private Connection connect() throws IOException, InterruptedException {
        byte[] body = LinkCodec.encode(listener.register());
        HttpRequest request = request(master.get().resolve("/agent-link"), body);
        HttpResponse<InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        if (response.statusCode() != OK) {
            response.body().close();
            throw new IOException("the master answered " + response.statusCode());
        }
        return new Connection(response.uri(), response.body());
    }

    private boolean deliver(byte[] record, Connection connection) throws MalformedMessageException {
        if (partitioned) {
            return false;
        }
        connection.lastHeard = System.nanoTime();
        ToAgent message = LinkCodec.decodeToAgent(record);
        boolean isRegistered = message instanceof ToAgent.Registered;
        if (message instanceof ToAgent.Registered registered) {
            connection.agentId = registered.agentId().getValue();
            log.info("{}: registered with {} as {}", name, connection.base.getAuthority(), connection.agentId);
        }
        log.debug("{}: heard {}", name, message.getClass().getSimpleName());
        listener.onMessage(message);
        return isRegistered;
    }

    private void writeForever() {
        while (!closed) {
            try {
                Outgoing next = outgoing.poll(WRITER_POLL_SECONDS, TimeUnit.SECONDS);
                if (next != null && !partitioned) {
                    post(next);
                }
                watch();
            } catch (InterruptedException closing) {
                return;
            }
        }
    }

    private void post(Outgoing next) throws InterruptedException {
        Connection connection = next.connection();
        if (current.filter(now -> now == connection).isEmpty()) {
            return;
        }
        URI uri = connection.base.resolve("/agent-link/" + connection.agentId);
        try {
            int status = http.send(
                            request(uri, LinkCodec.encode(next.message())), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
            log.debug("{}: said {}: {}", name, next.message().getClass().getSimpleName(), status);
            if (status < OK || status >= MULTIPLE_CHOICES) {
                log.info("{}: the master answered {}; registering again", name, status);
                connection.breakOff();
            }
        } catch (IOException unreachable) {
            log.debug("{}: the master is out of reach: {}", name, unreachable.getMessage());
            connection.breakOff();
        }
    }

    private void watch() {
        current.filter(connection -> !partitioned && System.nanoTime() - connection.lastHeard > silence.toNanos())
                .ifPresent(connection -> {
                    log.info("{}: the master was silent for {} s; registering again", name, silence.toSeconds());
                    connection.breakOff();
                });
    }

    private static HttpRequest request(URI uri, byte[] body) {
        return HttpRequest.newBuilder(uri)
                .timeout(CONNECT_TIMEOUT)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
    }

    private boolean pause(Duration wait) {
        try {
            TimeUnit.MILLISECONDS.sleep(wait.toMillis());
            return !closed;
        } catch (InterruptedException closing) {
            return false;
        }
    }

    @Override
    public void close() {
        closed = true;
        reader.interrupt();
        writer.interrupt();
        current.ifPresent(Connection::breakOff);
    }
}
