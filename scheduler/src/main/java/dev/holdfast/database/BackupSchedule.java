package dev.holdfast.database;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** When backups are made by themselves. All times are UTC. */
public sealed interface BackupSchedule {

    String FORMS = "every N hours, every N minutes, or daily at HH:MM (UTC)";

    /** {@code every 6 hours}: so long after the last was begun. */
    record Every(Duration pause) implements BackupSchedule {
        @Override
        public Instant dueSince(Optional<Instant> last, Instant now) {
            // Without any the hours of the day count, so that what fails is not a new cause at every look.
            long slot = Math.floorDiv(now.getEpochSecond(), pause.toSeconds());
            return last.map(begun -> begun.plus(pause))
                    .orElseGet(() -> Instant.ofEpochSecond(slot * pause.toSeconds()));
        }
    }

    /** {@code daily at 02:30}. */
    record Daily(LocalTime at) implements BackupSchedule {
        @Override
        public Instant dueSince(Optional<Instant> last, Instant now) {
            LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
            Instant slot = today.atTime(at).toInstant(ZoneOffset.UTC);
            Instant latest = slot.isAfter(now) ? slot.minus(Duration.ofDays(1)) : slot;
            boolean made = last.filter(begun -> !begun.isBefore(latest)).isPresent();
            return made ? latest.plus(Duration.ofDays(1)) : latest;
        }
    }

    /**
     * Since when the next one is due, or from when on it will be.
     *
     * @param last when the last good one was begun, or one that runs; the first is due at once
     */
    Instant dueSince(Optional<Instant> last, Instant now);

    Pattern EVERY = Pattern.compile("every (\\d{1,5}) ?(h|hours?|min|minutes?)");
    Pattern DAILY = Pattern.compile("daily at (\\d{2}:\\d{2})( utc)?");

    /** Empty if it is none. */
    static Optional<BackupSchedule> parse(String text) {
        String plain = text.strip().toLowerCase(Locale.ROOT);
        Matcher every = EVERY.matcher(plain);
        if (every.matches()) {
            long count = Long.parseLong(every.group(1));
            Duration pause = every.group(2).startsWith("h") ? Duration.ofHours(count) : Duration.ofMinutes(count);
            return count == 0 ? Optional.empty() : Optional.of(new Every(pause));
        }
        Matcher daily = DAILY.matcher(plain);
        if (!daily.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Daily(LocalTime.parse(daily.group(1))));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
