package dev.holdfast.crate.model.sql;

import java.util.List;
import tools.jackson.databind.JsonNode;

/** What an expression may ask for besides its operands. */
interface Scope {
    JsonNode column(Expr.Column column);

    JsonNode parameter(int index);

    /** First column of a query's answer. */
    List<JsonNode> query(Statement.Select query);

    Session session();
}
