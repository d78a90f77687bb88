package dev.holdfast.cli;

import dev.holdfast.api.wire.ClusterInfo;
import dev.holdfast.api.wire.OutcomeInfo;
import dev.holdfast.api.wire.PlanInfo;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What a command that begins a plan says of it, and whether it stays until the plan is over. */
final class Follow {

    private static final Duration LOOK = Duration.ofMillis(500);

    /** How the scheduler begins a note on why a plan ended by itself. */
    private static final String GIVEN_UP = "given up: ";

    @Option(names = "--wait", description = "Stay until the plan is over, and tell how it goes.")
    private boolean wait;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "With --wait: give up after so long (exit code 8); the plan goes on.")
    private long seconds = 24 * 3600;

    /** Asks, and says what it came to; the exit code. */
    int send(Verb verb, Remote remote, Output output) {
        ApiClient api = remote.client();
        return tell(api.post(verb.path(), verb.ask(), OutcomeInfo.class), verb.cluster(), api, output);
    }

    /** Says what the request came to; the exit code. */
    int tell(OutcomeInfo outcome, String cluster, ApiClient api, Output output) {
        if (outcome.preview().isPresent()) {
            output.emit(
                    outcome.preview().get(),
                    out -> new PreviewText(outcome.preview().get()).print(out));
            return Exit.DONE;
        }
        boolean goesOn = outcome.plan().filter(PlanInfo::isActive).isPresent();
        if (!wait || !goesOn) {
            output.emit(outcome, out -> {
                out.println(outcome.text());
                outcome.plan().filter(plan -> plan.status().equals("running")).ifPresent(plan -> {
                    plan.notes().forEach(note -> out.println("  note: " + note));
                    out.println("  follow it: holdfast status " + cluster + " --watch");
                });
            });
            return Exit.DONE;
        }
        return follow(outcome.plan().orElseThrow().number(), cluster, api, output);
    }

    private int follow(long number, String cluster, ApiClient api, Output output) {
        PrintWriter lines = output.isForPeople() ? output.out() : output.err();
        Optional<PlanInfo> plan = stay(number, cluster, api, lines);
        if (plan.isPresent() && !output.isForPeople()) {
            output.emit(plan.get(), out -> {});
        }
        return Exit.DONE;
    }

    /** Stays until a plan is done, and tells how it goes; the plan then, or nothing if its cluster is gone with it. */
    Optional<PlanInfo> stay(long number, String cluster, ApiClient api, PrintWriter lines) {
        Instant start = Instant.now();
        Progress progress = new Progress();
        while (Duration.between(start, Instant.now()).toSeconds() < seconds) {
            ClusterInfo now;
            try {
                now = api.get("/v1/clusters/" + ApiClient.segment(cluster), ClusterInfo.class);
            } catch (Failure e) {
                if (e.exitCode() == Exit.UNKNOWN) {
                    lines.println(elapsed(start) + cluster + " is gone");
                    lines.flush();
                    return Optional.empty();
                }
                throw e;
            }
            progress.lines(now, Instant.now()).forEach(line -> lines.println(elapsed(start) + line));
            lines.flush();
            Optional<PlanInfo> plan = now.plan();
            boolean over = plan.isPresent()
                    && (plan.get().number() > number
                            || (plan.get().number() == number && !plan.get().isActive()));
            if (over) {
                end(plan.get(), number, cluster, lines, start);
                return plan;
            }
            pause(LOOK);
        }
        throw new Failure(
                Exit.TIMEOUT,
                "plan " + number + " is not over after " + seconds + " s; it goes on",
                "holdfast why " + cluster);
    }

    private static void end(PlanInfo plan, long number, String cluster, PrintWriter lines, Instant start) {
        if (plan.number() != number) {
            throw new Failure(
                    Exit.CONFLICT,
                    "plan " + plan.number() + " (" + plan.title() + ") took the place of plan " + number,
                    "follow it: holdfast status " + cluster + " --watch");
        }
        if (plan.status().equals("cancelled")) {
            // A plan that ended by itself says why in a note.
            String why = plan.notes().stream()
                    .filter(note -> note.startsWith(GIVEN_UP))
                    .findFirst()
                    .map(note -> ", " + note)
                    .orElse("");
            throw new Failure(
                    Exit.CONFLICT,
                    "plan " + number + " was cancelled" + why,
                    "'holdfast events " + cluster + "' tells how it went");
        }
        lines.println(elapsed(start) + "plan " + number + " is done");
        lines.flush();
    }

    /** Seconds since a start, as a column. */
    static String elapsed(Instant start) {
        return String.format(
                java.util.Locale.ROOT,
                "%6.1fs  ",
                Duration.between(start, Instant.now()).toMillis() / 1000.0);
    }

    static void pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(Exit.INTERRUPTED, "interrupted; the plan goes on", "", e);
        }
    }
}
