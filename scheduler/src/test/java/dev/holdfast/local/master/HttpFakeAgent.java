package dev.holdfast.local.master;

import dev.holdfast.local.link.LinkCodec;
import dev.holdfast.local.link.ToAgent;
import dev.holdfast.local.link.ToMaster;
import dev.holdfast.local.wire.MalformedMessageException;
import dev.holdfast.local.wire.RecordReader;
import dev.holdfast.mesos.v1.AgentInfo;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A {@link FakeAgent} that speaks to a master over its link, in real time. */
final class HttpFakeAgent implements AutoCloseable {

    private static final long STEP_MILLIS = 5;

    private final URI master;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Timeline timeline = new Timeline(Instant.now());
    private final FakeAgent agent;
    private final BlockingQueue<ToAgent> heard = new LinkedBlockingQueue<>();
    private final InputStream link;
    private volatile boolean closed;

    private HttpFakeAgent(URI master, AgentInfo info, String ip) throws IOException, InterruptedException {
        this.master = master;
        this.agent = new FakeAgent(timeline, info, ip);
        agent.connect(this::say);
        HttpResponse<InputStream> response = http.send(
                HttpRequest.newBuilder(master.resolve("/agent-link"))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(LinkCodec.encode(agent.register())))
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
        link = response.body();
    }

    static HttpFakeAgent start(URI master, AgentInfo info, String ip) throws IOException, InterruptedException {
        HttpFakeAgent started = new HttpFakeAgent(master, info, ip);
        started.run("fake-agent-reader", started::read);
        started.run("fake-agent", started::live);
        return started;
    }

    private void run(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void read() {
        try (RecordReader records = new RecordReader(link)) {
            for (Optional<byte[]> record = records.next(); record.isPresent(); record = records.next()) {
                heard.add(LinkCodec.decodeToAgent(record.get()));
            }
        } catch (IOException | MalformedMessageException broken) {
            closed = true;
        }
    }

    private void live() {
        try {
            while (!closed) {
                ToAgent record = heard.poll(STEP_MILLIS, TimeUnit.MILLISECONDS);
                timeline.advanceTo(Instant.now());
                if (record != null) {
                    agent.hear(record);
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void say(ToMaster message) {
        try {
            HttpResponse<Void> response = http.send(
                    HttpRequest.newBuilder(
                                    master.resolve("/agent-link/" + agent.id().getValue()))
                            .POST(HttpRequest.BodyPublishers.ofByteArray(LinkCodec.encode(message)))
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
            if (response.statusCode() != 202 && !closed) {
                throw new IllegalStateException(message + " was answered " + response.statusCode());
            }
        } catch (IOException gone) {
            if (!closed) {
                throw new UncheckedIOException(gone);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            link.close();
        } catch (IOException gone) {
            // It was closed already.
        }
    }
}
