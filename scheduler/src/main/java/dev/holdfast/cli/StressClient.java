package dev.holdfast.cli;

import dev.holdfast.database.cassandra.ring.CqlTalk;
import dev.holdfast.database.cassandra.ring.Stress;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Load on a ring, from this machine, with what comes of it told each second. */
final class StressClient {

    private static final int MOST_THREADS = 256;
    private static final int MOST_VALUE_BYTES = 1_000_000;

    private StressClient() {}

    static int run(ClientCall call, List<String> arguments) {
        Words words = new Words();
        if (!CqlTool.read(call, "stress", words, arguments)) {
            return Exit.DONE;
        }
        words.check();
        try (CqlTalk talk = CqlTool.open(call, words.door, words.consistency, words.timeout)) {
            Stress stress = talk.stress(new Stress.Wish(
                    words.kind,
                    words.count,
                    words.threads,
                    words.replication,
                    words.rate,
                    words.valueBytes,
                    CqlTool.dc(call)));
            return words.count > 0 ? measured(call, words, stress) : dropped(call, stress);
        } catch (CqlTalk.RefusedException e) {
            throw CqlTool.failure(e);
        }
    }

    private static int measured(ClientCall call, Words words, Stress stress) {
        Signals.on(Signals.INTERRUPT, stress::stop);
        call.out()
                .println(words.kind.name().toLowerCase(Locale.ROOT) + " of " + words.count + " rows of "
                        + words.valueBytes + " bytes at " + words.consistency.toUpperCase(Locale.ROOT) + ", "
                        + words.threads + " threads" + (words.rate > 0 ? ", " + words.rate + " a second" : "")
                        + ", from this machine");
        call.out().println(line("", "ops/s", "errors", "p50 ms", "p95 ms", "p99 ms", "max ms"));
        int[] second = {0};
        Stress.Tally all = stress.run(tally -> {
            second[0]++;
            call.out().println(line(second[0] + "s", tally));
            call.out().flush();
        });
        call.out().println(line("all", all));
        call.out()
                .println(String.format(
                        Locale.ROOT,
                        "%d done in %.1f s, %d failed%s",
                        all.done(),
                        all.seconds(),
                        all.failed(),
                        all.absent() > 0 ? ", " + all.absent() + " reads found no row" : ""));
        if (!stress.complaint().isEmpty()) {
            call.out().println("the last that failed: " + stress.complaint());
        }
        if (words.drop) {
            dropped(call, stress);
        }
        call.out().flush();
        return all.done() == 0 && all.failed() > 0 ? Exit.UNAVAILABLE : Exit.DONE;
    }

    private static int dropped(ClientCall call, Stress stress) {
        stress.drop();
        call.out().println("the keyspace " + Stress.KEYSPACE + " is dropped");
        call.out().flush();
        return Exit.DONE;
    }

    private static String line(String when, Stress.Tally tally) {
        return line(
                when,
                String.format(Locale.ROOT, "%.0f", tally.perSecond()),
                Long.toString(tally.failed()),
                millis(tally.millis(50)),
                millis(tally.millis(95)),
                millis(tally.millis(99)),
                millis(tally.longestMillis()));
    }

    private static String millis(double millis) {
        return String.format(Locale.ROOT, "%.2f", millis);
    }

    private static String line(String when, String... columns) {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%5s", when));
        for (String column : columns) {
            line.append(String.format(Locale.ROOT, "%10s", column));
        }
        return line.toString();
    }

    /** The words after {@code stress}. */
    @Command(
            name = "holdfast client NAME stress",
            description = {
                "Writes or reads rows of a keyspace of its own, " + Stress.KEYSPACE
                        + ", and tells how fast each second.",
                "This is Holdfast's own, not Cassandra's cassandra-stress; figures of the two do not compare."
            })
    static final class Words {

        @Parameters(index = "0", paramLabel = "KIND", description = "write, read or mixed (half and half).")
        private Stress.Kind kind = Stress.Kind.WRITE;

        @Option(
                names = {"-n", "--operations"},
                paramLabel = "N",
                description = "How many, each about a row. Usually 100000; 0 with --drop only drops.")
        private long count = 100_000;

        @Option(names = "--threads", paramLabel = "N", description = "Each does one after the other. Usually 8.")
        private int threads = 8;

        @Option(
                names = "--consistency",
                paramLabel = "LEVEL",
                description = "one, quorum, local_quorum, all. Usually quorum.")
        private String consistency = "quorum";

        @Option(
                names = "--replication",
                paramLabel = "N",
                description = "Of the keyspace in this data centre, if it is not there yet. Usually 3.")
        private int replication = 3;

        @Option(
                names = "--rate",
                paramLabel = "N",
                description = "At most so many a second. Usually as many as can be.")
        private int rate = 0;

        @Option(names = "--value-bytes", paramLabel = "N", description = "Of each row. Usually 100.")
        private int valueBytes = 100;

        @Option(names = "--timeout", paramLabel = "SECONDS", description = "For one statement. Usually 10.")
        private int timeout = 10;

        @Option(
                names = "--drop",
                description = "Drop the keyspace " + Stress.KEYSPACE + " at the end, and nothing else.")
        private boolean drop;

        @Mixin
        private CqlDoor door = new CqlDoor();

        private void check() {
            CqlTool.checkLevel(consistency);
            within("--threads", threads, 1, MOST_THREADS);
            within("--replication", replication, 1, 20);
            within("--rate", rate, 0, Integer.MAX_VALUE);
            within("--value-bytes", valueBytes, 0, MOST_VALUE_BYTES);
            within("--timeout", timeout, 1, 600);
            within("--operations", count, drop ? 0 : 1, Long.MAX_VALUE / 2);
        }

        private static void within(String option, long value, long least, long most) {
            if (value < least || value > most) {
                throw new Failure(Exit.USAGE, option + " is " + value, "give a number from " + least + " to " + most);
            }
        }
    }
}
