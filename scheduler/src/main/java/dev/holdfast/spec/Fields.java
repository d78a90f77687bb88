package dev.holdfast.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads parts of a {@link Tree} as what they should be, and notes where they are something else. */
final class Fields {

    private final Findings findings;

    Fields(Findings findings) {
        this.findings = findings;
    }

    /** A single value. */
    Optional<String> text(String path, Tree tree) {
        if (tree instanceof Tree.Text text && !text.isNothing()) {
            return Optional.of(text.value());
        }
        findings.add(
                path, tree.line(), "needs a single value, has " + tree.kind(), "write one value, or remove the key");
        return Optional.empty();
    }

    /** A mapping; nothing at all stands for an empty one. */
    Map<String, Tree.Entry> mapping(String path, Tree tree) {
        if (tree instanceof Tree.Mapping mapping) {
            return mapping.entries();
        }
        if (!(tree instanceof Tree.Text text && text.isNothing())) {
            findings.add(path, tree.line(), "needs a mapping, has " + tree.kind(), "write 'key: value' lines below it");
        }
        return Map.of();
    }

    /** A mapping of names to single values. */
    SortedMap<String, String> texts(String path, Tree tree) {
        SortedMap<String, String> texts = new TreeMap<>();
        mapping(path, tree).forEach((key, entry) -> {
            String place = path + "." + key;
            findings.stands(place, entry.line());
            if (entry.value() instanceof Tree.Text text && text.isNothing()) {
                findings.add(place, entry.line(), "has no value", "write \"\" for an empty text, or remove the key");
            } else if (entry.value() instanceof Tree.Text text) {
                texts.put(key, text.value());
            } else {
                findings.add(
                        place,
                        entry.line(),
                        "needs a single value, has " + entry.value().kind(),
                        "write it as one text, as the database's own configuration has it");
            }
        });
        return texts;
    }

    /** A list of single values; one alone stands for a list of one. */
    List<String> list(String path, Tree tree) {
        if (tree instanceof Tree.Text text) {
            return text.isNothing() ? List.of() : List.of(text.value());
        }
        if (!(tree instanceof Tree.Items items)) {
            findings.add(path, tree.line(), "needs a list, has " + tree.kind(), "write [a, b] or '- a' lines");
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        for (Tree item : items.all()) {
            if (item instanceof Tree.Text text && !text.isNothing()) {
                texts.add(text.value());
            } else {
                findings.add(path, item.line(), "a list's item must be a single value", "quote it if it has brackets");
            }
        }
        return texts;
    }
}
