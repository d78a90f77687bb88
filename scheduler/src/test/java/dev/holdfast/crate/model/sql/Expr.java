package dev.holdfast.crate.model.sql;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** An expression. */
public sealed interface Expr {

    /** A constant. */
    record Literal(JsonNode value) implements Expr {}

    /** An argument of the statement, from 0. */
    record Parameter(int index) implements Expr {}

    /** A column; {@code path} leads into an object. */
    record Column(String relation, String name, List<String> path) implements Expr {
        public Column {
            path = List.copyOf(path);
        }

        /** As CrateDB names it in an answer. */
        public String shown() {
            StringBuilder shown = new StringBuilder(name);
            path.forEach(part -> shown.append("['").append(part).append("']"));
            return shown.toString();
        }
    }

    /** Everything: as an item of a select, or counted. */
    record Star() implements Expr {}

    /** A function. */
    record Call(String name, List<Expr> arguments, boolean distinct) implements Expr {
        public Call {
            arguments = List.copyOf(arguments);
        }
    }

    /** Two operands and what is between them. */
    record Binary(String operator, Expr left, Expr right) implements Expr {}

    /** {@code not} or {@code -}. */
    record Unary(String operator, Expr operand) implements Expr {}

    /** {@code is null}. */
    record IsNull(Expr operand) implements Expr {}

    /** {@code in (…)}. */
    record In(Expr operand, List<Expr> list, Optional<Statement.Select> query) implements Expr {
        public In {
            list = List.copyOf(list);
        }
    }

    /** {@code expr::type}. */
    record Cast(Expr operand, String type) implements Expr {}

    /** {@code [a, b]}. */
    record ListOf(List<Expr> items) implements Expr {
        public ListOf {
            items = List.copyOf(items);
        }
    }

    /** {@code case when … then … else … end}. */
    record Case(List<Expr> conditions, List<Expr> results, Expr otherwise) implements Expr {
        public Case {
            conditions = List.copyOf(conditions);
            results = List.copyOf(results);
        }
    }
}
