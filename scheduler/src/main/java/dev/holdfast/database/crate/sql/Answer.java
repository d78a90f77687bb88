package dev.holdfast.database.crate.sql;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** What came of a statement. */
public sealed interface Answer {

    /**
     * It was done.
     *
     * @param rows of the columns; one empty row for a statement that has no result
     * @param rowCount as CrateDB counts: rows read or changed; -1 where it does not know
     * @param millis CrateDB took for it
     */
    record Rows(List<String> columns, List<Row> rows, long rowCount, double millis) implements Answer {
        public Rows {
            columns = List.copyOf(columns);
            rows = List.copyOf(rows);
        }
    }

    /**
     * CrateDB, or what stands at its address, said no.
     *
     * @param status of HTTP
     * @param code CrateDB's own, {@code 4041} for an unknown relation; 0 for an answer that has none
     * @param message one line
     */
    record Refused(int status, int code, String message) implements Answer {

        /** There is no relation of that name: an older version than the one that brought it. */
        public boolean isUnknownRelation() {
            return code == 4041;
        }

        /** The node takes no more statements: it was told to leave. */
        public boolean isDisconnected() {
            return message.endsWith("[sql] disconnected");
        }

        public boolean isDenied() {
            return status == 401;
        }
    }

    /**
     * Nothing came back, or nothing that could be read.
     *
     * @param reached whether the statement may have been heard, and then done
     */
    record Silence(String why, boolean reached) implements Answer {}

    /** One line of what went wrong; empty if nothing did. */
    default Optional<String> problem() {
        if (this instanceof Refused refused) {
            return Optional.of(refused.message());
        }
        return this instanceof Silence silence ? Optional.of(silence.why()) : Optional.empty();
    }

    /** One row. A value that is null in the database is empty text, 0 or false here. */
    record Row(List<JsonNode> values) {
        public Row {
            values = List.copyOf(values);
        }

        public String text(int column) {
            return values.get(column).asString("");
        }

        public long number(int column) {
            return values.get(column).asLong(0);
        }

        public int integer(int column) {
            return values.get(column).asInt(0);
        }

        public boolean flag(int column) {
            return values.get(column).asBoolean(false);
        }

        public boolean isNull(int column) {
            return values.get(column).isNull();
        }

        /** As it came. */
        public JsonNode json(int column) {
            return values.get(column);
        }
    }
}
