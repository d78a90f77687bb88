package dev.holdfast.database;

import java.time.Duration;
import java.util.List;

/**
 * Work that a package wants done by itself while nothing else is under way: a backup that is due, a second try of what failed. It
 * becomes a small plan that people see, pause and cancel like any other; whatever they ask for meanwhile takes its place, and it comes again
 * afterwards. So its chores must bear being begun anew.
 *
 * @param kind of work, {@code backup}; of each kind one at a time
 * @param cause why now, for telling one from another: work of a kind is not begun twice in a row for the same cause
 * @param apart least time between the end of one of this kind and the beginning of the next
 * @param chore what to do
 * @param title for people: {@code backup 2026-11-21 18:00}
 * @param way its stages, if it is more than doing the chore
 */
public record Upkeep(String kind, String cause, Duration apart, Chore chore, String title, List<Stage> way) {

    public Upkeep {
        way = List.copyOf(way);
    }
}
