package dev.holdfast.engine;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Threads for what takes time: looks at databases, chores, downloads, files of agents. */
final class Workers implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);
    private static final int QUEUE_SIZE = 1000;

    private final ThreadPoolExecutor pool;

    Workers(String name, int threads) {
        AtomicInteger count = new AtomicInteger();
        pool = new ThreadPoolExecutor(
                threads, threads, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(QUEUE_SIZE), work -> {
                    Thread thread = new Thread(work, name + "-" + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
    }

    /** Work that reports its own outcome as an event. */
    interface Work {
        void run() throws InterruptedException;
    }

    void submit(String what, Work work) {
        try {
            pool.execute(() -> {
                try {
                    work.run();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                } catch (RuntimeException | Error e) { // a thread that dies silently would leave somebody waiting
                    LOG.error("{} failed unexpectedly", what, e);
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.warn("{} was not begun: {}", what, pool.isShutdown() ? "shutting down" : "too much to do");
        }
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
