package dev.holdfast.core;

import org.pcollections.TreePSet;

/**
 * How much a role wants to be offered.
 *
 * @param watched what it watches for: claims of which an offer would be news
 */
record Attention(Level level, TreePSet<String> watched) {

    static final Attention SILENT = new Attention(Level.SILENT, TreePSet.empty());
    static final Attention EAGER = new Attention(Level.EAGER, TreePSet.empty());

    enum Level {
        /** Nothing. */
        SILENT,
        /** Only what it has not seen yet: the rest is declined for long. */
        WATCHING,
        /** Everything, again and again. */
        EAGER
    }

    static Attention watching(String uid) {
        return new Attention(Level.WATCHING, TreePSet.singleton(uid));
    }

    /** What two that share a role want together. */
    Attention and(Attention other) {
        return new Attention(level.compareTo(other.level) >= 0 ? level : other.level, watched.plusAll(other.watched));
    }

    /** Whether this wants something that may have been declined for long, or suppressed, under the one before. */
    boolean wantsMoreThan(Attention before) {
        boolean watchesMore = before.level == Level.WATCHING && !before.watched.containsAll(watched);
        return level.compareTo(before.level) > 0 || (level == Level.WATCHING && watchesMore);
    }
}
