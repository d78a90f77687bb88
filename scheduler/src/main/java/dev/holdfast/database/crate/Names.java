package dev.holdfast.database.crate;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/** Lists and sizes for people. */
final class Names {

    private static final int SHOWN = 3;
    private static final long KILO = 1000;

    private Names() {}

    /** The first few by name, and how many more. */
    static String few(Collection<?> all) {
        List<String> shown = all.stream().limit(SHOWN).map(Object::toString).toList();
        int more = all.size() - shown.size();
        return String.join(", ", shown) + (more > 0 ? " and " + more + " more" : "");
    }

    static String tables(Collection<String> names) {
        TreeSet<String> sorted = new TreeSet<>(names);
        return (sorted.size() == 1 ? "table " : sorted.size() + " tables: ") + few(new ArrayList<>(sorted));
    }

    static String count(long number, String what) {
        return count(number, what, what + "s");
    }

    static String count(long number, String one, String many) {
        return number + " " + (number == 1 ? one : many);
    }

    static String size(long bytes) {
        long unit = KILO;
        String[] names = {"kB", "MB", "GB", "TB", "PB"};
        int at = 0;
        while (at < names.length - 1 && bytes >= unit * KILO) {
            unit *= KILO;
            at++;
        }
        return bytes < KILO
                ? bytes + " bytes"
                : String.format(Locale.ROOT, "%.1f %s", (double) bytes / unit, names[at]);
    }
}
