package dev.holdfast.database.kafka;

import java.util.List;

/** Lists for people: the first few by name, and how many more. */
final class Names {

    private static final int SHOWN = 3;

    private Names() {}

    static String few(List<?> all) {
        List<String> shown = all.stream().limit(SHOWN).map(Object::toString).toList();
        int more = all.size() - shown.size();
        return String.join(", ", shown) + (more > 0 ? " and " + more + " more" : "");
    }

    static String partitions(List<?> all) {
        return (all.size() == 1 ? "partition " : all.size() + " partitions: ") + few(all);
    }
}
