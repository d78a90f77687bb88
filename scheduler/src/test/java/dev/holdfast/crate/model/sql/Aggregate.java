package dev.holdfast.crate.model.sql;

import dev.holdfast.crate.model.state.Json;
import java.util.List;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** Functions over the rows of a group. */
final class Aggregate {
    private static final List<String> NAMES = List.of("count", "sum", "min", "max", "avg", "arbitrary", "any_value");

    private Aggregate() {}

    static boolean within(Expr expression) {
        return (expression instanceof Expr.Call call && NAMES.contains(call.name()))
                || Columns.children(expression).stream().anyMatch(Aggregate::within);
    }

    /** Aggregates over all rows, everything else from the first one. */
    static JsonNode value(Expr expression, List<Scope> rows, Scope first) {
        return new Evaluator(first).value(replaced(expression, rows));
    }

    private static Expr replaced(Expr expression, List<Scope> rows) {
        if (expression instanceof Expr.Call call && NAMES.contains(call.name())) {
            return new Expr.Literal(aggregate(call, rows));
        }
        if (!within(expression)) {
            return expression;
        }
        if (expression instanceof Expr.Binary binary) {
            return new Expr.Binary(binary.operator(), replaced(binary.left(), rows), replaced(binary.right(), rows));
        }
        if (expression instanceof Expr.Unary unary) {
            return new Expr.Unary(unary.operator(), replaced(unary.operand(), rows));
        }
        if (expression instanceof Expr.Cast cast) {
            return new Expr.Cast(replaced(cast.operand(), rows), cast.type());
        }
        if (expression instanceof Expr.Call call) {
            return new Expr.Call(
                    call.name(),
                    call.arguments().stream().map(a -> replaced(a, rows)).toList(),
                    call.distinct());
        }
        throw SqlException.unsupported("aggregates are not supported here");
    }

    private static JsonNode aggregate(Expr.Call call, List<Scope> rows) {
        if (call.arguments().isEmpty() || call.arguments().get(0) instanceof Expr.Star) {
            return Json.number(rows.size());
        }
        Expr argument = call.arguments().get(0);
        List<JsonNode> values = rows.stream()
                .map(row -> new Evaluator(row).value(argument))
                .filter(value -> !value.isNull())
                .toList();
        if (call.distinct()) {
            TreeSet<JsonNode> distinct = new TreeSet<>(Values.ORDER);
            distinct.addAll(values);
            values = List.copyOf(distinct);
        }
        return switch (call.name()) {
            case "count" -> Json.number(values.size());
            case "min" -> values.stream().min(Values.ORDER).orElse(Json.nothing());
            case "max" -> values.stream().max(Values.ORDER).orElse(Json.nothing());
            case "sum" -> sum(values);
            case "avg" ->
                values.isEmpty()
                        ? Json.nothing()
                        : Json.number(
                                values.stream().mapToDouble(JsonNode::asDouble).sum() / values.size());
            default -> values.isEmpty() ? Json.nothing() : values.get(0);
        };
    }

    private static JsonNode sum(List<JsonNode> values) {
        if (values.isEmpty()) {
            return Json.nothing();
        }
        return values.stream().allMatch(JsonNode::isIntegralNumber)
                ? Json.number(values.stream().mapToLong(JsonNode::asLong).sum())
                : Json.number(values.stream().mapToDouble(JsonNode::asDouble).sum());
    }
}
