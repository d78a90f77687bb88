package dev.holdfast.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** {@code Fuzz [--inputs N] [--seed S]}: feeds everything, and prints what became of it. */
public final class Fuzz {

    private Fuzz() {}

    public static void main(String[] arguments) throws Exception {
        long inputs = 1_000_000;
        long seed = 1;
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            switch (arguments[i]) {
                case "--inputs" -> inputs = Long.parseLong(arguments[i + 1]);
                case "--seed" -> seed = Long.parseLong(arguments[i + 1]);
                default -> throw new IllegalArgumentException("unknown option " + arguments[i]);
            }
        }
        Path directory = Files.createTempDirectory("holdfast-fuzz-");
        int bugs = 0;
        try (Targets targets = new Targets(directory)) {
            List<Fuzzer.Totals> totals = new Fuzzer(seed).run(targets.all(), inputs);
            totals.forEach(System.out::println);
            System.out.printf(
                    "%,d inputs with seed %d: no crash, no hang, nothing too large%n",
                    totals.stream().mapToLong(Fuzzer.Totals::inputs).sum(), seed);
        } catch (AssertionError found) {
            System.out.println(found.getMessage());
            for (Throwable bug : found.getSuppressed()) {
                System.out.println(bug.getMessage());
                bugs++;
            }
        } finally {
            delete(directory);
        }
        System.exit(bugs == 0 ? 0 : 1);
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
