package dev.holdfast.database.cassandra;

import dev.holdfast.model.NodeId;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Lists, sizes and times for people. */
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

    static String nodes(Collection<NodeId> nodes) {
        return few(nodes.stream().map(NodeId::shortName).toList());
    }

    static String keyspaces(Collection<String> names) {
        return (names.size() == 1 ? "keyspace " : "keyspaces ") + few(names);
    }

    static String count(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
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

    static String time(Duration time) {
        if (time.toDays() > 1) {
            return time.toDays() + " days";
        }
        if (time.toHours() > 0) {
            return count(time.toHours(), "hour");
        }
        return count(Math.max(1, time.toMinutes()), "minute");
    }
}
