package dev.holdfast.database.crate.sql;

import dev.holdfast.database.crate.CrateDetails.Member;
import dev.holdfast.database.crate.CrateIds;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** Reads {@code sys.nodes}. Pure. */
final class Members {

    private static final String COLUMNS = "select id, name, version['number'], attributes, heap['max'],"
            + " fs['total']['size'], fs['total']['available'] from sys.nodes";

    static final String ALL = COLUMNS;
    static final String ONE = COLUMNS + " where name = ?";

    private Members() {}

    /**
     * By name.
     *
     * @param asked name of the node that answered
     */
    static SortedMap<String, Member> read(List<Answer.Row> rows, String asked) {
        TreeMap<String, Member> members = new TreeMap<>();
        for (Answer.Row row : rows) {
            String name = row.text(1);
            SortedMap<String, String> attributes = attributes(row.json(3));
            Member member = new Member(
                    row.text(0),
                    row.text(2),
                    name.equals(asked),
                    incarnation(attributes),
                    attributes,
                    row.number(4),
                    row.number(5),
                    row.number(6));
            members.merge(name, member, Members::livelier);
        }
        return members;
    }

    /** A node on a new disk may be listed beside the one it was: then the one that lives, and is seen by another. */
    static Member livelier(Member one, Member other) {
        if (one.version().isEmpty() != other.version().isEmpty()) {
            return one.version().isEmpty() ? other : one;
        }
        return one.byItself() && !other.byItself() ? other : one;
    }

    static SortedMap<String, String> namesById(SortedMap<String, Member> members) {
        TreeMap<String, String> names = new TreeMap<>();
        members.forEach((name, member) -> names.put(member.id(), name));
        return names;
    }

    private static SortedMap<String, String> attributes(JsonNode json) {
        TreeMap<String, String> attributes = new TreeMap<>();
        json.properties()
                .forEach(
                        entry -> attributes.put(entry.getKey(), entry.getValue().asString("")));
        return attributes;
    }

    private static int incarnation(SortedMap<String, String> attributes) {
        try {
            return Integer.parseInt(attributes.getOrDefault(CrateIds.INCARNATION, "0"));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
