package dev.holdfast.engine;

import dev.holdfast.core.Effect;
import dev.holdfast.core.Event;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The list of agents for somebody who looks now. The loop asks the master for it every half minute, which is often enough to decide by; a
 * person who has just seen an agent die wants the present. At most one question every two seconds, whoever asks.
 */
final class FreshAgents {

    private static final long YOUNG_NANOS = TimeUnit.SECONDS.toNanos(2);

    private volatile CompletableFuture<Boolean> answer = CompletableFuture.completedFuture(true);
    private long askedAt = System.nanoTime() - YOUNG_NANOS;
    private boolean heard;

    /** Called by whoever looks: asks, unless that was just done, and waits for a picture with the answer, but not for long. */
    void await(Outside outside, Duration patience) throws InterruptedException {
        if (begins()) {
            outside.act(new Effect.AskForAgents());
        }
        try {
            answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // Then what was known before is shown; the master's silence is told elsewhere.
        }
    }

    private synchronized boolean begins() {
        if (System.nanoTime() - askedAt < YOUNG_NANOS) {
            return false;
        }
        askedAt = System.nanoTime();
        answer = new CompletableFuture<>();
        return true;
    }

    /** Called by the loop for each event of its next turn. */
    void hears(Event event) {
        heard |= event instanceof Event.AgentsKnown;
    }

    /** Called by the loop when the picture of that turn is there. */
    void shown() {
        if (heard) {
            heard = false;
            answer.complete(true);
        }
    }
}
