package dev.holdfast.core;

import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was last done by itself for a cluster, so that it is not done again and again, also after a restart of the scheduler.
 *
 * @param last by kind
 */
public record Upkept(SortedMap<String, Last> last) {

    static final Upkept NOTHING = new Upkept(new TreeMap<>());

    public Upkept {
        last = Collections.unmodifiableSortedMap(new TreeMap<>(last));
    }

    /**
     * The newest of one kind.
     *
     * @param at when it ended; when it was begun while it is under way
     * @param plan its number
     */
    public record Last(String cause, Instant at, long plan) {}

    Optional<Last> of(String kind) {
        return Optional.ofNullable(last.get(kind));
    }

    Upkept with(String kind, Last newest) {
        TreeMap<String, Last> all = new TreeMap<>(last);
        all.put(kind, newest);
        return new Upkept(all);
    }

    boolean isPlan(long number) {
        return last.values().stream().anyMatch(one -> one.plan() == number);
    }

    /** The same where a plan has ended. */
    Upkept ended(long number, Instant now) {
        TreeMap<String, Last> all = new TreeMap<>(last);
        all.replaceAll((kind, one) -> one.plan() == number ? new Last(one.cause(), now, number) : one);
        return new Upkept(all);
    }

    /** The same without what was done of one kind. */
    Upkept without(String kind) {
        TreeMap<String, Last> all = new TreeMap<>(last);
        all.remove(kind);
        return new Upkept(all);
    }

    /** The same where a plan had to give way: as if it had never been, so that it comes again. */
    Upkept without(long number) {
        TreeMap<String, Last> all = new TreeMap<>(last);
        all.values().removeIf(one -> one.plan() == number);
        return new Upkept(all);
    }
}
