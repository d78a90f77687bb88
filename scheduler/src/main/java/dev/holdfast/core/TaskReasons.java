package dev.holdfast.core;

import java.util.Locale;

/** Reasons of Mesos as few words as there are answers to them, for who counts. */
public final class TaskReasons {

    private TaskReasons() {}

    /** In lower case; {@code none} if Mesos gave none, {@code other} for one that makes no difference. */
    public static String known(String reason) {
        return reason.isEmpty()
                ? "none"
                : TaskAnswer.reasons().contains(reason) ? reason.toLowerCase(Locale.ROOT) : "other";
    }
}
