package dev.holdfast.real;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Threads that each do one thing again and again at a steady pace, as clients do. Time in which nobody could is not made up for. */
final class SteadyThreads implements AutoCloseable {

    private final long nanosBetween;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopping;

    /** @param perSecond of so many threads of a kind together */
    SteadyThreads(int together, int perSecond) {
        this.nanosBetween = TimeUnit.SECONDS.toNanos(together) / perSecond;
    }

    /** One more; it ends when there is nothing left to do. */
    void add(String name, BooleanSupplier once) {
        Thread thread = new Thread(() -> run(once), name);
        thread.setDaemon(true);
        threads.add(thread);
    }

    private void run(BooleanSupplier once) {
        long due = System.nanoTime();
        while (!stopping && once.getAsBoolean()) {
            due += nanosBetween;
            long ahead = due - System.nanoTime();
            if (ahead > 0) {
                LockSupport.parkNanos(ahead);
            } else {
                due = System.nanoTime();
            }
        }
    }

    void start() {
        threads.forEach(Thread::start);
    }

    /** None begins anything any more; waits for what is under way, for each at most so long. */
    void stop(Duration atMost) {
        stopping = true;
        try {
            for (Thread thread : threads) {
                thread.join(atMost.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stopping = true;
        threads.forEach(Thread::interrupt);
    }
}
