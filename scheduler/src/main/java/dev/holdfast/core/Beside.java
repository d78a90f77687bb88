package dev.holdfast.core;

import dev.holdfast.database.ChoreEnd;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Chores beside a node.
 *
 * @param task the one under way; empty if none is
 * @param ended how the last of each name ended
 */
public record Beside(Optional<ChoreTask> task, SortedMap<String, ChoreEnd> ended) {

    static final Beside NOTHING = new Beside(Optional.empty(), new TreeMap<>());

    public Beside {
        ended = Collections.unmodifiableSortedMap(new TreeMap<>(ended));
    }

    Beside with(ChoreTask next) {
        return new Beside(Optional.of(next), ended);
    }

    Beside after(ChoreEnd end) {
        SortedMap<String, ChoreEnd> all = new TreeMap<>(ended);
        all.put(end.chore().name(), end);
        return new Beside(Optional.empty(), all);
    }
}
