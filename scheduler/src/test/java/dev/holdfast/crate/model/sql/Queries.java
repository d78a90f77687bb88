package dev.holdfast.crate.model.sql;

import dev.holdfast.crate.model.sql.Lexer.Kind;
import dev.holdfast.crate.model.state.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads queries and lists of options. */
class Queries extends Expressions {

    Queries(String text) {
        super(text);
    }

    @Override
    Statement.Select query() {
        expect("select");
        boolean distinct = skip("distinct");
        List<Statement.Item> items = new ArrayList<>();
        do {
            Expr value = expression();
            items.add(new Statement.Item(value, alias(nameOf(value))));
        } while (skip(","));
        List<Statement.From> from = new ArrayList<>();
        List<Expr> joins = new ArrayList<>();
        if (skip("from")) {
            from.add(relation());
            while (sees(",") || sees("join") || sees("inner") || sees("cross")) {
                boolean conditional = !sees(",") && !sees("cross");
                skip("inner");
                skip("cross");
                next();
                from.add(relation());
                if (conditional) {
                    expect("on");
                    joins.add(expression());
                }
            }
        }
        Optional<Expr> where = skip("where") ? Optional.of(expression()) : Optional.empty();
        List<Expr> groupBy = skip("group", "by") ? expressions() : List.of();
        Optional<Expr> having = skip("having") ? Optional.of(expression()) : Optional.empty();
        List<Statement.Order> orderBy = skip("order", "by") ? orders() : List.of();
        Optional<Expr> limit = skip("limit") ? Optional.of(expression()) : Optional.empty();
        Optional<Expr> offset = skip("offset") ? Optional.of(expression()) : Optional.empty();
        return new Statement.Select(items, distinct, from, joins, where, groupBy, having, orderBy, limit, offset);
    }

    private List<Expr> expressions() {
        List<Expr> all = new ArrayList<>();
        do {
            all.add(expression());
        } while (skip(","));
        return all;
    }

    private List<Statement.Order> orders() {
        List<Statement.Order> all = new ArrayList<>();
        do {
            Expr value = expression();
            boolean descending = skip("desc");
            if (!descending) {
                skip("asc");
            }
            if (skip("nulls")) {
                next();
            }
            all.add(new Statement.Order(value, descending));
        } while (skip(","));
        return all;
    }

    private Statement.From relation() {
        if (skip("(")) {
            Statement.Select inner = query();
            expect(")");
            return new Statement.QueryFrom(inner, alias(""));
        }
        if (peek(1).is("(")) {
            String function = name();
            if (!function.equals("generate_series") && !function.equals("unnest")) {
                throw new SqlException(404, 4049, "UnsupportedFunctionException[Unknown function: " + function + "()]");
            }
            next();
            List<Expr> arguments = new ArrayList<>(list(")"));
            if (function.equals("unnest")) {
                throw SqlException.unsupported("unnest");
            }
            return new Statement.SeriesFrom(arguments, alias("generate_series"));
        }
        boolean schema = peek(1).is(".");
        Statement.Name table = table();
        return new Statement.TableFrom(table, schema ? table.fqn() : table.name(), alias(table.name()));
    }

    private String alias(String otherwise) {
        if (skip("as")) {
            return name();
        }
        boolean name = peek().kind() == Kind.QUOTED || (peek().kind() == Kind.NAME && !endsExpression(peek()));
        return name ? name() : otherwise;
    }

    private static String nameOf(Expr value) {
        if (value instanceof Expr.Column column) {
            return column.shown();
        }
        if (value instanceof Expr.Call call) {
            return call.name();
        }
        if (value instanceof Expr.Cast cast) {
            return nameOf(cast.operand());
        }
        if (value instanceof Expr.Literal literal) {
            return literal.value().isString()
                    ? "'" + literal.value().asString() + "'"
                    : literal.value().toString();
        }
        if (value instanceof Expr.Binary binary) {
            return "(" + nameOf(binary.left()) + " " + binary.operator() + " " + nameOf(binary.right()) + ")";
        }
        if (value instanceof Expr.Unary unary) {
            return "(" + unary.operator() + " " + nameOf(unary.operand()) + ")";
        }
        return value instanceof Expr.Parameter parameter ? "$" + (parameter.index() + 1) : "?";
    }

    /** {@code (a=1, b='x')}; an option without a value is true. */
    Map<String, Expr> options() {
        Map<String, Expr> options = new LinkedHashMap<>();
        expect("(");
        do {
            String option = settingName();
            if (skip("=")) {
                options.put(option, optionValue());
            } else {
                options.put(option, new Expr.Literal(Json.truth(true)));
            }
        } while (skip(","));
        expect(")");
        return options;
    }

    /** A bare word stands for itself. */
    Expr optionValue() {
        if (peek().kind() == Kind.NAME && !peek(1).is("(") && !sees("true") && !sees("false") && !sees("null")) {
            return new Expr.Literal(Json.text(next().value()));
        }
        return expression();
    }

    Map<String, Expr> optionsIf(String word) {
        return skip(word) ? options() : Map.of();
    }
}
