package dev.holdfast.local.master;

import dev.holdfast.local.link.ToAgent;
import dev.holdfast.mesos.v1.scheduler.Event;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that owns a {@link MasterCore}: takes events in turn, saves what must be saved, hands messages to the
 * streams. The queue is bounded by the threads of the HTTP server, each of which waits for its own event.
 */
final class MasterLoop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MasterLoop.class);
    private static final long MAX_SLEEP_MILLIS = 1000;

    private final MasterCore core;
    private final CheckpointFile checkpoints;
    private final Clock clock;
    private final Map<UUID, OutStream<Event>> subscriptions = new ConcurrentHashMap<>();
    private final Map<Long, OutStream<ToAgent>> links = new ConcurrentHashMap<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread created = new Thread(task, "local-master");
        created.setDaemon(true);
        return created;
    });
    private Instant last;

    MasterLoop(MasterCore core, CheckpointFile checkpoints, Clock clock) {
        this.core = core;
        this.checkpoints = checkpoints;
        this.clock = clock;
        this.last = clock.instant();
    }

    void start() {
        schedule();
    }

    /** The answer to the event, once the state has taken it. */
    CompletableFuture<Reply> submit(MasterEvent event) {
        return ask(core -> handle(event));
    }

    /** Something read from the state by its own thread. */
    <T> CompletableFuture<T> ask(Function<MasterCore, T> question) {
        try {
            return CompletableFuture.supplyAsync(() -> question.apply(core), thread);
        } catch (RejectedExecutionException stopped) {
            return CompletableFuture.failedFuture(stopped);
        }
    }

    OutStream<Event> open(UUID stream, Function<Event, byte[]> encoder) {
        OutStream<Event> out = new OutStream<>(encoder);
        subscriptions.put(stream, out);
        return out;
    }

    OutStream<ToAgent> open(long link, Function<ToAgent, byte[]> encoder) {
        OutStream<ToAgent> out = new OutStream<>(encoder);
        links.put(link, out);
        return out;
    }

    void closed(UUID stream) {
        if (subscriptions.remove(stream) != null) {
            tell(new MasterEvent.StreamClosed(stream));
        }
    }

    void closed(long link) {
        if (links.remove(link) != null) {
            tell(new MasterEvent.LinkClosed(link));
        }
    }

    private void tell(MasterEvent event) {
        try {
            thread.execute(() -> {
                try {
                    handle(event);
                } catch (RuntimeException failed) {
                    LOG.error("The embedded master failed at {} and goes on", event, failed);
                }
            });
        } catch (RejectedExecutionException stopped) {
            LOG.debug("The embedded master has stopped and takes no {}", event);
        }
    }

    private Reply handle(MasterEvent event) {
        Instant now = clock.instant();
        last = now.isBefore(last) ? last : now;
        Reaction reaction = core.handle(event, last);
        reaction.outputs().forEach(this::perform);
        return reaction.reply();
    }

    /** A state that cannot be kept must not be acted on: everybody is cut off and has to ask again. */
    private void save(Checkpoint checkpoint) {
        try {
            checkpoints.save(checkpoint);
        } catch (IOException full) {
            subscriptions.values().forEach(OutStream::cut);
            links.values().forEach(OutStream::cut);
            throw new UncheckedIOException(
                    "The embedded master cannot save its state: " + full.getMessage() + "\nMake room on its disk.",
                    full);
        }
    }

    private void perform(MasterOutput output) {
        if (output instanceof MasterOutput.Save save) {
            save(save.checkpoint());
        } else if (output instanceof MasterOutput.ToScheduler event) {
            OutStream<Event> stream = subscriptions.get(event.stream());
            if (stream != null) {
                stream.send(event.event());
            }
        } else if (output instanceof MasterOutput.ToLink record) {
            OutStream<ToAgent> link = links.get(record.link());
            if (link != null) {
                link.send(record.record());
            }
        } else if (output instanceof MasterOutput.CloseStream closed) {
            OutStream<Event> stream = subscriptions.get(closed.stream());
            if (stream != null) {
                stream.end();
            }
        } else if (output instanceof MasterOutput.CloseLink closed) {
            OutStream<ToAgent> link = links.get(closed.link());
            if (link != null) {
                link.end();
            }
        }
    }

    private void schedule() {
        long due = Duration.between(clock.instant(), core.nextWake()).toMillis();
        Future<?> unused =
                thread.schedule(this::tick, Math.max(1, Math.min(due, MAX_SLEEP_MILLIS)), TimeUnit.MILLISECONDS);
    }

    private void tick() {
        try {
            handle(new MasterEvent.Tick());
        } catch (RuntimeException failed) {
            LOG.error("The embedded master failed at a tick and goes on", failed);
        }
        if (!thread.isShutdown()) {
            schedule();
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        subscriptions.values().forEach(OutStream::cut);
        links.values().forEach(OutStream::cut);
    }
}
