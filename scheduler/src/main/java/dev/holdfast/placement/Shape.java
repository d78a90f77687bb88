package dev.holdfast.placement;

import java.util.SortedMap;

/** What all needs of one kind have in common: a need without its node's number. */
record Shape(
        GroupKey group,
        String role,
        long cpusMilli,
        long memoryMilli,
        long diskMilli,
        long volumeMilli,
        String diskKind,
        SortedMap<String, Integer> ports,
        Constraint constraint) {

    static Shape of(Need need) {
        return new Shape(
                GroupKey.of(need.node()),
                need.role(),
                need.cpusMilli(),
                need.memoryMilli(),
                need.diskMilli(),
                need.volumeMilli(),
                need.diskKind(),
                need.ports(),
                need.constraint());
    }
}
