package dev.holdfast.spec;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A package that looks like Kafka's, and specs of it. */
final class Samples {

    static final SpecRules RULES = rules();
    static final SpecReader READER = new SpecReader(RULES);
    static final SpecEdit EDIT = new SpecEdit(RULES);

    private Samples() {}

    private static SpecRules rules() {
        SortedMap<String, Descriptor> packages = new TreeMap<>();
        packages.put("kafka", kafka());
        return SpecRules.of(
                packages,
                text -> text.contains("WRONG") ? Optional.of("at character 1: no such rule") : Optional.empty(),
                "holdfast");
    }

    private static Descriptor kafka() {
        Map<String, Descriptor.Group> groups = new LinkedHashMap<>();
        groups.put(
                "controller",
                new Descriptor.Group(
                        "controller",
                        3,
                        List.of(1, 3, 5),
                        5,
                        250,
                        512,
                        128,
                        1024,
                        new TreeMap<>(Map.of("controller", 9093)),
                        List.of("node.id", "controller.quorum.*"),
                        60));
        groups.put(
                "broker",
                new Descriptor.Group(
                        "broker",
                        3,
                        List.of(),
                        1000,
                        500,
                        1024,
                        512,
                        10240,
                        new TreeMap<>(Map.of("client", 9092, "internal", 9094)),
                        List.of("node.id", "log.dirs", "listener*"),
                        120));
        return new Descriptor(
                "kafka",
                "Apache Kafka",
                List.of("4.2.1", "4.3.1"),
                "4.3.1",
                groups,
                new TreeMap<>(Map.of("rebalance", "false", "throttle", "0")),
                new TreeMap<>());
    }

    static ClusterSpec read(String yaml) {
        Verdict verdict = READER.read(yaml);
        return verdict.spec().orElseThrow(() -> new AssertionError("rejected: " + verdict.problems()));
    }

    static ClusterSpec plain() {
        return read("name: orders\npackage: kafka\n");
    }

    /** {@code line path} of every problem, in order. */
    static List<String> places(Verdict verdict) {
        return verdict.problems().stream()
                .map(problem -> problem.line() + " " + problem.path())
                .toList();
    }
}
