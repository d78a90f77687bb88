package dev.holdfast.core;

import dev.holdfast.model.ClusterName;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.spec.GroupSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Wishes for toy clusters. */
final class Specs {

    private Specs() {}

    static ClusterSpec of(int keepers, int data) {
        return of(Story.ORDERS, keepers, data);
    }

    static ClusterSpec of(ClusterName name, int keepers, int data) {
        Map<String, GroupSpec> groups = new LinkedHashMap<>();
        groups.put("keeper", group("keeper", keepers, 500, 512));
        groups.put("data", group("data", data, 1000, 1024));
        return new ClusterSpec(
                name, "toy", "1.0", "", "holdfast/" + name, new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), groups);
    }

    private static GroupSpec group(String name, int count, long cpusMilli, long memoryMegabytes) {
        return new GroupSpec(
                name,
                count,
                cpusMilli,
                memoryMegabytes,
                256,
                1000,
                "root",
                List.of(),
                "",
                new TreeMap<>(Map.of("client", 0)),
                new TreeMap<>(),
                new TreeMap<>(),
                List.of());
    }

    static ClusterSpec scaled(ClusterSpec spec, int data) {
        return spec.with(spec.group("data").orElseThrow().withCount(data));
    }

    static ClusterSpec with(ClusterSpec spec, String key, String value) {
        TreeMap<String, String> settings = new TreeMap<>(spec.settings());
        settings.put(key, value);
        return spec.withSettings(settings);
    }

    static ClusterSpec option(ClusterSpec spec, String key, String value) {
        TreeMap<String, String> options = new TreeMap<>(spec.options());
        options.put(key, value);
        return new ClusterSpec(
                spec.name(),
                spec.packageName(),
                spec.version(),
                spec.user(),
                spec.role(),
                spec.settings(),
                options,
                spec.artifacts(),
                spec.groups());
    }

    /** Data nodes of another size. */
    static ClusterSpec sized(ClusterSpec spec, long cpusMilli, long memoryMegabytes) {
        GroupSpec old = spec.group("data").orElseThrow();
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
