package dev.holdfast.crate.model.sql;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * Rows to be queried.
 *
 * @param columns in the order of {@code select *}
 * @param strict fields that an object column has, for those that refuse others
 */
public record Relation(List<String> columns, Map<String, List<String>> strict, List<ObjectNode> rows) {
    public Relation {
        columns = List.copyOf(columns);
        strict = new TreeMap<>(strict);
        rows = List.copyOf(rows);
    }

    public static Relation of(List<String> columns, List<ObjectNode> rows) {
        return new Relation(columns, Map.of(), rows);
    }
}
