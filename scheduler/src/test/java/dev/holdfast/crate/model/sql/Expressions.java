package dev.holdfast.crate.model.sql;

import dev.holdfast.crate.model.sql.Lexer.Kind;
import dev.holdfast.crate.model.sql.Lexer.Token;
import dev.holdfast.crate.model.state.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads expressions: or, and, not, comparisons, sums, products, casts, subscripts, in this order of binding. */
class Expressions extends Words {
    private static final List<String> COMPARISONS = List.of("=", "<>", "!=", "<", ">", "<=", ">=");
    private static final List<String> WORDS_THAT_END = List.of(
            "from",
            "where",
            "group",
            "order",
            "limit",
            "offset",
            "having",
            "join",
            "on",
            "inner",
            "as",
            "and",
            "or",
            "union",
            "set",
            "with",
            "returning",
            "asc",
            "desc",
            "nulls",
            "then",
            "when",
            "else",
            "end",
            "left",
            "right",
            "full",
            "cross",
            "values");

    Expressions(String text) {
        super(text);
    }

    static boolean endsExpression(Token token) {
        return token.kind() == Kind.NAME && WORDS_THAT_END.contains(token.value());
    }

    Expr expression() {
        Expr left = conjunction();
        while (skip("or")) {
            left = new Expr.Binary("or", left, conjunction());
        }
        return left;
    }

    private Expr conjunction() {
        Expr left = negation();
        while (skip("and")) {
            left = new Expr.Binary("and", left, negation());
        }
        return left;
    }

    private Expr negation() {
        return skip("not") ? new Expr.Unary("not", negation()) : comparison();
    }

    private Expr comparison() {
        Expr left = sum();
        if (COMPARISONS.contains(peek().value()) && peek().kind() == Kind.SYMBOL) {
            String operator = next().value();
            return new Expr.Binary(operator.equals("!=") ? "<>" : operator, left, sum());
        }
        if (skip("is")) {
            boolean not = skip("not");
            expect("null");
            return negated(not, new Expr.IsNull(left));
        }
        boolean not = sees("not") && List.of("in", "like", "ilike", "between").contains(peek(1).value()) && skip("not");
        if (skip("in")) {
            return negated(not, in(left));
        }
        if (sees("like") || sees("ilike")) {
            return negated(not, new Expr.Binary(next().value(), left, sum()));
        }
        if (skip("between")) {
            Expr low = sum();
            expect("and");
            Expr range = new Expr.Binary("and", new Expr.Binary(">=", left, low), new Expr.Binary("<=", left, sum()));
            return negated(not, range);
        }
        return left;
    }

    private static Expr negated(boolean not, Expr expression) {
        return not ? new Expr.Unary("not", expression) : expression;
    }

    private Expr in(Expr left) {
        expect("(");
        if (sees("select")) {
            Statement.Select query = query();
            expect(")");
            return new Expr.In(left, List.of(), Optional.of(query));
        }
        List<Expr> list = list(")");
        return new Expr.In(left, list, Optional.empty());
    }

    /** Items up to and with the closing symbol. */
    List<Expr> list(String closing) {
        List<Expr> items = new ArrayList<>();
        if (skip(closing)) {
            return items;
        }
        do {
            items.add(expression());
        } while (skip(","));
        expect(closing);
        return items;
    }

    private Expr sum() {
        Expr left = product();
        while (sees("+") || sees("-") || sees("||")) {
            left = new Expr.Binary(next().value(), left, product());
        }
        return left;
    }

    private Expr product() {
        Expr left = signed();
        while (sees("*") || sees("/") || sees("%")) {
            left = new Expr.Binary(next().value(), left, signed());
        }
        return left;
    }

    private Expr signed() {
        return skip("-") ? new Expr.Unary("-", signed()) : cast();
    }

    private Expr cast() {
        Expr value = subscript();
        while (skip("::")) {
            value = new Expr.Cast(value, name());
        }
        return value;
    }

    private Expr subscript() {
        Expr value = primary();
        while (sees("[") && value instanceof Expr.Column column) {
            next();
            List<String> path = new ArrayList<>(column.path());
            path.add(next().value());
            expect("]");
            value = new Expr.Column(column.relation(), column.name(), path);
        }
        return value;
    }

    private Expr primary() {
        Token token = peek();
        switch (token.kind()) {
            case STRING -> {
                next();
                return new Expr.Literal(Json.text(token.value()));
            }
            case NUMBER -> {
                next();
                return new Expr.Literal(
                        token.value().contains(".")
                                ? Json.number(Double.parseDouble(token.value()))
                                : Json.number(Long.parseLong(token.value())));
            }
            case QUOTED -> {
                return column();
            }
            case SYMBOL -> {
                return symbol();
            }
            case NAME -> {
                return word();
            }
            case END -> throw odd("expression");
        }
        throw odd("expression");
    }

    private Expr symbol() {
        if (skip("?")) {
            return new Expr.Parameter(nextParameter());
        }
        if (skip("$")) {
            return new Expr.Parameter(Integer.parseInt(next().value()) - 1);
        }
        if (skip("*")) {
            return new Expr.Star();
        }
        if (skip("[")) {
            return new Expr.ListOf(list("]"));
        }
        if (skip("(")) {
            Expr inner = expression();
            expect(")");
            return inner;
        }
        throw odd("expression");
    }

    private Expr word() {
        if (endsExpression(peek())) {
            throw odd("expression");
        }
        if (skip("null")) {
            return new Expr.Literal(Json.nothing());
        }
        if (sees("true") || sees("false")) {
            return new Expr.Literal(Json.truth(next().value().equals("true")));
        }
        if (sees("current_user") || sees("session_user") || sees("current_timestamp")) {
            return new Expr.Call(next().value(), List.of(), false);
        }
        if (skip("case")) {
            return cases();
        }
        if (sees("cast", "(")) {
            next();
            next();
            Expr value = expression();
            expect("as");
            String type = name();
            expect(")");
            return new Expr.Cast(value, type);
        }
        if (peek(1).is("(")) {
            String function = name();
            next();
            boolean distinct = skip("distinct");
            return new Expr.Call(function, list(")"), distinct);
        }
        return column();
    }

    private Expr cases() {
        List<Expr> conditions = new ArrayList<>();
        List<Expr> results = new ArrayList<>();
        while (skip("when")) {
            conditions.add(expression());
            expect("then");
            results.add(expression());
        }
        Expr otherwise = skip("else") ? expression() : new Expr.Literal(Json.nothing());
        expect("end");
        return new Expr.Case(conditions, results, otherwise);
    }

    private Expr column() {
        String first = name();
        if (!skip(".")) {
            return new Expr.Column("", first, List.of());
        }
        if (skip("*")) {
            return new Expr.Star();
        }
        String second = name();
        if (skip(".")) {
            return new Expr.Column(second, name(), List.of());
        }
        return new Expr.Column(first, second, List.of());
    }

    Statement.Select query() {
        throw odd("expression");
    }
}
