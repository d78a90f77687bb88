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
 * @param written where the last of each name has written; empty in records of before it was noted
 */
public record Beside(
        Optional<ChoreTask> task, SortedMap<String, ChoreEnd> ended, Optional<SortedMap<String, Written>> written) {

    static final Beside NOTHING = new Beside(Optional.empty(), new TreeMap<>());

    public Beside {
        ended = Collections.unmodifiableSortedMap(new TreeMap<>(ended));
        written = written.map(places -> Collections.unmodifiableSortedMap(new TreeMap<>(places)));
    }

    /** Nothing is known of what one that ended has written. */
    public Beside(Optional<ChoreTask> task, SortedMap<String, ChoreEnd> ended) {
        this(task, ended, Optional.empty());
    }

    Beside with(ChoreTask next) {
        return new Beside(Optional.of(next), ended, written);
    }

    Beside after(ChoreEnd end, Optional<Written> place) {
        SortedMap<String, ChoreEnd> all = new TreeMap<>(ended);
        all.put(end.chore().name(), end);
        SortedMap<String, Written> places = new TreeMap<>(written.orElseGet(TreeMap::new));
        place.ifPresent(known -> places.put(known.chore(), known));
        return new Beside(Optional.empty(), all, Optional.of(places));
    }
}
