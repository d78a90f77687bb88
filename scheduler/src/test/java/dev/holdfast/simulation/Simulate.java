package dev.holdfast.simulation;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Plays seeds, and says what came of them: {@code --seeds N [--from S]} any number of them, {@code --seed S} one, shrunk if
 * it breaks anything; with {@code --trace} its whole table instead; {@code --mutants} what each mutant is caught by. With {@code --provoked M}
 * the faults are those that bring out mutant M, whoever decides.
 */
public final class Simulate {

    private static final int MANY = 1_000_000;
    private static final int TABLE = 400;

    private final PrintStream out;
    private final Run run;
    private final Set<Rare> rare;
    private final Optional<Mutant> provoked;
    private long seeds;
    private long events;
    private long faults;
    private long commits;
    private long millis;
    private long acknowledged;

    private Simulate(PrintStream out, Run run, Set<Rare> rare, Optional<Mutant> provoked) {
        this.out = out;
        this.run = run;
        this.rare = rare;
        this.provoked = provoked;
    }

    public static void main(String[] arguments) {
        List<String> all = List.of(arguments);
        Simulate simulate = new Simulate(
                new PrintStream(System.out, true, StandardCharsets.UTF_8),
                new Run(database(all)),
                rare(all),
                mutant(all, "--provoked"));
        boolean well;
        if (all.contains("--mutants")) {
            well = simulate.mutants(number(all, "--seeds", 12));
        } else if (all.contains("--seed")) {
            well = simulate.one(number(all, "--seed", 1), mutant(all, "--mutant"), all.contains("--trace"));
        } else {
            well = simulate.many(number(all, "--from", 1), number(all, "--seeds", 20), mutant(all, "--mutant"));
        }
        if (!well) {
            System.exit(1);
        }
    }

    private static long number(List<String> arguments, String name, long usual) {
        int at = arguments.indexOf(name);
        return at < 0 || at + 1 >= arguments.size() ? usual : Long.parseLong(arguments.get(at + 1));
    }

    private static Run.Database database(List<String> arguments) {
        int at = arguments.indexOf("--database");
        return at < 0
                ? Run.Database.KAFKA
                : Run.Database.valueOf(arguments.get(at + 1).toUpperCase(Locale.ROOT));
    }

    private static Set<Rare> rare(List<String> arguments) {
        int at = arguments.indexOf("--also");
        return at < 0 ? EnumSet.noneOf(Rare.class) : Rare.named(arguments.get(at + 1));
    }

    private static Optional<Mutant> mutant(List<String> arguments, String name) {
        int at = arguments.indexOf(name);
        return at < 0 ? Optional.empty() : Optional.of(Mutant.valueOf(arguments.get(at + 1)));
    }

    private List<Fault> faults(long seed) {
        List<Fault> faults = Run.faults(seed, Run.FAULTS, rare);
        return provoked.map(mutant -> mutant.provoked(faults)).orElse(faults);
    }

    private boolean many(long from, long count, Optional<Mutant> mutant) {
        long began = System.nanoTime();
        long broken = 0;
        for (long seed = from; seed < from + count; seed++) {
            Run.Result result = run.play(seed, faults(seed), mutant, 0);
            count(result);
            if (result.promise().isPresent()) {
                broken++;
                out.printf(Locale.ROOT, "seed %d  BROKEN  %s%n", seed, result.text());
            }
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        out.printf(
                Locale.ROOT,
                "%d seeds, %d broken; %d faults, %d events, %d commits, %d acknowledged writes; "
                        + "%.1f simulated hours in %.1f s: %.0f simulated hours per hour%n",
                seeds,
                broken,
                faults,
                events,
                commits,
                acknowledged,
                millis / 3.6e6,
                seconds,
                millis / 1000.0 / seconds);
        return broken == 0;
    }

    private void count(Run.Result result) {
        seeds++;
        events += result.lines();
        faults += result.faults().size();
        commits += result.commits();
        millis += result.millis();
        acknowledged += result.acknowledged();
    }

    private boolean one(long seed, Optional<Mutant> mutant, boolean whole) {
        Run.Result result = run.play(seed, faults(seed), mutant, whole ? MANY : 0);
        result.table().forEach(out::println);
        out.printf(
                Locale.ROOT,
                "seed %d  %s  trace %016x, %d events, %s simulated%n",
                seed,
                result.promise().isPresent() ? "BROKEN  " + result.text() : "ok",
                result.hash(),
                result.lines(),
                Trace.clock(result.millis()));
        if (result.promise().isPresent() && !whole) {
            out.println(explain(run, result, mutant));
        }
        return result.promise().isEmpty();
    }

    /** A broken run with as few faults as will do: which, and the last of its table. */
    static String explain(Run run, Run.Result broken, Optional<Mutant> mutant) {
        Shrinking shrinking = new Shrinking(run, broken, mutant);
        List<Fault> few = shrinking.shrink(broken.faults());
        Run.Result again = run.play(broken.seed(), few, mutant, TABLE);
        StringBuilder text = new StringBuilder("with " + few.size() + " of "
                + broken.faults().size() + " faults (" + shrinking.runs() + " runs to find them):\n");
        few.forEach(fault -> text.append("    ").append(fault).append('\n'));
        again.table().forEach(line -> text.append(line).append('\n'));
        return text.append(again.text()).toString();
    }

    private boolean mutants(long most) {
        boolean all = true;
        for (Mutant mutant : Mutant.values()) {
            Optional<Run.Result> caught = catches(new Run(mutant.database()), mutant, most);
            boolean rightly = caught.flatMap(Run.Result::promise)
                    .filter(mutant.promises()::contains)
                    .isPresent();
            all &= rightly;
            out.printf(
                    Locale.ROOT,
                    "%-22s %s%n",
                    mutant,
                    caught.map(result -> "seed " + result.seed() + (rightly ? "  " : "  UNEXPECTED  ") + result.text())
                            .orElse("NOT CAUGHT"));
        }
        return all;
    }

    /** The first seed in which a mutant breaks a promise. */
    static Optional<Run.Result> catches(Run run, Mutant mutant, long most) {
        for (long seed = mutant.firstSeed(); seed <= most; seed++) {
            List<Fault> faults = mutant.provoked(Run.faults(seed, Run.FAULTS));
            Run.Result result = run.play(seed, faults, Optional.of(mutant), 0);
            if (result.promise().isPresent()) {
                return Optional.of(result);
            }
        }
        return Optional.empty();
    }
}
