package dev.holdfast.real;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.ResultSet;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.StreamSupport;

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
    private static final int PAGE = 5_000;

    private final CqlSession session;
    private final PreparedStatement insert;
    private final RowLedger ledger = new RowLedger();
    private final SteadyThreads threads;
    private long lastSuccess = System.nanoTime();

    /** @param endpoints with which clients begin; they find the others themselves */
    CassandraWorkload(List<String> endpoints, String datacenter, int perSecond) {
        this.session = session(endpoints, datacenter);
        this.threads = new SteadyThreads(WRITERS, perSecond);
        createTable();
        this.insert = session.prepare("insert into " + TABLE + " (id, writer) values (?, ?)");
        for (int i = 0; i < WRITERS; i++) {
            threads.add("real-writer-" + i, this::write);
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

    private void createTable() {
        change("create keyspace if not exists " + KEYSPACE
                + " with replication = {'class': 'NetworkTopologyStrategy', 'replication_factor': " + REPLICAS + "}");
        change("create table if not exists " + TABLE + " (id int primary key, writer text)");
    }

    void dropTable() {
        change("drop table " + TABLE);
    }

    /** All nodes must take note of it, which takes long where they have little of a processor. */
    private void change(String schema) {
        session.execute(SimpleStatement.newInstance(schema).setTimeout(RETRY_TIME));
    }

    void start() {
        synchronized (this) {
            lastSuccess = System.nanoTime();
        }
        threads.start();
    }

    /** What is tried, acknowledged and measured: the longest times without any successful write. */
    RowLedger ledger() {
        return ledger;
    }

    private boolean write() {
        Optional<Integer> number = ledger.begin();
        number.ifPresent(this::write);
        return number.isPresent();
    }

    private void write(int number) {
        BoundStatement row = insert.bind(number, Thread.currentThread().getName());
        long began = System.nanoTime();
        while (true) {
            try {
                session.execute(row);
                succeeded(number);
                return;
            } catch (DriverException e) {
                ledger.failed(e.getClass().getSimpleName());
            }
            if (System.nanoTime() - began > RETRY_TIME.toNanos()) {
                ledger.complain("row " + number + " was given up");
                return;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private synchronized void succeeded(int number) {
        long now = System.nanoTime();
        ledger.measured(TimeUnit.NANOSECONDS.toMillis(now - lastSuccess));
        lastSuccess = now;
        ledger.acknowledged(number);
    }

    /** Writes no more; everything on its way is acknowledged or given up. */
    void stop() {
        threads.stop(RETRY_TIME.plus(ONE_TRY));
    }

    /** Everything read back at QUORUM, beside the books. */
    RowLedger.Balance readBack() {
        ResultSet rows = session.execute(SimpleStatement.newInstance("select id from " + TABLE)
                .setPageSize(PAGE)
                .setTimeout(RETRY_TIME));
        return ledger.against(StreamSupport.stream(rows.spliterator(), false).mapToInt(row -> row.getInt(0)));
    }

    @Override
    public void close() {
        threads.close();
        session.close();
    }
}
