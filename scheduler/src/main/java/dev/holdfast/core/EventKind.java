package dev.holdfast.core;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What an event that is told to people is about, so that who looks for one thing need not read everything. */
public enum EventKind {
    /** A plan is accepted, paused, resumed, cancelled or over, and a rule was overridden. */
    PLAN,
    /** A step begins, waits, goes on or is over. */
    STEP,
    /** What Mesos or the database says of a node's process. */
    NODE,
    /** Where a node shall be, and why. */
    PLACEMENT,
    /** Reservations and volumes: had, lost, given back. */
    RESERVATION,
    /** Work in or beside a database. */
    CHORE,
    /** A database is not well, or well again. */
    HEALTH,
    /** Maintenance and agents that are gone. */
    AGENT,
    /** Everything disruptive is held, or goes on. */
    FREEZE,
    /** The scheduler itself: who leads, which master it is subscribed to. */
    SCHEDULER,
    /** Told before there were kinds. */
    OTHER;

    /** As users write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<EventKind> of(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
    }
}
