package dev.holdfast.placement;

import dev.holdfast.model.NodeId;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a node that stands nowhere yet asks of an offer: everything is taken from one agent.
 *
 * @param role the offer must be of this role
 * @param cpusMilli thousandths of a cpu, executor and chores included
 * @param memoryMilli thousandths of a megabyte, likewise; diskMilli the scratch space of the executor and tasks
 * @param volumeMilli size of the volume; on a MOUNT disk the least size
 * @param diskKind {@code root}, {@code path} or {@code mount}
 * @param ports by name; 0 lets the matcher pick
 * @param constraint parsed
 */
public record Need(
        NodeId node,
        String role,
        long cpusMilli,
        long memoryMilli,
        long diskMilli,
        long volumeMilli,
        String diskKind,
        SortedMap<String, Integer> ports,
        Constraint constraint) {

    public Need {
        ports = Collections.unmodifiableSortedMap(new TreeMap<>(ports));
    }

    /** The same with one rule more. */
    public Need and(Constraint more) {
        return new Need(
                node,
                role,
                cpusMilli,
                memoryMilli,
                diskMilli,
                volumeMilli,
                diskKind,
                ports,
                new Constraint.And(List.of(constraint, more)));
    }
}
