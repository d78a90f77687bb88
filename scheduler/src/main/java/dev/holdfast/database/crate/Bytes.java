package dev.holdfast.database.crate;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as CrateDB writes them in settings: {@code 500mb}. */
final class Bytes {

    private static final Pattern TEXT = Pattern.compile("(\\d{1,15})(\\.\\d+)?\\s*([kmgtp]?)b?");
    private static final String UNITS = "kmgtp";
    private static final int BITS = 10;

    private Bytes() {}

    static Optional<Long> parse(String text) {
        OptionalLong bytes = number(text.strip().toLowerCase(Locale.ROOT));
        return bytes.isPresent() ? Optional.of(bytes.getAsLong()) : Optional.empty();
    }

    private static OptionalLong number(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            return OptionalLong.empty();
        }
        String fraction = matcher.group(2) == null ? "" : matcher.group(2);
        double number = Double.parseDouble(matcher.group(1) + fraction);
        int shift = matcher.group(3).isEmpty() ? 0 : (UNITS.indexOf(matcher.group(3)) + 1) * BITS;
        return OptionalLong.of((long) (number * (1L << shift)));
    }
}
