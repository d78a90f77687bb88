package dev.holdfast.api;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The end of a log: its last lines, or those of the last minutes. Pure. */
final class LogCut {

    /** Near a line's beginning, as Kafka, CrateDB, Cassandra and Java's own logs write it. */
    private static final Pattern TIME = Pattern.compile(
            "^.{0,40}?(\\d{4}-\\d{2}-\\d{2})[T ](\\d{2}:\\d{2}:\\d{2})(?:[.,]\\d+)?(Z|[+-]\\d{2}:?\\d{2})?");

    private LogCut() {}

    /** The last lines of a text. */
    static String lines(String text, int lines) {
        int at = text.endsWith("\n") ? text.length() - 1 : text.length();
        for (int i = 0; i < lines && at >= 0; i++) {
            at = text.lastIndexOf('\n', at - 1);
        }
        return at < 0 ? text : text.substring(at + 1);
    }

    /**
     * From the first line on that was written at that time or later. A line without a time belongs to the one before it; a text without
     * any time is returned whole, for nobody knows.
     *
     * @param zone in which times without one are meant
     */
    static String since(String text, Instant since, ZoneId zone) {
        int at = 0;
        boolean anyTime = false;
        while (at < text.length()) {
            int end = text.indexOf('\n', at);
            end = end < 0 ? text.length() : end + 1;
            Optional<Instant> time = time(text.substring(at, end), zone);
            if (time.filter(when -> !when.isBefore(since)).isPresent()) {
                return text.substring(at);
            }
            anyTime |= time.isPresent();
            at = end;
        }
        return anyTime ? "" : text;
    }

    static Optional<Instant> time(String line, ZoneId zone) {
        Matcher found = TIME.matcher(line);
        if (!found.find()) {
            return Optional.empty();
        }
        try {
            LocalDateTime local = LocalDateTime.parse(found.group(1) + "T" + found.group(2));
            String own = found.group(3);
            return Optional.of(local.atZone(own == null ? zone : ZoneId.of(own)).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
