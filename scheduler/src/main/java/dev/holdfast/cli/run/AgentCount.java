package dev.holdfast.cli.run;

import dev.holdfast.database.DatabasePackage;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.Descriptor;
import dev.holdfast.spec.GroupSpec;
import dev.holdfast.spec.SpecReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How many agents an {@code up} has: as asked, or as many as nodes want agents of their own and two more; never fewer than hold data
 * already.
 */
final class AgentCount {

    private static final int SPARE = 2;
    private static final int LEAST = 3;

    private AgentCount() {}

    static int of(Optional<Integer> asked, Optional<Integer> nodes, String packageName, Optional<Path> file, Path data)
            throws IOException {
        int there = there(data.resolve("mesos"));
        if (asked.isPresent()) {
            return Math.max(asked.get(), there);
        }
        if (there > 0 && file.isEmpty()) {
            return there;
        }
        int largest = file.isPresent() ? largestOf(file.get()) : largestOf(packageName);
        return Math.max(there, Math.max(largest, nodes.orElse(0)) + SPARE);
    }

    private static int there(Path mesos) throws IOException {
        if (!Files.isDirectory(mesos)) {
            return 0;
        }
        try (Stream<Path> directories = Files.list(mesos)) {
            return (int) directories
                    .filter(path -> path.getFileName().toString().matches("agent-\\d+"))
                    .count();
        }
    }

    private static int largestOf(String packageName) {
        SortedMap<String, DatabasePackage> packages = Databases.all(Clock.systemUTC());
        return packages.values().stream()
                .map(DatabasePackage::descriptor)
                .filter(known -> packageName.isEmpty() || known.name().equals(packageName))
                .mapToInt(known ->
                        together(known, known.groups().values().stream().mapToInt(Descriptor.Group::defaultCount)))
                .max()
                .orElse(LEAST);
    }

    /** A spec that is wrong is judged later, with everything that is wrong with it. */
    private static int largestOf(Path file) throws IOException {
        SortedMap<String, DatabasePackage> packages = Databases.all(Clock.systemUTC());
        SpecReader reader = new SpecReader(Databases.specRules(packages, House.PARENT_ROLE));
        Optional<ClusterSpec> spec =
                Files.isReadable(file) ? reader.read(Files.readString(file)).spec() : Optional.empty();
        return spec.map(known -> together(
                        Objects.requireNonNull(packages.get(known.packageName()))
                                .descriptor(),
                        known.groups().values().stream().mapToInt(GroupSpec::count)))
                .orElse(LEAST);
    }

    /** Groups may share agents, unless every node of the cluster wants one of its own. */
    private static int together(Descriptor descriptor, IntStream counts) {
        return descriptor.manner().alone() ? counts.sum() : counts.max().orElse(LEAST);
    }
}
