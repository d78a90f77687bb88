package dev.holdfast.mesos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.mesos.v1.FrameworkID;
import dev.holdfast.mesos.v1.MasterInfo;
import dev.holdfast.mesos.v1.scheduler.Event;
import dev.holdfast.model.FrameworkId;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/** A client and its scripted master, with events taken one by one. */
final class ClientFixture implements AutoCloseable {

    static final Duration LONG = Duration.ofMinutes(5);
    static final Duration SHORT = Duration.ofMillis(1);
    static final FrameworkId FRAMEWORK = new FrameworkId("fw-1");

    private static final int PATIENCE_SECONDS = 10;

    final FakeMaster master = new FakeMaster();
    final BlockingQueue<MesosEvent> events = new LinkedBlockingQueue<>();
    final AtomicBoolean mayAct = new AtomicBoolean(true);
    FrameworkSettings framework = FrameworkSettings.of("root", "holdfast", Credentials.NONE, Optional.empty())
            .withRoles(new TreeSet<>(List.of("holdfast/a")));
    ClientSettings settings = settings(WireFormat.PROTOBUF, LONG, 1 << 20, 100);
    private Optional<MesosClient> client = Optional.empty();

    /** As in production, but for pauses that would only keep a test waiting. */
    static ClientSettings settings(WireFormat format, Duration callTimeout, int maxRecord, int maxQueued) {
        return new ClientSettings(
                format,
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                callTimeout,
                LONG,
                5,
                Duration.ofMillis(5),
                SHORT,
                SHORT,
                maxRecord,
                maxQueued);
    }

    MesosClient start(URI... others) {
        List<URI> masters = others.length == 0 ? List.of(master.address()) : List.of(others);
        MesosClient started =
                new MesosClient(framework, MasterLocator.fixed(masters), settings, this::take, () -> 0.0, mayAct::get);
        client = Optional.of(started);
        started.start();
        return started;
    }

    private void take(MesosEvent event) {
        events.add(event);
    }

    MesosClient client() {
        return client.orElseThrow();
    }

    /** Takes the subscription that comes and answers as that version, then waits until the client knows. */
    FakeMaster.Stream subscribed(String version) throws IOException, InterruptedException {
        FakeMaster.Stream stream = master.nextStream();
        stream.send(subscribed(version, LONG));
        next(MesosEvent.Connected.class);
        next(MesosEvent.Subscribed.class);
        return stream;
    }

    static Event subscribed(String version, Duration heartbeat) {
        return Event.newBuilder()
                .setType(Event.Type.SUBSCRIBED)
                .setSubscribed(Event.Subscribed.newBuilder()
                        .setFrameworkId(FrameworkID.newBuilder().setValue(FRAMEWORK.value()))
                        .setHeartbeatIntervalSeconds(heartbeat.toMillis() / 1000.0)
                        .setMasterInfo(MasterInfo.newBuilder()
                                .setId("m1")
                                .setIp(0)
                                .setPort(5050)
                                .setHostname("master.example")
                                .setVersion(version)))
                .build();
    }

    static Event heartbeat() {
        return Event.newBuilder().setType(Event.Type.HEARTBEAT).build();
    }

    static Event error(String message) {
        return Event.newBuilder()
                .setType(Event.Type.ERROR)
                .setError(Event.Error.newBuilder().setMessage(message))
                .build();
    }

    /** The next event, which must be of this kind. */
    <E extends MesosEvent> E next(Class<E> kind) throws InterruptedException {
        MesosEvent event = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(event).as("next event").isInstanceOf(kind);
        return kind.cast(event);
    }

    static CallResult await(CompletableFuture<CallResult> result)
            throws InterruptedException, ExecutionException, TimeoutException {
        return result.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        client.ifPresent(MesosClient::close);
        master.close();
    }
}
