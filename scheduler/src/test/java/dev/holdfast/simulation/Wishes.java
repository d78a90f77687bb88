package dev.holdfast.simulation;

import dev.holdfast.model.ClusterName;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.GroupSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What users of the simulation want. */
final class Wishes {

    private Wishes() {}

    /** @param shift added to Kafka's usual ports, so that several clusters can share their machines */
    static ClusterSpec kafka(ClusterName name, String version, int brokers, int shift) {
        Map<String, GroupSpec> groups = new LinkedHashMap<>();
        groups.put("controller", group("controller", 3, Map.of("controller", 9093 + shift, "status", 9405 + shift)));
        groups.put("broker", group("broker", brokers, Map.of("client", 9092 + shift, "status", 9404 + shift)));
        return of(name, "kafka", version, groups);
    }

    /** {@code masters} are dedicated ones; with none of them all that hold data vote. */
    static ClusterSpec crate(ClusterName name, String version, int masters, int data) {
        Map<String, Integer> ports = Map.of("http", 4200, "transport", 4300, "psql", 5432);
        Map<String, GroupSpec> groups = new LinkedHashMap<>();
        if (masters > 0) {
            groups.put("master", group("master", masters, ports));
        }
        groups.put("data", group("data", data, ports));
        return of(name, "crate", version, groups);
    }

    static ClusterSpec ring(ClusterName name, String version, int nodes) {
        Map<String, Integer> ports = Map.of("storage", 7000, "native", 9042, "jmx", 7199, "status", 9406);
        Map<String, GroupSpec> groups = new LinkedHashMap<>();
        groups.put("node", group("node", nodes, ports));
        return of(name, "cassandra", version, groups);
    }

    static ClusterSpec of(ClusterName name, String packageName, String version, Map<String, GroupSpec> groups) {
        return new ClusterSpec(
                name,
                packageName,
                version,
                "",
                "holdfast/" + name,
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                groups);
    }

    static GroupSpec group(String name, int count, Map<String, Integer> ports) {
        return new GroupSpec(
                name,
                count,
                500,
                768,
                256,
                4096,
                "root",
                List.of(),
                "",
                new TreeMap<>(ports),
                new TreeMap<>(),
                new TreeMap<>(),
                List.of());
    }

    static ClusterSpec scaled(ClusterSpec spec, String group, int count) {
        return spec.with(spec.group(group).orElseThrow().withCount(count));
    }

    static ClusterSpec with(ClusterSpec spec, String key, String value) {
        SortedMap<String, String> settings = new TreeMap<>(spec.settings());
        settings.put(key, value);
        return spec.withSettings(settings);
    }

    static ClusterSpec sized(ClusterSpec spec, String group, long cpusMilli, long memoryMegabytes) {
        GroupSpec old = spec.group(group).orElseThrow();
        return spec.with(new GroupSpec(
                old.name(),
                old.count(),
                cpusMilli,
                memoryMegabytes,
                old.heapMegabytes(),
                old.diskMegabytes(),
                old.diskKind(),
                old.jvmOptions(),
                old.constraint(),
                old.ports(),
                old.settings(),
                old.nodes(),
                old.released()));
    }
}
