package dev.holdfast.api;

import io.javalin.http.Context;
import jakarta.servlet.AsyncContext;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Server-Sent Events of one kind: at most so many at once, each written by a thread of its own. */
final class Streams implements AutoCloseable {

    private final String what;
    private final int most;
    private final ExecutorService threads;
    private volatile boolean closed;

    /** @param what for people and threads' names: {@code events} */
    Streams(String what, int most) {
        this.what = what;
        this.most = most;
        AtomicInteger count = new AtomicInteger();
        this.threads = new ThreadPoolExecutor(0, most, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
            Thread thread = new Thread(work, "api-" + what + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Writes until it has no more to say, is interrupted, or nobody reads. */
    @FunctionalInterface
    interface Pump {
        void pump(Reader reader) throws IOException, InterruptedException;
    }

    /** Who reads a stream. */
    final class Reader {
        private final OutputStream out;

        private Reader(OutputStream out) {
            this.out = out;
        }

        boolean isServed() {
            return !closed;
        }

        /** An event; {@code id} is what the reader shows when it comes back. */
        void send(String id, String name, String data) throws IOException {
            write("id: " + id + "\nevent: " + name + "\ndata: " + data + "\n\n");
        }

        /** A comment, so that both ends notice when the other is gone. */
        void stillHere() throws IOException {
            write(": still here\n\n");
        }

        private void write(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }
    }

    void open(Context context, Pump pump) {
        context.future(() -> {
            AsyncContext answer = context.req().getAsyncContext();
            answer.setTimeout(0);
            try {
                threads.execute(() -> {
                    try {
                        begin(context);
                        pump.pump(new Reader(context.res().getOutputStream()));
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
                        Refused.UNAVAILABLE,
                        most + " streams of " + what + " are open, which is the most",
                        "close some, or ask without following");
            }
            // Never done: see ViewStream.
            return new CompletableFuture<>();
        });
    }

    private static void begin(Context context) throws IOException {
        context.res().setStatus(200);
        context.res().setContentType("text/event-stream; charset=utf-8");
        context.res().setHeader("Cache-Control", "no-store");
        context.res().flushBuffer();
    }

    private static void end(AsyncContext answer) {
        try {
            answer.complete();
        } catch (IllegalStateException over) {
            // The reader or the server was faster.
        }
    }

    @Override
    public void close() {
        closed = true;
        threads.shutdownNow();
    }
}
