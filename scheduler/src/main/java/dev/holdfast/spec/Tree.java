package dev.holdfast.spec;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A YAML document without types: every scalar is text as it was written, and everything knows its line (from 1). */
sealed interface Tree {

    int line();

    /** What a person would call it. */
    String kind();

    /** @param plain written without quotes */
    record Text(int line, String value, boolean plain) implements Tree {

        boolean isNothing() {
            return plain && (value.isEmpty() || value.equals("~") || value.equals("null"));
        }

        @Override
        public String kind() {
            return isNothing() ? "nothing" : "a single value";
        }
    }

    record Items(int line, List<Tree> all) implements Tree {
        public Items {
            all = List.copyOf(all);
        }

        @Override
        public String kind() {
            return "a list";
        }
    }

    record Mapping(int line, Map<String, Entry> entries) implements Tree {
        public Mapping {
            entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        }

        @Override
        public String kind() {
            return "a mapping";
        }
    }

    /** @param line of the key */
    record Entry(int line, Tree value) {}
}
