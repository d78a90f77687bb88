package dev.holdfast.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Numbers and times for people. */
public final class Texts {

    private Texts() {}

    /** How long ago, in one unit: {@code 42s}, {@code 7m}, {@code 3h}, {@code 12d}. */
    public static String age(Instant since, Instant now) {
        return duration(Duration.between(since, now));
    }

    public static String duration(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds < 120) {
            return seconds + "s";
        }
        if (seconds < 2 * 3600) {
            return seconds / 60 + "m";
        }
        return seconds < 2 * 86_400 ? seconds / 3600 + "h" : seconds / 86_400 + "d";
    }

    /** To the second, in UTC, always as wide: {@code 2026-11-21T15:11:28Z}. */
    public static String second(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    public static String megabytes(long megabytes) {
        return megabytes >= 10_000 ? String.format(Locale.ROOT, "%.1f GB", megabytes / 1000.0) : megabytes + " MB";
    }

    /** Without needless digits: {@code 0.5}, {@code 2}. */
    public static String number(double number) {
        return number == Math.rint(number)
                ? Long.toString((long) number)
                : String.format(Locale.ROOT, "%.2f", number).replaceAll("0+$", "");
    }

    public static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, Math.max(0, length - 1)) + "…";
    }
}
