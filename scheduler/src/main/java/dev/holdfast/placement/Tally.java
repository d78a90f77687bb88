package dev.holdfast.placement;

import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How many nodes of one group there are for each value of one field. Beside the counts it keeps how many values have
 * each count, so that the least count is known without a walk over all values.
 */
final class Tally {

    private final SortedMap<String, Integer> counts = new TreeMap<>();
    private final TreeMap<Integer, Integer> valuesByCount = new TreeMap<>();
    private int inUse;

    /** Values that nodes could have, though none may have them yet. */
    void know(Collection<String> values) {
        for (String value : values) {
            if (counts.putIfAbsent(value, 0) == null) {
                valuesByCount.merge(0, 1, Integer::sum);
            }
        }
    }

    void add(String value) {
        int before = counts.getOrDefault(value, 0);
        if (counts.put(value, before + 1) != null) {
            valuesByCount.merge(before, -1, Integer::sum);
            valuesByCount.remove(before, 0);
        }
        valuesByCount.merge(before + 1, 1, Integer::sum);
        inUse += before == 0 ? 1 : 0;
    }

    int count(String value) {
        return counts.getOrDefault(value, 0);
    }

    /** How many values have a node. */
    int inUse() {
        return inUse;
    }

    /** The first value, in order, that has a node; empty if none has. */
    String firstInUse() {
        return counts.entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("");
    }

    /** The least count among all known values; 0 if there are none. */
    int least() {
        return valuesByCount.isEmpty() ? 0 : valuesByCount.firstKey();
    }

    /** The least count among values that have a node; 0 if none has. */
    int leastInUse() {
        Integer least = valuesByCount.higherKey(0);
        return least == null ? 0 : least;
    }
}
