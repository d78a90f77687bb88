package dev.holdfast.placement;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Amounts as people read them, from thousandths. */
final class Amounts {

    private static final int GIGABYTE = 1024;

    private Amounts() {}

    /** {@code 1.0}, {@code 0.25}. */
    static String cpus(long milli) {
        BigDecimal exact = BigDecimal.valueOf(milli, 3).stripTrailingZeros();
        return (exact.scale() < 1 ? exact.setScale(1) : exact).toPlainString();
    }

    /** {@code 300 MB}, {@code 1.5 GB}; rounded down to a tenth of a gigabyte where it is more than one. */
    static String size(long milliMegabytes) {
        BigDecimal megabytes = BigDecimal.valueOf(milliMegabytes, 3);
        if (megabytes.compareTo(BigDecimal.valueOf(GIGABYTE)) < 0) {
            return plain(megabytes) + " MB";
        }
        return plain(megabytes.divide(BigDecimal.valueOf(GIGABYTE), 1, RoundingMode.DOWN)) + " GB";
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }
}
