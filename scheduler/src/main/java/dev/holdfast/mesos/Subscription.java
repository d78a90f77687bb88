package dev.holdfast.mesos;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** One open event stream. It stands once the master has sent SUBSCRIBED on it; it may be ended by any thread. */
final class Subscription {

    private final URI master;
    private final String streamId;
    private final Registration.Roles roles;
    private final InputStream body;
    private final RecordReader records;
    private volatile Optional<String> end = Optional.empty();
    private volatile long heardAt = System.nanoTime();
    private volatile Duration heartbeat;
    private volatile Optional<MesosEvent.Subscribed> subscribed = Optional.empty();

    /** @param roles with which it was asked for */
    Subscription(URI master, String streamId, Registration.Roles roles, InputStream body, ClientSettings settings) {
        this.master = master;
        this.streamId = streamId;
        this.roles = roles;
        this.body = body;
        this.records = new RecordReader(body, settings.maxRecordBytes());
        this.heartbeat = settings.heartbeatInterval();
    }

    URI master() {
        return master;
    }

    String streamId() {
        return streamId;
    }

    Registration.Roles roles() {
        return roles;
    }

    /** Waits for the next record; empty at the end of the stream. */
    Optional<byte[]> next() throws IOException {
        Optional<byte[]> record = records.next();
        heardAt = System.nanoTime();
        return record;
    }

    void stands(MesosEvent.Subscribed event) {
        heartbeat = event.heartbeatInterval();
        subscribed = Optional.of(event);
    }

    boolean isStanding() {
        return subscribed.isPresent() && end.isEmpty();
    }

    boolean everStood() {
        return subscribed.isPresent();
    }

    /** Whether the master changes roles on the way, or only with a new subscription. */
    boolean takesUpdates() {
        return subscribed.map(event -> event.master().isAtLeast(1, 9)).orElse(false);
    }

    /** Ends the stream if nothing was heard for that many heartbeats. */
    void endIfSilent(int missedHeartbeats) {
        long silence = System.nanoTime() - heardAt;
        Duration allowed = heartbeat.multipliedBy(missedHeartbeats);
        if (silence > allowed.toNanos()) {
            end("nothing was heard from " + master + " for " + allowed.toMillis() + " ms");
        }
    }

    /** Ends it, for this reason unless there was one before. */
    void end(String reason) {
        synchronized (this) {
            if (end.isPresent()) {
                return;
            }
            end = Optional.of(reason);
        }
        try {
            body.close();
        } catch (IOException alreadyBroken) {
            // Nothing is left to be closed, which is all we want.
        }
    }

    Optional<String> endReason() {
        return end;
    }
}
