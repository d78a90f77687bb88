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
 * @param spread of what the group's nodes stand on as many different ones as can be, among agents that are as good: zones, or an attribute
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
        Constraint constraint,
        Field spread) {

    public Need {
        ports = Collections.unmodifiableSortedMap(new TreeMap<>(ports));
    }

    /** Spread over zones. */
    public Need(
            NodeId node,
            String role,
            long cpusMilli,
            long memoryMilli,
            long diskMilli,
            long volumeMilli,
            String diskKind,
            SortedMap<String, Integer> ports,
            Constraint constraint) {
        this(node, role, cpusMilli, memoryMilli, diskMilli, volumeMilli, diskKind, ports, constraint, Field.ZONE);
    }

    /** The same with one rule more. */
    public Need and(Constraint more) {
        return with(new Constraint.And(List.of(constraint, more)), spread);
    }

    /** The same, spread over something else. */
    public Need over(Field field) {
        return with(constraint, field);
    }

    private Need with(Constraint rule, Field field) {
        return new Need(node, role, cpusMilli, memoryMilli, diskMilli, volumeMilli, diskKind, ports, rule, field);
    }
}
