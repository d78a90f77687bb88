package dev.holdfast.web;

import dev.holdfast.api.Refused;
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

/** Server-Sent Events to open pages, a thread for each, bounded. */
final class LiveStream implements AutoCloseable {

    static final int MOST_STREAMS = 64;

    /** Whoever hears nothing for three of them takes the connection for lost. */
    private static final Duration BEAT = Duration.ofSeconds(5);

    private final Streams streams;
    private final String version;
    private final ExecutorService threads;
    private volatile boolean closed;

    /** {@code version} tells a browser whether its page was made by this very scheduler's files. */
    LiveStream(Streams streams, String version) {
        this.streams = streams;
        this.version = version;
        AtomicInteger count = new AtomicInteger();
        this.threads = new ThreadPoolExecutor(0, MOST_STREAMS, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
            Thread thread = new Thread(work, "web-stream-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    void open(Context context, String path, Page page) {
        context.future(() -> {
            AsyncContext answer = context.req().getAsyncContext();
            answer.setTimeout(0);
            try {
                threads.execute(() -> follow(context, answer, path, page));
            } catch (RejectedExecutionException full) {
                throw Refused.because(
                        Refused.UNAVAILABLE, MOST_STREAMS + " pages are open, which is the most", "close some");
            }
            return new CompletableFuture<>(); // never done, as we finish the answer ourselves
        });
    }

    private void follow(Context context, AsyncContext answer, String path, Page page) {
        Reader reader = streams.read(path, page);
        try {
            context.res().setStatus(200);
            context.res().setContentType("text/event-stream; charset=utf-8");
            context.res().setHeader("Cache-Control", "no-store");
            OutputStream out = context.res().getOutputStream();
            send(out, new Reader.Sent("hello", version));
            while (!closed) {
                for (Reader.Sent sent : reader.next(BEAT)) {
                    send(out, sent);
                }
                out.flush();
            }
        } catch (IOException gone) {
            // The reader went away, which is how streams end.
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } finally {
            streams.leave(path, reader);
            end(answer);
        }
    }

    private static void end(AsyncContext answer) {
        try {
            answer.complete();
        } catch (IllegalStateException over) {
            // The reader or the server was faster.
        }
    }

    private static void send(OutputStream out, Reader.Sent sent) throws IOException {
        String lines = sent.data().replace("\r", "").replace("\n", "\ndata: ");
        out.write(("event: " + sent.event() + "\ndata: " + lines + "\n\n").getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        closed = true;
        threads.shutdownNow();
    }
}
