package dev.holdfast.real;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Kafka processes that were ever started on the agents of an embedded Mesos, by what each left in its sandbox. A launch whose software
 * could not be fetched, or that never reached its agent, is none of them.
 */
final class Launches {

    /** Written by the start script, right before it becomes the database. */
    private static final String LAST_TRACE = "run.properties";

    /** To a file of a node: agent/slaves/S/frameworks/F/executors/E/runs/R/containers/C/kafka/FILE. */
    private static final int DEPTH = 13;

    private Launches() {}

    /** Their executors' ids, which carry node and incarnation. */
    static SortedSet<String> of(Path mesos) throws IOException {
        SortedSet<String> found = new TreeSet<>();
        try (Stream<Path> all = Files.find(mesos, DEPTH, (path, attributes) -> path.endsWith(LAST_TRACE))) {
            for (Path trace : all.toList()) {
                Path within = mesos.relativize(trace);
                for (int i = 1; i < within.getNameCount(); i++) {
                    if (within.getName(i - 1).toString().equals("executors")) {
                        found.add(within.getName(i).toString());
                    }
                }
            }
        }
        return found;
    }

    /** How many of each node, as in {@code broker-1}. */
    static SortedMap<String, Integer> byNode(SortedSet<String> launches) {
        SortedMap<String, Integer> counts = new TreeMap<>();
        launches.forEach(id -> counts.merge(id.split("\\.", -1)[1], 1, Integer::sum));
        return counts;
    }
}
