package dev.holdfast.real;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes rows with unique keys at QUORUM through whatever coordinators the driver finds, at a steady pace, and reads all of them back at
 * QUORUM. A write that fails is tried again, which does no harm: the same row comes of it. What is measured is how long no write at all
 * succeeded.
 */
final class CassandraWorkload implements AutoCloseable {

    static final String KEYSPACE = "story";
    static final String TABLE = KEYSPACE + ".numbers";
    static final int REPLICAS = 3;

    private static final Duration ONE_TRY = Duration.ofSeconds(4);

    /** How long a client tries a row again before it gives up. */
    private static final Duration RETRY_TIME = Duration.ofSeconds(60);

    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final Duration RECONNECT = Duration.ofMillis(300);
    private static final int WRITERS = 3;
    private static final int MOST_ROWS = 2_000_000;
    private static final int MOST_COMPLAINTS = 100;
    private static final int PAGE = 5_000;

    private final CqlSession session;
    private final PreparedStatement insert;
    private final long nanosBetween;
    private final BitSet acknowledged = new BitSet();
    private final BitSet tried = new BitSet();
    private final AtomicInteger acknowledgedCount = new AtomicInteger();
    private final AtomicInteger next = new AtomicInteger();
    private final Map<String, Integer> failures = new TreeMap<>();
    private final Map<String, Long> gaps = new TreeMap<>();
    private final List<String> complaints = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private long lastSuccess = System.nanoTime();
    private volatile String phase = "";
    private volatile boolean stopping;

    /** @param endpoints with which clients begin; they find the others themselves */
    CassandraWorkload(List<String> endpoints, String datacenter, int perSecond) {
        this.session = session(endpoints, datacenter);
        this.nanosBetween = TimeUnit.SECONDS.toNanos(WRITERS) / perSecond;
        createTable();
        this.insert = session.prepare("insert into " + TABLE + " (id, writer) values (?, ?)");
        for (int i = 0; i < WRITERS; i++) {
            Thread thread = new Thread(this::write, "real-writer-" + i);
            thread.setDaemon(true);
            threads.add(thread);
        }
    }

    private static CqlSession session(List<String> endpoints, String datacenter) {
        return CqlSession.builder()
                .addContactPoints(
                        endpoints.stream().map(CassandraWorkload::address).toList())
                .withLocalDatacenter(datacenter)
                .withConfigLoader(DriverConfigLoader.programmaticBuilder()
                        .withString(DefaultDriverOption.REQUEST_CONSISTENCY, DefaultConsistencyLevel.QUORUM.name())
                        .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, ONE_TRY)
                        .withDuration(DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, ONE_TRY)
                        .withDuration(DefaultDriverOption.CONTROL_CONNECTION_TIMEOUT, ONE_TRY)
                        .withDuration(DefaultDriverOption.RECONNECTION_BASE_DELAY, RECONNECT)
                        .withDuration(DefaultDriverOption.RECONNECTION_MAX_DELAY, RECONNECT.multipliedBy(4))
                        .withInt(DefaultDriverOption.NETTY_IO_SIZE, 1)
                        .withInt(DefaultDriverOption.NETTY_ADMIN_SIZE, 1)
                        .build())
                .build();
    }

    private static InetSocketAddress address(String endpoint) {
        int colon = endpoint.lastIndexOf(':');
        return new InetSocketAddress(endpoint.substring(0, colon), Integer.parseInt(endpoint.substring(colon + 1)));
    }

    final void createTable() {
        session.execute("create keyspace if not exists " + KEYSPACE
                + " with replication = {'class': 'NetworkTopologyStrategy', 'replication_factor': " + REPLICAS + "}");
        session.execute("create table if not exists " + TABLE + " (id int primary key, writer text)");
    }

    void dropTable() {
        session.execute("drop table " + TABLE);
    }

    void start() {
        synchronized (this) {
            lastSuccess = System.nanoTime();
        }
        threads.forEach(Thread::start);
    }

    /** What is going on, to be named with what is seen from now on. */
    synchronized void during(String what) {
        phase = what;
    }

    /** How many rows were acknowledged so far. */
    int acknowledged() {
        return acknowledgedCount.get();
    }

    /** The longest time without a successful write that ended in a phase, in milliseconds. */
    synchronized long longestGapMillis(String what) {
        return gaps.getOrDefault(what, 0L);
    }

    private void write() {
        long due = System.nanoTime();
        while (!stopping) {
            int number = next.getAndIncrement();
            if (number >= MOST_ROWS) {
                return;
            }
            write(number);
            due += nanosBetween;
            long ahead = due - System.nanoTime();
            if (ahead > 0) {
                LockSupport.parkNanos(ahead);
            } else {
                due = System.nanoTime(); // time in which nobody could write is not made up for
            }
        }
    }

    private void write(int number) {
        synchronized (this) {
            tried.set(number);
        }
        BoundStatement row = insert.bind(number, Thread.currentThread().getName());
        long began = System.nanoTime();
        while (true) {
            try {
                session.execute(row);
                succeeded(number);
                return;
            } catch (DriverException e) {
                failed(e.getClass().getSimpleName());
            }
            if (System.nanoTime() - began > RETRY_TIME.toNanos()) {
                complain("row " + number + " was given up");
                return;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private synchronized void succeeded(int number) {
        long now = System.nanoTime();
        gaps.merge(phase, TimeUnit.NANOSECONDS.toMillis(now - lastSuccess), Math::max);
        lastSuccess = now;
        acknowledged.set(number);
        acknowledgedCount.incrementAndGet();
    }

    private synchronized void failed(String kind) {
        failures.merge(phase + ": " + kind, 1, Integer::sum);
    }

    private synchronized void complain(String text) {
        if (complaints.size() < MOST_COMPLAINTS) {
            complaints.add(phase + ": " + text);
        }
    }

    /** Writes no more; everything on its way is acknowledged or given up. */
    void stop() {
        stopping = true;
        try {
            for (Thread thread : threads) {
                thread.join(RETRY_TIME.plus(ONE_TRY).toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * What was found when everything was read back at QUORUM.
     *
     * @param missing acknowledged, but not there
     * @param strange there, but never written
     * @param longestGapMillis without any successful write
     * @param complaints about rows given up
     * @param failures single tries that failed, by phase and kind
     */
    record Reading(
            int acknowledged,
            int rows,
            List<Integer> missing,
            List<Integer> strange,
            long longestGapMillis,
            List<String> complaints,
            Map<String, Integer> failures) {}

    Reading readBack() {
        BitSet seen = new BitSet();
        for (Row row : session.execute(SimpleStatement.newInstance("select id from " + TABLE)
                .setPageSize(PAGE)
                .setTimeout(RETRY_TIME))) {
            seen.set(row.getInt(0));
        }
        synchronized (this) {
            BitSet missing = (BitSet) acknowledged.clone();
            missing.andNot(seen);
            BitSet strange = (BitSet) seen.clone();
            strange.andNot(tried);
            return new Reading(
                    acknowledgedCount.get(),
                    seen.cardinality(),
                    missing.stream().boxed().toList(),
                    strange.stream().boxed().toList(),
                    gaps.values().stream().mapToLong(Long::longValue).max().orElse(0),
                    List.copyOf(complaints),
                    new TreeMap<>(failures));
        }
    }

    @Override
    public void close() {
        stopping = true;
        threads.forEach(Thread::interrupt);
        session.close();
    }
}
