package dev.holdfast.spec;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The wish for one group of nodes.
 *
 * @param cpusMilli thousandths of a cpu for each node, without what its package keeps beside it for chores
 * @param memoryMegabytes memory for each node, heap and all
 * @param heapMegabytes the Java heap's largest size
 * @param diskMegabytes size of each node's volume
 * @param diskKind {@code root}, {@code path} or {@code mount}
 * @param jvmOptions further options for the node's Java
 * @param constraint placement, in the language of DESIGN §6; empty for the default of one node per agent
 * @param ports by name; 0 picks one from the offer, once, and keeps it
 * @param settings of the database, for this group; they win over the cluster's
 * @param nodes settings for single nodes by index; they win over the group's
 * @param released indexes below the highest that were removed one by one and shall stay away
 */
public record GroupSpec(
        String name,
        int count,
        long cpusMilli,
        long memoryMegabytes,
        long heapMegabytes,
        long diskMegabytes,
        String diskKind,
        List<String> jvmOptions,
        String constraint,
        SortedMap<String, Integer> ports,
        SortedMap<String, String> settings,
        SortedMap<Integer, SortedMap<String, String>> nodes,
        List<Integer> released) {

    public GroupSpec {
        jvmOptions = List.copyOf(jvmOptions);
        ports = Collections.unmodifiableSortedMap(new TreeMap<>(ports));
        settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
        nodes = Collections.unmodifiableSortedMap(new TreeMap<>(nodes));
        released = List.copyOf(released);
    }

    /** The indexes that shall exist: the lowest {@code count} that are not released. */
    public List<Integer> indexes() {
        return java.util.stream.IntStream.iterate(0, index -> index + 1)
                .filter(index -> !released.contains(index))
                .limit(count)
                .boxed()
                .toList();
    }

    public GroupSpec withCount(int changed) {
        return new GroupSpec(
                name,
                changed,
                cpusMilli,
                memoryMegabytes,
                heapMegabytes,
                diskMegabytes,
                diskKind,
                jvmOptions,
                constraint,
                ports,
                settings,
                nodes,
                released);
    }

    /** One node less: this one. Indexes above it stay as they are. */
    public GroupSpec without(int index) {
        List<Integer> remaining =
                indexes().stream().filter(other -> other != index).toList();
        int highest = remaining.stream().mapToInt(Integer::intValue).max().orElse(-1);
        List<Integer> gaps = java.util.stream.IntStream.rangeClosed(0, highest)
                .filter(other -> !remaining.contains(other))
                .boxed()
                .toList();
        return new GroupSpec(
                name,
                remaining.size(),
                cpusMilli,
                memoryMegabytes,
                heapMegabytes,
                diskMegabytes,
                diskKind,
                jvmOptions,
                constraint,
                ports,
                settings,
                nodes,
                gaps);
    }
}
