package dev.holdfast.real;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiPredicate;

/**
 * Inserts rows with unique keys through all nodes at a steady pace, and reads back at once and again later what was acknowledged.
 * A statement that fails is tried again at the next node, as clients do; how long each took from its first try to its answer is
 * measured, so that the longest gap can be told.
 *
 * <p>What was tried twice may find its own first try: a duplicate key is an acknowledgement then, and only then.
 */
final class CrateWorkload implements AutoCloseable {

    static final String TABLE = "doc.numbers";

    /** How long a client tries a statement again before it gives up. */
    static final Duration RETRY_TIME = Duration.ofSeconds(30);

    private static final Duration ONE_TRY = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final int WRITERS = 3;
    private static final int MOST_ROWS = 2_000_000;

    private final CrateSql sql;
    private final RowLedger ledger = new RowLedger();
    private final SteadyThreads threads;
    private final SplittableRandom random = new SplittableRandom(1);
    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicInteger turn = new AtomicInteger();
    private volatile List<String> endpoints;

    CrateWorkload(CrateSql sql, List<String> endpoints, int perSecond) {
        this.sql = sql;
        this.endpoints = List.copyOf(endpoints);
        this.threads = new SteadyThreads(WRITERS, perSecond);
        for (int i = 0; i < WRITERS; i++) {
            threads.add("real-writer-" + i, this::write);
        }
        threads.add("real-reader", this::read);
    }

    /** A table whose replicas are made anew soon after a node was lost. */
    static void createTable(CrateSql sql, String endpoint) {
        sql.sure(
                endpoint,
                "create table " + TABLE + " (id integer primary key, writer text) clustered into 6 shards with"
                        + " (number_of_replicas = 1, \"unassigned.node_left.delayed_timeout\" = '2s')");
    }

    void start() {
        threads.start();
    }

    /** Which nodes clients know from now on. */
    void through(List<String> known) {
        endpoints = List.copyOf(known);
    }

    /** What is tried, acknowledged and measured: how long statements took to be answered. */
    RowLedger ledger() {
        return ledger;
    }

    private boolean write() {
        Optional<Integer> number = ledger.begin();
        number.ifPresent(this::write);
        return number.isPresent();
    }

    private void write(int number) {
        untilAnswered(
                        "insert into " + TABLE + " (id, writer) values (?, ?)",
                        (one, tries) -> (one.isGood() && one.count() == 1) || (tries > 1 && isOwn(one)),
                        number,
                        Thread.currentThread().getName())
                .ifPresent(answer -> ledger.acknowledged(number));
    }

    private static boolean isOwn(CrateSql.Answer answer) {
        return answer.code() == CrateSql.DUPLICATE_KEY;
    }

    private boolean read() {
        Optional<Integer> number = ledger.any(random);
        number.ifPresent(known -> {
            Optional<CrateSql.Answer> answer =
                    untilAnswered("select id from " + TABLE + " where id = ?", (one, tries) -> one.isGood(), known);
            reads.incrementAndGet();
            answer.filter(one -> one.rows().size() != 1)
                    .ifPresent(one -> ledger.complain("row " + known + " was acknowledged, and read "
                            + one.rows().size() + " times"));
        });
        return true;
    }

    private Optional<CrateSql.Answer> untilAnswered(
            String statement, BiPredicate<CrateSql.Answer, Integer> good, Object... arguments) {
        long began = System.nanoTime();
        for (int tries = 1; ; tries++) {
            List<String> known = endpoints;
            String endpoint = known.get(Math.floorMod(turn.getAndIncrement(), known.size()));
            try {
                CrateSql.Answer answer = sql.ask(endpoint, ONE_TRY, statement, arguments);
                if (good.test(answer, tries)) {
                    answered(began);
                    return Optional.of(answer);
                }
                ledger.failed(answer.status() + "/" + answer.code() + " " + kind(answer.text()));
            } catch (IOException e) {
                ledger.failed(e.getClass().getSimpleName());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
            if (System.nanoTime() - began > RETRY_TIME.toNanos()) {
                ledger.complain(statement + " " + List.of(arguments) + " was given up after " + tries + " tries");
                answered(began);
                return Optional.empty();
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private static String kind(String text) {
        int end = text.indexOf('[');
        return end < 0 ? text : text.substring(0, end);
    }

    private void answered(long began) {
        ledger.measured(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
    }

    /** Writes no more; everything on its way is acknowledged or given up. */
    void stop() {
        threads.stop(RETRY_TIME.plus(ONE_TRY));
    }

    /**
     * What was found when everything was read back.
     *
     * @param balance of the books with it; its worst is the longest that any statement took
     * @param twice there more than once
     */
    record Reading(RowLedger.Balance balance, int rows, int reads, List<Integer> twice) {}

    /** Reads the whole table back and compares. */
    Reading readBack() {
        String endpoint = endpoints.get(0);
        sql.sure(endpoint, "refresh table " + TABLE);
        List<Integer> rows = sql.sure(endpoint, "select id from " + TABLE + " limit " + MOST_ROWS).rows().stream()
                .map(row -> row.get(0).asInt())
                .toList();
        BitSet seen = new BitSet();
        List<Integer> twice = new ArrayList<>();
        for (int number : rows) {
            if (seen.get(number)) {
                twice.add(number);
            }
            seen.set(number);
        }
        return new Reading(ledger.against(seen.stream()), rows.size(), reads.get(), twice);
    }

    @Override
    public void close() {
        threads.close();
    }
}
