package dev.holdfast.local.agent;

import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads for what takes time: launching tasks, probing them, and HTTP, apart so that none waits for another. */
final class Workers implements AutoCloseable {

    private static final int LAUNCHERS = 4;
    private static final int PROBERS = 8;
    private static final int HTTP_THREADS = 2;
    private static final int MAX_WAITING = 10_000;
    private static final long IDLE_SECONDS = 10;

    private final ThreadPoolExecutor http;
    private final ThreadPoolExecutor launchers;
    private final ThreadPoolExecutor probers;

    Workers(String name) {
        // Its tasks wait for nothing but each other's results, never for a free thread: a few are enough.
        http = pool(name + "-client", HTTP_THREADS);
        launchers = pool(name + "-launch", LAUNCHERS);
        probers = pool(name + "-probe", PROBERS);
    }

    private static ThreadPoolExecutor pool(String name, int threads) {
        AtomicInteger count = new AtomicInteger();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, threads, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MAX_WAITING), task -> {
                    Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /**
     * Runs a piece of work soon.
     *
     * @throws RejectedExecutionException when thousands wait already, or the agent is closing
     */
    void run(Runnable work) {
        launchers.execute(work);
    }

    /** Like {@link #run}, and can be called off. */
    Future<?> task(Runnable work) {
        return launchers.submit(work);
    }

    /** Threads for an HTTP client's own work. */
    Executor http() {
        return http;
    }

    /**
     * Runs a probe soon; one too many is left out, and its task's next is never asked for: the bound is out of reach.
     */
    void probe(Runnable work) {
        probers.execute(work);
    }

    @Override
    public void close() {
        launchers.shutdownNow();
        probers.shutdownNow();
        http.shutdown();
    }
}
