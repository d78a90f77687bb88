package dev.holdfast.crate.model.core;

import dev.holdfast.crate.model.sql.SqlException;
import dev.holdfast.crate.model.state.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/** Requests between nodes and their answers. A request to a node that is gone fails at once; every request ends. */
final class Calls {

    /** Answers a request, now or later, once. */
    interface Reply {
        void ok(JsonNode body);

        void fail(SqlException error);
    }

    /** Handles the requests of one action. */
    interface Handler {
        void handle(JsonNode body, Reply reply);
    }

    private record Pending(String address, Consumer<JsonNode> ok, Consumer<SqlException> fail) {}

    private final World world;
    private final String own;
    private final SortedMap<String, Handler> handlers = new TreeMap<>();
    private final SortedMap<Long, Pending> pending = new TreeMap<>();
    private long ids;

    Calls(World world, String own) {
        this.world = world;
        this.own = own;
    }

    void on(String action, Handler handler) {
        handlers.put(action, handler);
    }

    void call(
            String address,
            String action,
            JsonNode body,
            long timeout,
            Consumer<JsonNode> ok,
            Consumer<SqlException> fail) {
        long id = ++ids;
        pending.put(id, new Pending(address, ok, fail));
        Wire request = new Wire(id, own, action, body, 0, 0, "");
        if (address.equals(own)) {
            world.after(0, () -> receive(request));
        } else {
            world.send(address, request);
        }
        world.after(timeout, () -> end(id, p -> p.fail().accept(notConnected(address))));
    }

    private static SqlException notConnected(String address) {
        return SqlException.notConnected("[" + address + "]");
    }

    private void end(long id, Consumer<Pending> how) {
        Pending ended = pending.remove(id);
        if (ended != null) {
            how.accept(ended);
        }
    }

    void receive(Wire message) {
        if (message.action().isEmpty()) {
            end(message.id(), p -> {
                if (message.status() == 0) {
                    p.ok().accept(message.body());
                } else {
                    p.fail().accept(new SqlException(message.status(), message.code(), message.error()));
                }
            });
            return;
        }
        Reply reply = new Answering(message);
        Handler handler = handlers.get(message.action());
        if (handler == null) {
            reply.fail(SqlException.internal("ActionNotFoundException[" + message.action() + "]"));
            return;
        }
        try {
            handler.handle(message.body(), reply);
        } catch (SqlException refused) {
            reply.fail(refused);
        }
    }

    /** Fails what was asked of a node whose connection broke. */
    void lost(String address) {
        List<Long> gone = new ArrayList<>();
        pending.forEach((id, p) -> {
            if (p.address().equals(address)) {
                gone.add(id);
            }
        });
        gone.forEach(id -> end(id, p -> p.fail().accept(notConnected(address))));
    }

    private final class Answering implements Reply {
        private final Wire request;

        Answering(Wire request) {
            this.request = request;
        }

        @Override
        public void ok(JsonNode body) {
            answer(new Wire(request.id(), own, "", body, 0, 0, ""));
        }

        @Override
        public void fail(SqlException error) {
            answer(new Wire(request.id(), own, "", Json.nothing(), error.status(), error.code(), error.text()));
        }

        private void answer(Wire answer) {
            if (request.from().equals(own)) {
                world.after(0, () -> receive(answer));
            } else {
                world.send(request.from(), answer);
            }
        }
    }
}
