package dev.holdfast.crate.model.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Columns, and equal-to conditions, that expressions speak of. */
public final class Columns {
    private Columns() {}

    static List<Expr.Column> of(List<Statement.Item> items, Statement.Select select) {
        List<Expr.Column> found = new ArrayList<>();
        items.forEach(item -> collect(item.value(), found));
        select.joins().forEach(e -> collect(e, found));
        select.where().ifPresent(e -> collect(e, found));
        select.groupBy().forEach(e -> collect(e, found));
        select.having().ifPresent(e -> collect(e, found));
        select.orderBy().forEach(o -> collect(o.value(), found));
        return found;
    }

    private static void collect(Expr expression, List<Expr.Column> found) {
        if (expression instanceof Expr.Column column) {
            found.add(column);
        }
        children(expression).forEach(child -> collect(child, found));
    }

    /** Direct operands. */
    static List<Expr> children(Expr expression) {
        if (expression instanceof Expr.Call call) {
            return call.arguments();
        }
        if (expression instanceof Expr.Binary binary) {
            return List.of(binary.left(), binary.right());
        }
        if (expression instanceof Expr.Unary unary) {
            return List.of(unary.operand());
        }
        if (expression instanceof Expr.IsNull test) {
            return List.of(test.operand());
        }
        if (expression instanceof Expr.Cast cast) {
            return List.of(cast.operand());
        }
        if (expression instanceof Expr.ListOf list) {
            return list.items();
        }
        if (expression instanceof Expr.In in) {
            List<Expr> all = new ArrayList<>(in.list());
            all.add(in.operand());
            return all;
        }
        if (expression instanceof Expr.Case cases) {
            List<Expr> all = new ArrayList<>(cases.conditions());
            all.addAll(cases.results());
            all.add(cases.otherwise());
            return all;
        }
        return List.of();
    }

    /** What a column must be equal to for the whole condition to hold, where the condition says so at its top. */
    public static Optional<Expr> equalTo(Optional<Expr> condition, String column) {
        if (condition.isEmpty() || !(condition.get() instanceof Expr.Binary binary)) {
            return Optional.empty();
        }
        if (binary.operator().equals("and")) {
            return equalTo(Optional.of(binary.left()), column).or(() -> equalTo(Optional.of(binary.right()), column));
        }
        if (binary.operator().equals("=")
                && binary.left() instanceof Expr.Column left
                && left.name().equals(column)) {
            return Optional.of(binary.right());
        }
        return Optional.empty();
    }

    /** Tables a query reads, those of its sub-queries included. */
    public static List<Statement.TableFrom> tables(Statement.Select select) {
        List<Statement.TableFrom> found = new ArrayList<>();
        for (Statement.From from : select.from()) {
            if (from instanceof Statement.TableFrom table) {
                found.add(table);
            } else if (from instanceof Statement.QueryFrom inner) {
                found.addAll(tables(inner.query()));
            }
        }
        select.where().ifPresent(e -> queries(e, found));
        return found;
    }

    private static void queries(Expr expression, List<Statement.TableFrom> found) {
        if (expression instanceof Expr.In in) {
            in.query().ifPresent(query -> found.addAll(tables(query)));
        }
        children(expression).forEach(child -> queries(child, found));
    }
}
