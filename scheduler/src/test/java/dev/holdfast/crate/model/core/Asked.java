package dev.holdfast.crate.model.core;

import dev.holdfast.crate.model.sql.Answer;
import dev.holdfast.crate.model.sql.Query;
import dev.holdfast.crate.model.sql.Session;
import dev.holdfast.crate.model.sql.SqlException;
import dev.holdfast.crate.model.state.Json;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A statement somebody waits for the answer of. */
record Asked(String text, List<JsonNode> arguments, Session session, Consumer<Answer> ok, Consumer<SqlException> fail) {
    Asked {
        arguments = List.copyOf(arguments);
    }

    /** Evaluates what needs no table. */
    Query constants() {
        return new Query(
                from -> {
                    throw SqlException.unsupported("subqueries are not supported here");
                },
                arguments,
                session);
    }

    ObjectNode wire() {
        ObjectNode body = Json.object().put("stmt", text).put("user", session.user());
        body.set("args", Json.tree(arguments));
        return body;
    }

    void changed(long count) {
        ok.accept(Answer.changed(count));
    }
}
