package dev.holdfast.engine.hook;

import dev.holdfast.core.Fact;
import dev.holdfast.core.HookRecord;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells one webhook what happens.
 *
 * <ol>
 *   <li>Only who leads tells. Where it begins, the loop says: a webhook is a fact before it is told anything.
 *   <li>Events go in their order; one that is not taken holds up those after it, and is tried again after a wait that doubles.
 *   <li>What is taken is written down through the loop. If that gets lost, it is told again: at least once, never out of order.
 *   <li>An event that is not taken for too long is dropped, and so is what the store keeps no longer; both are counted.
 * </ol>
 */
final class HookWorker implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(HookWorker.class);

    /** How far it is, is written down for events it does not want only now and then. */
    private static final int SKIPPED_AT_ONCE = 200;

    private final HookSpec hook;
    private final HookSource source;
    private final HookCall call;
    private final HookPace pace;
    private final Clock clock;
    private final CountDownLatch closed = new CountDownLatch(1);

    private volatile HookState state;
    private long told;
    private long noted;
    private long dropped;
    private Optional<Instant> taken = Optional.empty();

    HookWorker(HookSpec hook, HookSource source, HookCall call, HookPace pace, Clock clock) {
        this.hook = hook;
        this.source = source;
        this.call = call;
        this.pace = pace;
        this.clock = clock;
        this.state = new HookState(
                hook.name(),
                hook.shown(),
                0,
                0,
                0,
                Optional.empty(),
                "not begun: no scheduler leads yet",
                Optional.empty());
    }

    HookState state() {
        HookState now = state;
        long waiting = Math.max(0, source.newest() - now.told());
        return new HookState(
                now.name(),
                now.url(),
                now.told(),
                now.told() == 0 ? 0 : waiting,
                now.dropped(),
                now.taken(),
                now.problem(),
                now.again());
    }

    @Override
    public void run() {
        try {
            Optional<HookRecord> begin = source.record(hook.name());
            while (begin.isEmpty()) {
                if (closed.await(pace.first().toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
                begin = source.record(hook.name());
            }
            told = begin.get().told();
            noted = told;
            dropped = begin.get().dropped();
            show("", Optional.empty());
            while (isOpen()) {
                round();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) { // nobody else would notice
            LOG.error("the webhook {} is told nothing any more", hook.name(), e);
            show("internal error: " + e, Optional.empty());
        }
    }

    private boolean isOpen() {
        return closed.getCount() > 0;
    }

    private void round() throws InterruptedException {
        if (!source.mayAct()) {
            closed.await(pace.first().toMillis(), TimeUnit.MILLISECONDS);
            return;
        }
        List<Fact.Told> more = source.after(told);
        if (more.isEmpty()) {
            source.await(told, pace.idle());
            return;
        }
        long gap = more.get(0).number() - told - 1;
        if (gap > 0) {
            LOG.warn("{} events for the webhook {} are no longer kept", gap, hook.name());
            dropped += gap;
        }
        for (Fact.Told event : more) {
            if (hook.wants(event) && !deliver(event)) {
                return;
            }
            told = event.number();
            show("", Optional.empty());
            if (hook.wants(event) || told - noted >= SKIPPED_AT_ONCE) {
                noted = told;
                source.note(new HookRecord(hook.name(), told, dropped, clock.instant()));
            }
        }
    }

    /** Until it is taken or given up; false if we end before. */
    private boolean deliver(Fact.Told event) throws InterruptedException {
        Instant begin = clock.instant();
        for (int failures = 1; isOpen() && source.mayAct(); failures++) {
            Optional<String> problem = call.send(hook, event, clock.instant());
            source.tried(hook.name(), problem.isEmpty());
            Instant now = clock.instant();
            if (problem.isEmpty()) {
                taken = Optional.of(now);
                return true;
            }
            if (Duration.between(begin, now).compareTo(hook.giveUpAfter()) >= 0) {
                dropped++;
                LOG.warn("the webhook {} was not told event {}: {}", hook.name(), event.number(), problem.get());
                return true;
            }
            Duration wait = pace.after(failures);
            if (failures == 1) {
                LOG.warn(
                        "the webhook {} does not take event {}: {}; tried again",
                        hook.name(),
                        event.number(),
                        problem.get());
            }
            show(problem.get(), Optional.of(now.plus(wait)));
            closed.await(wait.toMillis(), TimeUnit.MILLISECONDS);
        }
        return false;
    }

    private void show(String problem, Optional<Instant> again) {
        state = new HookState(hook.name(), hook.shown(), told, 0, dropped, taken, problem, again);
    }

    void close() {
        closed.countDown();
    }
}
