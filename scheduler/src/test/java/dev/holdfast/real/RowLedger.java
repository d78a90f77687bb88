package dev.holdfast.real;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * The books of a workload that writes rows with unique numbers: which were tried, which a database acknowledged, what went wrong, and the
 * worst that was measured in each phase of a story.
 */
final class RowLedger {

    private static final int MOST_ROWS = 2_000_000;
    private static final int MOST_COMPLAINTS = 100;

    /** How far back rows count as the newest. */
    private static final int NEWEST = 10;

    private final BitSet acknowledged = new BitSet();
    private final BitSet tried = new BitSet();
    private final AtomicInteger next = new AtomicInteger();
    private final Map<String, Integer> failures = new TreeMap<>();
    private final Map<String, Long> worst = new TreeMap<>();
    private final List<String> complaints = new ArrayList<>();
    private String phase = "";

    /**
     * What comes of comparing the books with what is there.
     *
     * @param missing acknowledged, but not there
     * @param strange there, but never written
     * @param worstMillis that was measured in any phase
     * @param complaints about what clients gave up
     * @param failures single tries that failed, by phase and kind
     */
    record Balance(
            int acknowledged,
            List<Integer> missing,
            List<Integer> strange,
            long worstMillis,
            List<String> complaints,
            Map<String, Integer> failures) {}

    /** What is going on, to be named with what is seen from now on. */
    synchronized void during(String what) {
        phase = what;
    }

    /** The number of the next row to be written; empty when there are more than enough. */
    synchronized Optional<Integer> begin() {
        int number = next.getAndIncrement();
        if (number >= MOST_ROWS) {
            return Optional.empty();
        }
        tried.set(number);
        return Optional.of(number);
    }

    synchronized void acknowledged(int number) {
        acknowledged.set(number);
    }

    /** How many rows were acknowledged so far. */
    synchronized int acknowledged() {
        return acknowledged.cardinality();
    }

    /** An acknowledged number: half the time one of the newest. */
    synchronized Optional<Integer> any(SplittableRandom random) {
        int length = acknowledged.length();
        if (length == 0) {
            return Optional.empty();
        }
        int from = random.nextBoolean() ? Math.max(0, length - NEWEST) : 0;
        int found = acknowledged.nextSetBit(random.nextInt(from, length));
        return found < 0 ? Optional.empty() : Optional.of(found);
    }

    synchronized void measured(long millis) {
        worst.merge(phase, millis, Math::max);
    }

    /** The worst that was measured in a phase, in milliseconds. */
    synchronized long worstMillis(String what) {
        return worst.getOrDefault(what, 0L);
    }

    synchronized void failed(String kind) {
        failures.merge(phase + ": " + kind, 1, Integer::sum);
    }

    synchronized void complain(String text) {
        if (complaints.size() < MOST_COMPLAINTS) {
            complaints.add(phase + ": " + text);
        }
    }

    /** @param there numbers of all rows that were read back */
    synchronized Balance against(IntStream there) {
        BitSet seen = there.collect(BitSet::new, BitSet::set, BitSet::or);
        BitSet missing = (BitSet) acknowledged.clone();
        missing.andNot(seen);
        BitSet strange = (BitSet) seen.clone();
        strange.andNot(tried);
        return new Balance(
                acknowledged.cardinality(),
                missing.stream().boxed().toList(),
                strange.stream().boxed().toList(),
                worst.values().stream().mapToLong(Long::longValue).max().orElse(0),
                List.copyOf(complaints),
                new TreeMap<>(failures));
    }
}
