package dev.holdfast.local.master;

import dev.holdfast.local.wire.RecordIo;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * An endless answer: records go in from the thread that owns the state, which never waits, and out on the thread of the
 * request, which may.
 */
final class OutStream<T> {

    /** A reader that lags behind by more is cut off. */
    private static final int MAX_WAITING = 20_000;

    /** How soon a reader that went away is noticed while there is nothing to tell it. */
    private static final long PEER_CHECK_MILLIS = 250;

    private final BlockingQueue<T> waiting = new LinkedBlockingQueue<>(MAX_WAITING);
    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicBoolean broken = new AtomicBoolean();
    private final Function<T, byte[]> encoder;

    OutStream(Function<T, byte[]> encoder) {
        this.encoder = encoder;
    }

    void send(T record) {
        if (!waiting.offer(record)) {
            broken.set(true);
        }
    }

    /** What was sent before still goes out. */
    void end() {
        ended.set(true);
    }

    /** Nothing goes out any more. */
    void cut() {
        broken.set(true);
    }

    /** Writes until the stream has ended, the reader is gone or too slow; returns then in every case. */
    void pump(OutputStream out, BooleanSupplier peerIsGone) {
        try {
            while (!broken.get()) {
                T record = waiting.poll(PEER_CHECK_MILLIS, TimeUnit.MILLISECONDS);
                if (record != null) {
                    out.write(RecordIo.frame(encoder.apply(record)));
                    if (waiting.isEmpty()) {
                        out.flush();
                    }
                } else if (ended.get() || peerIsGone.getAsBoolean()) {
                    return;
                }
            }
        } catch (IOException gone) {
            // The reader went away; the caller tells the master.
            broken.set(true);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }
}
