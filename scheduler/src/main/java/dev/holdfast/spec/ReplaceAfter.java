package dev.holdfast.spec;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The option {@code replace-after}, which every package has: after how long a node whose agent is cut off is replaced by itself, if
 * the database has spare copies and does not see it alive. An agent that an operator marked gone is not waited for.
 */
public final class ReplaceAfter {

    public static final String NAME = "replace-after";

    /** Only a person replaces a node whose agent is cut off. */
    public static final String NEVER = "never";

    /** What it may look like, for remedies. */
    public static final String FORM = "write never, or a time such as 30m or 2h";

    private static final Pattern TIME = Pattern.compile("([0-9]{1,6})\\s*([smhd])");

    private ReplaceAfter() {}

    /** After how long; empty for never, and for what is no time. */
    public static Optional<Duration> of(String text) {
        Matcher matcher = TIME.matcher(text.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(matcher.group(1));
        return Optional.of(
                switch (matcher.group(2)) {
                    case "s" -> Duration.ofSeconds(number);
                    case "m" -> Duration.ofMinutes(number);
                    case "h" -> Duration.ofHours(number);
                    default -> Duration.ofDays(number);
                });
    }

    static boolean isValid(String text) {
        return text.strip().equals(NEVER) || of(text).isPresent();
    }
}
