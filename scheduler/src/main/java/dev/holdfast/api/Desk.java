package dev.holdfast.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where pages ask for what programs ask the API for: the same table of routes, the same rules, the same refusals, without a
 * connection between.
 */
public final class Desk {

    private final List<Route> routes;
    private final JsonMapper json;

    Desk(List<Route> routes, JsonMapper json) {
        this.routes = List.copyOf(routes);
        this.json = json;
    }

    /** What the route says to a record as the body; what it refuses is thrown as {@link Refused}. */
    public Object ask(Route.Method method, String path, Map<String, String> query, Record body) throws Exception {
        return ask(method, path, query, json.writeValueAsString(body));
    }

    /** The same with a text as the body. */
    public Object ask(Route.Method method, String path, Map<String, String> query, String body) throws Exception {
        for (Route route : routes) {
            Optional<Map<String, String>> parts =
                    route.method() == method ? parts(route.path(), path) : Optional.empty();
            if (parts.isPresent() && route.answering() instanceof Route.Value value) {
                checkKnown(route, query);
                Object answer = value.of(new Call(new Request.FromPage(parts.get(), query, body), json));
                return answer instanceof Route.Reply reply ? reply.body() : answer;
            }
        }
        throw Refused.because(Refused.UNKNOWN, "there is no " + method + " " + path, "see /v1/openapi.json");
    }

    /** A route that does not know of previews would do what was only to be seen. */
    private static void checkKnown(Route route, Map<String, String> query) {
        for (String name : query.keySet()) {
            if (route.parameters().stream().noneMatch(known -> known.name().equals(name))) {
                throw new IllegalArgumentException(route.path() + " knows no '" + name + "'");
            }
        }
    }

    /** What of a path stands for what of a route's; empty if it is another. */
    private static Optional<Map<String, String>> parts(String route, String path) {
        List<String> names = List.of(route.split("/", -1));
        List<String> given = new ArrayList<>(List.of(path.split("/", -1)));
        if (names.size() != given.size()) {
            return Optional.empty();
        }
        Map<String, String> parts = new TreeMap<>();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            if (name.startsWith("{")) {
                parts.put(name.substring(1, name.length() - 1), given.get(i));
            } else if (!name.equals(given.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(parts);
    }
}
