package dev.holdfast.crate.model.sql;

import dev.holdfast.crate.model.state.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** Values of expressions for one row. Null as in SQL: neither true nor false. */
final class Evaluator {
    private final Scope scope;

    Evaluator(Scope scope) {
        this.scope = scope;
    }

    JsonNode value(Expr expression) {
        if (expression instanceof Expr.Literal literal) {
            return literal.value();
        }
        if (expression instanceof Expr.Parameter parameter) {
            return scope.parameter(parameter.index());
        }
        if (expression instanceof Expr.Column column) {
            return scope.column(column);
        }
        if (expression instanceof Expr.Binary binary) {
            return binary(binary);
        }
        if (expression instanceof Expr.Unary unary) {
            return unary(unary);
        }
        if (expression instanceof Expr.IsNull test) {
            return Json.truth(value(test.operand()).isNull());
        }
        if (expression instanceof Expr.In in) {
            return in(in);
        }
        if (expression instanceof Expr.Cast cast) {
            return Values.cast(value(cast.operand()), cast.type());
        }
        if (expression instanceof Expr.ListOf list) {
            ArrayNode items = Json.array();
            list.items().forEach(item -> items.add(value(item)));
            return items;
        }
        if (expression instanceof Expr.Case cases) {
            for (int i = 0; i < cases.conditions().size(); i++) {
                if (Values.isTrue(value(cases.conditions().get(i)))) {
                    return value(cases.results().get(i));
                }
            }
            return value(cases.otherwise());
        }
        if (expression instanceof Expr.Call call) {
            return call(call);
        }
        throw SqlException.unsupported("* is not supported here");
    }

    boolean holds(Optional<Expr> condition) {
        return condition.isEmpty() || Values.isTrue(value(condition.get()));
    }

    private JsonNode unary(Expr.Unary unary) {
        JsonNode operand = value(unary.operand());
        if (operand.isNull()) {
            return operand;
        }
        if (unary.operator().equals("not")) {
            return Json.truth(!Values.isTrue(operand));
        }
        return operand.isIntegralNumber() ? Json.number(-operand.asLong()) : Json.number(-operand.asDouble());
    }

    private JsonNode in(Expr.In in) {
        JsonNode operand = value(in.operand());
        List<JsonNode> list = in.query().isPresent()
                ? scope.query(in.query().get())
                : in.list().stream().map(this::value).toList();
        if (operand.isNull()) {
            return operand;
        }
        if (list.stream().anyMatch(item -> !item.isNull() && Values.ORDER.compare(operand, item) == 0)) {
            return Json.truth(true);
        }
        return list.stream().anyMatch(JsonNode::isNull) ? Json.nothing() : Json.truth(false);
    }

    private JsonNode binary(Expr.Binary binary) {
        JsonNode left = value(binary.left());
        if (binary.operator().equals("and") || binary.operator().equals("or")) {
            return logic(binary.operator().equals("and"), left, binary.right());
        }
        JsonNode right = value(binary.right());
        if (left.isNull() || right.isNull()) {
            return Json.nothing();
        }
        return switch (binary.operator()) {
            case "=" -> Json.truth(Values.ORDER.compare(left, right) == 0);
            case "<>" -> Json.truth(Values.ORDER.compare(left, right) != 0);
            case "<" -> Json.truth(Values.ORDER.compare(left, right) < 0);
            case ">" -> Json.truth(Values.ORDER.compare(left, right) > 0);
            case "<=" -> Json.truth(Values.ORDER.compare(left, right) <= 0);
            case ">=" -> Json.truth(Values.ORDER.compare(left, right) >= 0);
            case "||" -> Json.text(Values.text(left) + Values.text(right));
            case "like" -> Json.truth(like(Values.text(left), Values.text(right)));
            case "ilike" ->
                Json.truth(like(
                        Values.text(left).toLowerCase(Locale.ROOT),
                        Values.text(right).toLowerCase(Locale.ROOT)));
            default -> arithmetic(binary.operator(), left, right);
        };
    }

    private JsonNode logic(boolean and, JsonNode left, Expr other) {
        if (left.isBoolean() && left.asBoolean() != and) {
            return left;
        }
        JsonNode right = value(other);
        if (right.isBoolean() && right.asBoolean() != and) {
            return right;
        }
        return left.isNull() || right.isNull() ? Json.nothing() : Json.truth(and);
    }

    private static JsonNode arithmetic(String operator, JsonNode left, JsonNode right) {
        if (left.isIntegralNumber() && right.isIntegralNumber()) {
            long a = left.asLong();
            long b = right.asLong();
            if (b == 0 && (operator.equals("/") || operator.equals("%"))) {
                throw new SqlException(400, 4000, "ArithmeticException[/ by zero]");
            }
            return Json.number(
                    switch (operator) {
                        case "+" -> a + b;
                        case "-" -> a - b;
                        case "*" -> a * b;
                        case "/" -> a / b;
                        default -> a % b;
                    });
        }
        double a = Values.cast(left, "double").asDouble();
        double b = Values.cast(right, "double").asDouble();
        return Json.number(
                switch (operator) {
                    case "+" -> a + b;
                    case "-" -> a - b;
                    case "*" -> a * b;
                    case "/" -> a / b;
                    default -> a % b;
                });
    }

    private static boolean like(String value, String pattern) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            regex.append(c == '%' ? ".*" : c == '_' ? "." : java.util.regex.Pattern.quote(String.valueOf(c)));
        }
        return value.matches("(?s)" + regex);
    }

    private JsonNode call(Expr.Call call) {
        return switch (call.name()) {
            case "current_user", "session_user" -> Json.text(scope.session().user());
            case "version" ->
                Json.text("CrateDB " + scope.session().version() + " (built 1db6455/NA, a model for tests)");
            case "now", "current_timestamp" -> Json.number(scope.session().now());
            case "md5" -> onText(call, Evaluator::md5);
            case "lower" -> onText(call, text -> Json.text(text.toLowerCase(Locale.ROOT)));
            case "upper" -> onText(call, text -> Json.text(text.toUpperCase(Locale.ROOT)));
            case "substr", "substring" -> onText(call, text -> Json.text(part(text, call.arguments())));
            case "length", "char_length" -> onText(call, text -> Json.number(text.length()));
            case "coalesce" ->
                call.arguments().stream()
                        .map(this::value)
                        .filter(v -> !v.isNull())
                        .findFirst()
                        .orElse(Json.nothing());
            case "concat" -> {
                StringBuilder all = new StringBuilder();
                call.arguments().stream()
                        .map(this::value)
                        .filter(v -> !v.isNull())
                        .forEach(v -> all.append(Values.text(v)));
                yield Json.text(all.toString());
            }
            case "repeat" -> {
                JsonNode times = value(call.arguments().get(1));
                yield onText(call, text -> Json.text(text.repeat((int) times.asLong())));
            }
            default -> throw unknown(call.name());
        };
    }

    /** From a place counted from one, so many characters or all that are left. */
    private String part(String text, List<Expr> arguments) {
        int from = Math.max(1, Math.toIntExact(value(arguments.get(1)).asLong()));
        long length = arguments.size() > 2 ? value(arguments.get(2)).asLong() : text.length();
        int begin = Math.min(from - 1, text.length());
        return text.substring(begin, Math.toIntExact(Math.min(text.length(), begin + length)));
    }

    static SqlException unknown(String function) {
        return new SqlException(404, 4049, "UnsupportedFunctionException[Unknown function: " + function + "()]");
    }

    private JsonNode onText(Expr.Call call, java.util.function.Function<String, JsonNode> function) {
        if (call.arguments().isEmpty()) {
            throw unknown(call.name());
        }
        JsonNode operand = value(call.arguments().get(0));
        return operand.isNull() ? operand : function.apply(Values.text(operand));
    }

    private static JsonNode md5(String text) {
        try {
            byte[] sum = MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
            return Json.text(HexFormat.of().formatHex(sum));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has MD5", missing);
        }
    }
}
