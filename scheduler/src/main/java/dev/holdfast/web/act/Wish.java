package dev.holdfast.web.act;

import dev.holdfast.api.Desk;
import dev.holdfast.api.Route;
import java.util.Map;
import java.util.TreeMap;

/**
 * A request of the API's.
 *
 * @param body a record that becomes JSON, or a text
 */
record Wish(Route.Method method, String path, Map<String, String> query, Object body) {

    Wish {
        query = new TreeMap<>(query);
    }

    static Wish post(String path, Record body) {
        return new Wish(Route.Method.POST, path, Map.of(), body);
    }

    /** What it would do, in place of doing it. */
    Wish preview() {
        Map<String, String> more = new TreeMap<>(query);
        more.put("preview", "true");
        return new Wish(method, path, more, body);
    }

    Object ask(Desk desk) throws Exception {
        return body instanceof Record record
                ? desk.ask(method, path, query, record)
                : desk.ask(method, path, query, String.valueOf(body));
    }
}
