package dev.holdfast.spec;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Numbers as people write them. A megabyte is Mesos's, 1024 * 1024 bytes, however it is spelt: {@code MB} and {@code
 * MiB} are the same, and a {@code GB} is 1024 of them.
 */
public final class Sizes {

    /** What a size may look like, for remedies. */
    public static final String SIZE_FORM = "write a size such as 512 MB or 1.5 GB (MB, GB, TB; a plain number is MB)";

    private static final long MAX_MEGABYTES = 1L << 40;
    private static final long MAX_CPUS_MILLI = 1_000_000_000;
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,15}(?:\\.[0-9]{1,6})?)\\s*([A-Za-z]{0,3})");
    private static final Pattern CPUS = Pattern.compile("[0-9]{1,7}(\\.[0-9]{1,3})?");
    private static final Pattern WHOLE = Pattern.compile("[0-9]{1,9}");

    private Sizes() {}

    /** Megabytes; empty if the text is no size, or not a whole number of megabytes. */
    public static OptionalLong megabytes(String text) {
        Matcher matcher = SIZE.matcher(text.strip());
        if (!matcher.matches()) {
            return OptionalLong.empty();
        }
        Optional<Long> unit = switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
            case "", "m", "mb", "mib" -> Optional.of(1L);
            case "g", "gb", "gib" -> Optional.of(1024L);
            case "t", "tb", "tib" -> Optional.of(1024L * 1024);
            default -> Optional.empty();
        };
        if (unit.isEmpty()) {
            return OptionalLong.empty();
        }
        BigDecimal size = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit.get()));
        boolean whole = size.stripTrailingZeros().scale() <= 0;
        return whole && size.compareTo(BigDecimal.valueOf(MAX_MEGABYTES)) <= 0
                ? OptionalLong.of(size.longValueExact())
                : OptionalLong.empty();
    }

    /** Thousandths of a cpu; empty if the text is no such number or has more than three decimals. */
    public static OptionalLong cpusMilli(String text) {
        if (!CPUS.matcher(text.strip()).matches()) {
            return OptionalLong.empty();
        }
        long milli = new BigDecimal(text.strip()).movePointRight(3).longValueExact();
        return milli <= MAX_CPUS_MILLI ? OptionalLong.of(milli) : OptionalLong.empty();
    }

    /** A whole number from 0. */
    public static OptionalInt whole(String text) {
        return WHOLE.matcher(text.strip()).matches()
                ? OptionalInt.of(Integer.parseInt(text.strip()))
                : OptionalInt.empty();
    }

    /** {@code 512 MB}, {@code 2 GB}: the largest unit that keeps it whole. */
    public static String text(long megabytes) {
        if (megabytes > 0 && megabytes % (1024 * 1024) == 0) {
            return megabytes / (1024 * 1024) + " TB";
        }
        return megabytes > 0 && megabytes % 1024 == 0 ? megabytes / 1024 + " GB" : megabytes + " MB";
    }

    /** {@code 0.5}, {@code 2}. */
    public static String cpusText(long milli) {
        return BigDecimal.valueOf(milli, 3).stripTrailingZeros().toPlainString();
    }
}
