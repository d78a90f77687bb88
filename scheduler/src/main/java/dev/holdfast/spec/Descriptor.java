package dev.holdfast.spec;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * What can be said of a database as data.
 *
 * @param name {@code kafka}
 * @param title {@code Apache Kafka}
 * @param versions known, oldest first
 * @param groups in start order
 * @param options names the package understands under {@code options}, with their defaults
 * @param tools names that {@code holdfast client} understands, with one line each
 */
public record Descriptor(
        String name,
        String title,
        List<String> versions,
        String defaultVersion,
        Map<String, Group> groups,
        SortedMap<String, String> options,
        SortedMap<String, String> tools) {

    public Descriptor {
        versions = List.copyOf(versions);
        groups = Collections.unmodifiableMap(new LinkedHashMap<>(groups));
    }

    /**
     * Nodes of one kind.
     *
     * @param counts allowed counts; empty for any from 1
     * @param maxCount largest count
     * @param ports by name, with the database's usual number
     * @param protectedSettings settings that are identity and cannot be given; a name ending in {@code *} is a prefix
     * @param graceSeconds from SIGTERM to SIGKILL
     */
    public record Group(
            String name,
            int defaultCount,
            List<Integer> counts,
            int maxCount,
            long cpusMilli,
            long memoryMegabytes,
            long heapMegabytes,
            long diskMegabytes,
            SortedMap<String, Integer> ports,
            List<String> protectedSettings,
            double graceSeconds) {}
}
