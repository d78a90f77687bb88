package dev.holdfast.api;

import dev.holdfast.api.wire.StatusInfo;
import dev.holdfast.core.View;
import dev.holdfast.engine.Engine;
import io.javalin.http.Context;
import jakarta.servlet.AsyncContext;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import tools.jackson.databind.json.JsonMapper;

/**
 * Server-Sent Events: the whole status, each time something in it has changed. The loop only leaves its newest view;
 * what a slow reader misses is overtaken by the next.
 */
final class ViewStream implements AutoCloseable {

    private static final int MOST_STREAMS = 64;
    /** Views come in bursts; nobody reads faster. */
    private static final long MILLIS_BETWEEN_EVENTS = 100;
    /** A comment, so that both ends notice when the other is gone. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(5);

    private final Engine engine;
    private final JsonMapper json;
    private final ExecutorService threads;
    private volatile boolean closed;

    ViewStream(Engine engine, JsonMapper json) {
        this.engine = engine;
        this.json = json;
        AtomicInteger count = new AtomicInteger();
        this.threads = new ThreadPoolExecutor(0, MOST_STREAMS, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
            Thread thread = new Thread(work, "api-stream-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    Route route() {
        return Route.stream(
                "/v1/stream",
                "Everything, again each time something changes (Server-Sent Events named 'status')",
                StatusInfo.class,
                call -> open(call.context()));
    }

    private void open(Context context) {
        context.future(() -> {
            AsyncContext answer = context.req().getAsyncContext();
            try {
                threads.execute(() -> {
                    try {
                        pump(context);
                    } catch (IOException gone) {
                        // The reader went away, which is how streams end.
                    } catch (InterruptedException stopping) {
                        Thread.currentThread().interrupt();
                    } finally {
                        end(answer);
                    }
                });
            } catch (RejectedExecutionException full) {
                throw Refused.because(
                        Refused.UNAVAILABLE, MOST_STREAMS + " streams are open, which is the most", "close some");
            }
            // Never done: Javalin would finish the answer, and where the reader or the server went away in that moment
            // it fails on
            // what is left of it again and again, without end.
            return new CompletableFuture<>();
        });
    }

    private static void end(AsyncContext answer) {
        try {
            answer.complete();
        } catch (IllegalStateException over) {
            // The reader or the server was faster.
        }
    }

    private void pump(Context context) throws IOException, InterruptedException {
        context.res().setStatus(200);
        context.res().setContentType("text/event-stream; charset=utf-8");
        context.res().setHeader("Cache-Control", "no-store");
        OutputStream out = context.res().getOutputStream();
        Newest newest = new Newest(engine.view());
        engine.watch(newest);
        newest.accept(engine.view()); // one may have come before we watched
        try {
            View seen = newest.get();
            StatusInfo sent = Pictures.status(seen);
            send(out, sent);
            while (!closed) {
                View view = newest.after(seen, HEARTBEAT);
                StatusInfo status = Pictures.status(view);
                if (!status.showsTheSameAs(sent)) {
                    send(out, status);
                    sent = status;
                } else if (view.turn() == seen.turn()) {
                    out.write(": still here\n\n".getBytes(StandardCharsets.UTF_8));
                    out.flush();
                }
                seen = view;
                Thread.sleep(MILLIS_BETWEEN_EVENTS);
            }
        } finally {
            engine.unwatch(newest);
        }
    }

    /** The newest view, left here by the loop. */
    private static final class Newest implements Consumer<View> {
        private View view;

        Newest(View view) {
            this.view = view;
        }

        @Override
        public synchronized void accept(View newer) {
            view = newer;
            notifyAll();
        }

        synchronized View get() {
            return view;
        }

        /** Another view than the one seen, or the same after so long. */
        synchronized View after(View seen, Duration atMost) throws InterruptedException {
            long end = System.nanoTime() + atMost.toNanos();
            while (view.turn() == seen.turn()) {
                long left = (end - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    break;
                }
                wait(left);
            }
            return view;
        }
    }

    private void send(OutputStream out, StatusInfo status) throws IOException {
        String event = "id: " + status.turn() + "\nevent: status\ndata: " + json.writeValueAsString(status) + "\n\n";
        out.write(event.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    @Override
    public void close() {
        closed = true;
        threads.shutdownNow();
    }
}
