package dev.holdfast.database.cassandra.ring;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * Writes and reads rows of a table of its own, to see how a ring does. It is Holdfast's own; Cassandra's tool of that name is not published where
 * we could fetch it.
 *
 * <ol>
 *   <li>Each of some threads does one statement after the other. With a rate, each statement has a time at which it is due, and its latency counts
 *       from then, also where the thread was late: a ring that stalls is not forgiven what was not asked of it meanwhile.
 *   <li>Reads are of rows that a write of as many would have made, at random, always the same ones.
 *   <li>What fails is counted, and its latency is not among those of what went well.
 * </ol>
 */
public final class Stress {

    public static final String KEYSPACE = "holdfast_stress";

    private static final String TABLE = KEYSPACE + ".rows";
    private static final long LONGEST_MICROS = TimeUnit.MINUTES.toMicros(10);
    private static final int DIGITS = 3;
    private static final long TICK_MILLIS = 1000;

    /** What is done. */
    public enum Kind {
        WRITE,
        READ,
        MIXED
    }

    /**
     * What is wanted.
     *
     * @param operations how many, each about a row
     * @param replication of the keyspace, if it is made anew
     * @param perSecond 0 for as many as can be
     * @param valueBytes of each row
     */
    public record Wish(
            Kind kind, long operations, int threads, int replication, int perSecond, int valueBytes, String dc) {}

    /**
     * What was seen in a while.
     *
     * @param done what went well
     * @param absent reads that found no row
     */
    public record Tally(double seconds, long done, long failed, long absent, Histogram micros) {

        public double perSecond() {
            return seconds <= 0 ? 0 : done / seconds;
        }

        /** Latency in milliseconds. */
        public double millis(double percentile) {
            return micros.getTotalCount() == 0 ? 0 : micros.getValueAtPercentile(percentile) / 1000.0;
        }

        public double longestMillis() {
            return micros.getTotalCount() == 0 ? 0 : micros.getMaxValue() / 1000.0;
        }
    }

    private final CqlSession session;
    private final Wish wish;
    private final Recorder recorder = new Recorder(LONGEST_MICROS, DIGITS);
    private final AtomicLong next = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong absent = new AtomicLong();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private volatile String complaint = "";

    Stress(CqlSession session, Wish wish) {
        this.session = session;
        this.wish = wish;
    }

    /** Ends it before its time; what is on its way is waited for. */
    public void stop() {
        stopping.set(true);
    }

    /** The last that failed, said in a line; empty if nothing did. */
    public String complaint() {
        return complaint;
    }

    /**
     * Makes what is missing and does it; the whole.
     *
     * @param each what is told each second
     */
    public Tally run(Consumer<Tally> each) {
        try {
            return measured(each);
        } catch (DriverException e) {
            throw CqlTalk.refused(e);
        }
    }

    private Tally measured(Consumer<Tally> each) {
        session.execute("CREATE KEYSPACE IF NOT EXISTS " + KEYSPACE
                + " WITH replication = {'class': 'NetworkTopologyStrategy', '" + wish.dc() + "': " + wish.replication()
                + "}");
        session.execute("CREATE TABLE IF NOT EXISTS " + TABLE + " (id bigint PRIMARY KEY, value blob)");
        // Whoever prepares a statement must have heard of the table; how long that is waited for the driver knows.
        if (!session.checkSchemaAgreement()) {
            complaint = "the nodes do not agree on the schema yet";
        }
        PreparedStatement write = session.prepare("INSERT INTO " + TABLE + " (id, value) VALUES (?, ?)");
        PreparedStatement read = session.prepare("SELECT value FROM " + TABLE + " WHERE id = ?");
        long began = System.nanoTime();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < wish.threads(); i++) {
            SplittableRandom random = new SplittableRandom(i);
            Thread thread = new Thread(() -> work(write, read, random, began), "stress-" + i);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
        return watch(threads, began, each);
    }

    /** Takes away what it made. */
    public void drop() {
        try {
            session.execute("DROP KEYSPACE IF EXISTS " + KEYSPACE);
        } catch (DriverException e) {
            throw CqlTalk.refused(e);
        }
    }

    private Tally watch(List<Thread> threads, long began, Consumer<Tally> each) {
        Histogram all = new Histogram(LONGEST_MICROS, DIGITS);
        long last = began;
        long failedBefore = 0;
        long absentBefore = 0;
        boolean going = true;
        while (going) {
            going = await(threads);
            Histogram part = recorder.getIntervalHistogram();
            all.add(part);
            long now = System.nanoTime();
            long failedNow = failed.get();
            long absentNow = absent.get();
            if (going) {
                each.accept(new Tally(
                        seconds(now - last),
                        part.getTotalCount(),
                        failedNow - failedBefore,
                        absentNow - absentBefore,
                        part));
            }
            last = now;
            failedBefore = failedNow;
            absentBefore = absentNow;
        }
        return new Tally(seconds(last - began), all.getTotalCount(), failed.get(), absent.get(), all);
    }

    private static double seconds(long nanos) {
        return nanos / (double) TimeUnit.SECONDS.toNanos(1);
    }

    /** For a second at most; whether any goes on. */
    private boolean await(List<Thread> threads) {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS);
        try {
            for (Thread thread : threads) {
                long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
                if (left > 0) {
                    thread.join(left);
                }
            }
        } catch (InterruptedException e) {
            stop();
            Thread.currentThread().interrupt();
            return false;
        }
        return threads.stream().anyMatch(Thread::isAlive);
    }

    private void work(PreparedStatement write, PreparedStatement read, SplittableRandom random, long began) {
        byte[] value = new byte[wish.valueBytes()];
        for (long number = next.getAndIncrement();
                number < wish.operations() && !stopping.get();
                number = next.getAndIncrement()) {
            long due = due(number, began);
            boolean reads = wish.kind() == Kind.READ || (wish.kind() == Kind.MIXED && random.nextBoolean());
            BoundStatement statement;
            if (reads) {
                statement = read.bind(random.nextLong(wish.operations()));
            } else {
                random.nextBytes(value);
                statement = write.bind(number, ByteBuffer.wrap(value.clone()));
            }
            try {
                boolean found = session.execute(statement).one() != null;
                recorder.recordValue(
                        Math.min(LONGEST_MICROS, Math.max(0, TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - due))));
                if (reads && !found) {
                    absent.incrementAndGet();
                }
            } catch (DriverException e) {
                failed.incrementAndGet();
                complaint = e.getClass().getSimpleName() + ": "
                        + String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            }
        }
    }

    /** When a statement should begin, waited for; without a rate that is now. */
    private long due(long number, long began) {
        if (wish.perSecond() == 0) {
            return System.nanoTime();
        }
        long due = began + number * (TimeUnit.SECONDS.toNanos(1) / wish.perSecond());
        for (long ahead = due - System.nanoTime(); ahead > 0 && !stopping.get(); ahead = due - System.nanoTime()) {
            LockSupport.parkNanos(Math.min(ahead, Duration.ofMillis(TICK_MILLIS).toNanos()));
        }
        return due;
    }
}
