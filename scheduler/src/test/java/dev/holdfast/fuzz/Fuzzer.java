package dev.holdfast.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Feeds targets with inputs, each made from its number and the seed, and watches what reading them costs.
 *
 * <p>A failure names target, seed and number, and has the input; {@link #input} makes it again.
 */
final class Fuzzer {

    /** No input may take longer; the machine may be busy. */
    private static final Duration MOST_TIME = Duration.ofSeconds(20);

    /** What reading one input may allocate beside a share of its own size: specs and states are whole trees of objects. */
    private static final long MOST_BYTES = 64L << 20;

    private static final long MOST_BYTES_PER_BYTE = 1000;

    /** Kinds of bugs that are looked for in one run. */
    private static final int MOST_BUGS = 20;

    private final java.util.Map<String, AssertionError> bugs = new java.util.LinkedHashMap<>();
    private final long seed;
    private final ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    Fuzzer(long seed) {
        this.seed = seed;
    }

    /** What became of a target's inputs; {@code slowest} in milliseconds, {@code most} in bytes that one allocated. */
    record Totals(String target, long inputs, long accepted, long rejected, long slowest, long most, double seconds) {

        @Override
        public String toString() {
            return String.format(
                    java.util.Locale.ROOT,
                    "%-18s %,9d inputs  %,9d accepted  %,9d rejected  slowest %,5d ms  most memory %,7d KB  %6.1f s",
                    target,
                    inputs,
                    accepted,
                    rejected,
                    slowest,
                    most / 1024,
                    seconds);
        }
    }

    /** The same bytes for the same seed, target and number. */
    byte[] input(Target target, long number) {
        long mixed = (seed * 1_000_003 + number) * 0x9E3779B97F4A7C15L
                + target.name().hashCode();
        return target.mutator().mutate(target.samples(), new SplittableRandom(mixed));
    }

    List<Totals> run(List<Target> targets, long inputs) throws InterruptedException {
        int shares = targets.stream().mapToInt(Target::share).sum();
        List<Totals> done = new ArrayList<>();
        ExecutorService reader = Executors.newSingleThreadExecutor(work -> {
            Thread thread = new Thread(work, "fuzz");
            thread.setDaemon(true);
            return thread;
        });
        try {
            for (Target target : targets) {
                done.add(run(target, Math.max(1, inputs * target.share() / shares), reader));
            }
        } finally {
            reader.shutdownNow();
        }
        if (!bugs.isEmpty()) {
            AssertionError all = new AssertionError(bugs.size() + " kinds of bugs: " + bugs.keySet() + "\n"
                    + done.stream().map(Totals::toString).collect(java.util.stream.Collectors.joining("\n")));
            bugs.values().forEach(all::addSuppressed);
            throw all;
        }
        return done;
    }

    /** Bugs that come from one place are one. */
    private static String kind(AssertionError bug) {
        Throwable cause = bug.getCause() == null ? bug : bug.getCause();
        String place = java.util.Arrays.stream(cause.getStackTrace())
                .filter(frame -> frame.getClassName().startsWith("dev.holdfast"))
                .findFirst()
                .map(frame -> frame.getClassName() + "." + frame.getMethodName() + ":" + frame.getLineNumber())
                .orElse("");
        return cause.getClass().getSimpleName() + " at " + place;
    }

    private Totals run(Target target, long inputs, ExecutorService reader) throws InterruptedException {
        long begin = System.nanoTime();
        long accepted = 0;
        long slowest = 0;
        long most = 0;
        for (long number = 0; number < inputs; number++) {
            Fed fed;
            try {
                fed = feed(target, number, reader);
            } catch (AssertionError bug) {
                if (bugs.putIfAbsent(target.name() + " " + kind(bug), bug) != null) {
                    continue;
                }
                if (bugs.size() >= MOST_BUGS) {
                    throw bug;
                }
                continue;
            }
            accepted += fed.outcome() == Target.Outcome.ACCEPTED ? 1 : 0;
            slowest = Math.max(slowest, fed.nanos());
            most = Math.max(most, fed.bytes());
        }
        return new Totals(
                target.name(),
                inputs,
                accepted,
                inputs - accepted,
                slowest / 1_000_000,
                most,
                (System.nanoTime() - begin) / 1e9);
    }

    private record Fed(Target.Outcome outcome, long nanos, long bytes) {}

    private Fed feed(Target target, long number, ExecutorService reader) throws InterruptedException {
        byte[] input = input(target, number);
        Future<Fed> reading = reader.submit(() -> {
            long before = memory.getCurrentThreadAllocatedBytes();
            long begin = System.nanoTime();
            Target.Outcome outcome = target.feed(input);
            return new Fed(outcome, System.nanoTime() - begin, memory.getCurrentThreadAllocatedBytes() - before);
        });
        Fed fed;
        try {
            fed = reading.get(MOST_TIME.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError(what(target, number, input) + " made it throw " + e.getCause(), e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError(what(target, number, input) + " was not read within " + MOST_TIME, e);
        }
        if (fed.bytes() > MOST_BYTES + MOST_BYTES_PER_BYTE * input.length) {
            throw new AssertionError(
                    what(target, number, input) + " of " + input.length + " bytes allocated " + fed.bytes());
        }
        return fed;
    }

    private String what(Target target, long number, byte[] input) {
        int shown = Math.min(input.length, 3000);
        return "input " + number + " of " + target.name() + " with seed " + seed + " ("
                + Base64.getEncoder().encodeToString(java.util.Arrays.copyOf(input, shown))
                + (shown < input.length ? "…" : "") + ")";
    }
}
