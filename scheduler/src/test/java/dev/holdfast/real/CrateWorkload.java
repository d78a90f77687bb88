package dev.holdfast.real;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiPredicate;
import tools.jackson.databind.JsonNode;

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
    private static final int MOST_COMPLAINTS = 100;

    private final CrateSql sql;
    private final long nanosBetween;
    private final BitSet acknowledged = new BitSet();
    private final BitSet tried = new BitSet();
    private final AtomicInteger acknowledgedCount = new AtomicInteger();
    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger turn = new AtomicInteger();
    private final Map<String, Integer> failures = new TreeMap<>();
    private final Map<String, Long> longest = new TreeMap<>();
    private final List<String> complaints = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile List<String> endpoints;
    private volatile String phase = "";
    private volatile boolean stopping;

    CrateWorkload(CrateSql sql, List<String> endpoints, int perSecond) {
        this.sql = sql;
        this.endpoints = List.copyOf(endpoints);
        this.nanosBetween = TimeUnit.SECONDS.toNanos(WRITERS) / perSecond;
        for (int i = 0; i < WRITERS; i++) {
            threads.add(new Thread(this::write, "real-writer-" + i));
        }
        threads.add(new Thread(this::read, "real-reader"));
        threads.forEach(thread -> thread.setDaemon(true));
    }

    /** A table whose replicas are made anew soon after a node was lost. */
    static void createTable(CrateSql sql, String endpoint) {
        sql.sure(
                endpoint,
                "create table " + TABLE + " (id integer primary key, writer text) clustered into 6 shards with"
                        + " (number_of_replicas = 1, \"unassigned.node_left.delayed_timeout\" = '2s')");
    }

    void start() {
        threads.forEach(Thread::start);
    }

    /** Which nodes clients know from now on. */
    void through(List<String> known) {
        endpoints = List.copyOf(known);
    }

    /** What is going on, to be named with what is seen from now on. */
    void during(String what) {
        phase = what;
    }

    /** How many rows were acknowledged so far. */
    int acknowledged() {
        return acknowledgedCount.get();
    }

    /** The longest that a statement took to be answered in a phase, in milliseconds. */
    synchronized long longestMillis(String what) {
        return longest.getOrDefault(what, 0L);
    }

    private void write() {
        long due = System.nanoTime();
        while (!stopping) {
            int number = next.getAndIncrement();
            if (number >= MOST_ROWS) {
                return;
            }
            write(number);
            due = pace(due);
        }
    }

    private long pace(long due) {
        long then = due + nanosBetween;
        long ahead = then - System.nanoTime();
        if (ahead > 0) {
            LockSupport.parkNanos(ahead);
            return then;
        }
        return System.nanoTime(); // time in which nobody could write is not made up for
    }

    private void write(int number) {
        synchronized (this) {
            tried.set(number);
        }
        Optional<CrateSql.Answer> answer = untilAnswered(
                "insert into " + TABLE + " (id, writer) values (?, ?)",
                (one, tries) -> (one.isGood() && one.count() == 1) || (tries > 1 && isOwn(one)),
                number,
                Thread.currentThread().getName());
        if (answer.isPresent()) {
            synchronized (this) {
                acknowledged.set(number);
                acknowledgedCount.set(acknowledged.cardinality());
            }
        }
    }

    private static boolean isOwn(CrateSql.Answer answer) {
        return answer.code() == CrateSql.DUPLICATE_KEY;
    }

    private void read() {
        SplittableRandom random = new SplittableRandom(1);
        long due = System.nanoTime();
        while (!stopping) {
            Optional<Integer> number = any(random);
            number.ifPresent(known -> {
                Optional<CrateSql.Answer> answer =
                        untilAnswered("select id from " + TABLE + " where id = ?", (one, tries) -> one.isGood(), known);
                reads.incrementAndGet();
                answer.filter(one -> one.rows().size() != 1)
                        .ifPresent(one -> complain("row " + known + " was acknowledged, and read "
                                + one.rows().size() + " times"));
            });
            due = pace(due);
        }
    }

    /** An acknowledged number: half the time one of the newest. */
    private synchronized Optional<Integer> any(SplittableRandom random) {
        int length = acknowledged.length();
        if (length == 0) {
            return Optional.empty();
        }
        int from = random.nextBoolean() ? Math.max(0, length - 10) : 0;
        int found = acknowledged.nextSetBit(random.nextInt(from, length));
        return found < 0 ? Optional.empty() : Optional.of(found);
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
                failed(answer.status() + "/" + answer.code() + " " + kind(answer.text()));
            } catch (IOException e) {
                failed(e.getClass().getSimpleName());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
            if (System.nanoTime() - began > RETRY_TIME.toNanos()) {
                complain(statement + " " + List.of(arguments) + " was given up after " + tries + " tries");
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

    private synchronized void answered(long began) {
        longest.merge(phase, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began), Math::max);
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
     * What was found when everything was read back.
     *
     * @param missing acknowledged, but not there
     * @param twice there more than once
     * @param strange there, but never written
     * @param longestMillis that any statement took
     * @param complaints about statements given up, and acknowledged rows that a read did not find
     * @param failures single tries that failed, by phase and kind
     */
    record Reading(
            int acknowledged,
            int rows,
            int reads,
            List<Integer> missing,
            List<Integer> twice,
            List<Integer> strange,
            long longestMillis,
            List<String> complaints,
            Map<String, Integer> failures) {}

    /** Reads the whole table back and compares. */
    Reading readBack() {
        String endpoint = endpoints.get(0);
        sql.sure(endpoint, "refresh table " + TABLE);
        List<List<JsonNode>> rows = sql.sure(endpoint, "select id from " + TABLE + " limit " + MOST_ROWS)
                .rows();
        synchronized (this) {
            BitSet seen = new BitSet();
            List<Integer> twice = new ArrayList<>();
            for (List<JsonNode> row : rows) {
                int number = row.get(0).asInt();
                if (seen.get(number)) {
                    twice.add(number);
                }
                seen.set(number);
            }
            BitSet missing = (BitSet) acknowledged.clone();
            missing.andNot(seen);
            BitSet strange = (BitSet) seen.clone();
            strange.andNot(tried);
            return new Reading(
                    acknowledgedCount.get(),
                    rows.size(),
                    reads.get(),
                    missing.stream().boxed().toList(),
                    twice,
                    strange.stream().boxed().toList(),
                    longest.values().stream().mapToLong(Long::longValue).max().orElse(0),
                    List.copyOf(complaints),
                    new TreeMap<>(failures));
        }
    }

    @Override
    public void close() {
        stopping = true;
        threads.forEach(Thread::interrupt);
    }
}
