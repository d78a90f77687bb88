package dev.holdfast.crate.model.sql;

import dev.holdfast.crate.model.state.Json;
import java.util.Comparator;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** How values compare and turn into others. */
public final class Values {

    /** Ascending, null last, as CrateDB orders. */
    public static final Comparator<JsonNode> ORDER = Values::compare;

    private Values() {}

    private static int compare(JsonNode left, JsonNode right) {
        if (left.isNull() || right.isNull()) {
            return Boolean.compare(left.isNull(), right.isNull());
        }
        if (left.isNumber() && right.isNumber()) {
            return left.isIntegralNumber() && right.isIntegralNumber()
                    ? Long.compare(left.asLong(), right.asLong())
                    : Double.compare(left.asDouble(), right.asDouble());
        }
        if (left.isBoolean() && right.isBoolean()) {
            return Boolean.compare(left.asBoolean(), right.asBoolean());
        }
        return text(left).compareTo(text(right));
    }

    public static String text(JsonNode value) {
        if (value.isString()) {
            return value.asString();
        }
        return value.isBoolean() ? (value.asBoolean() ? "t" : "f") : value.toString();
    }

    static boolean isTrue(JsonNode value) {
        return value.isBoolean() && value.asBoolean();
    }

    /** The value as the type, or an error. */
    public static JsonNode cast(JsonNode value, String type) {
        if (value.isNull()) {
            return value;
        }
        String plain = type.toLowerCase(Locale.ROOT);
        try {
            return switch (plain.replaceAll("\\(.*", "")) {
                case "int", "integer", "bigint", "long", "smallint", "short", "byte" ->
                    Json.number(
                            value.isNumber()
                                    ? value.asLong()
                                    : Long.parseLong(text(value).strip()));
                case "timestamp", "timestamptz", "timestamp with time zone", "timestamp without time zone" ->
                    Json.number(value.isNumber() ? value.asLong() : instant(text(value)));
                case "double", "double precision", "float", "real", "numeric" ->
                    Json.number(
                            value.isNumber()
                                    ? value.asDouble()
                                    : Double.parseDouble(text(value).strip()));
                case "text", "string", "varchar", "char", "character" ->
                    Json.text(value.isString() ? value.asString() : text(value));
                case "boolean" -> Json.truth(value.isBoolean() ? value.asBoolean() : truth(text(value)));
                default -> value;
            };
        } catch (IllegalArgumentException | java.time.DateTimeException odd) {
            throw SqlException.parse("Cannot cast `" + (value.isString() ? "'" + value.asString() + "'" : value)
                    + "` of type `" + (value.isString() ? "text" : "integer") + "` to type `"
                    + (plain.equals("int") ? "integer" : plain) + "`");
        }
    }

    private static long instant(String value) {
        return value.chars().allMatch(Character::isDigit)
                ? Long.parseLong(value)
                : java.time.Instant.parse(value.contains("T") ? value : value + "T00:00:00Z")
                        .toEpochMilli();
    }

    private static boolean truth(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "t", "true", "1", "on", "yes" -> true;
            case "f", "false", "0", "off", "no" -> false;
            default -> throw new IllegalArgumentException(value);
        };
    }
}
