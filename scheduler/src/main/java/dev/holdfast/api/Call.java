package dev.holdfast.api;

import io.javalin.http.Context;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** One request, as handlers see it. */
public final class Call {

    /** In which the command line says whose it is. */
    public static final String USER_HEADER = "Holdfast-User";

    private final Request request;
    private final JsonMapper json;

    Call(Context context, JsonMapper json) {
        this(new Request.OverHttp(context), json);
    }

    Call(Request request, JsonMapper json) {
        this.request = request;
        this.json = json;
    }

    /** Who asks, by their own word or by where they come from: for the event log, and proof of nothing. */
    String asker() {
        return request.asker();
    }

    /** A part of the path, by its name in the route. */
    public String path(String name) {
        return request.path(name);
    }

    /** A query parameter; empty if it is not there. */
    public String query(String name) {
        return request.query(name).orElse("");
    }

    /** Whether a query parameter is {@code true}, or there without a value. */
    public boolean flag(String name) {
        String value = request.query(name).orElse("false");
        return value.isEmpty() || value.equals("true");
    }

    public long number(String name, long otherwise, long least, long most) {
        String text = query(name);
        OptionalLong number = text.isEmpty() ? OptionalLong.of(otherwise) : parse(text);
        if (number.isEmpty() || number.getAsLong() < least || number.getAsLong() > most) {
            throw Refused.because(
                    Refused.INVALID,
                    name + "=" + text + " is no number between " + least + " and " + most,
                    "leave it away for " + otherwise);
        }
        return number.getAsLong();
    }

    private static OptionalLong parse(String text) {
        try {
            return OptionalLong.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** Media type of the body, without parameters; empty if none is named. */
    public String mediaType() {
        String type = request.contentType();
        int end = type.indexOf(';');
        return (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    /** The port it came in at. */
    public int port() {
        return request.port();
    }

    /** The {@code host:port} it was sent to, as the client calls it. */
    public String host() {
        return request.host();
    }

    public String text() {
        return request.body();
    }

    /** The body as a record; what is not given is empty, what is not known is refused. */
    public <T extends Record> T body(Class<T> type) {
        try {
            String text = request.body();
            JsonNode tree = text.isBlank() ? json.createObjectNode() : json.readTree(text);
            if (!(tree instanceof ObjectNode object)) {
                throw Refused.because(Refused.INVALID, "the body is no JSON object", "see /v1/openapi.json");
            }
            complete(object, type);
            return json.treeToValue(object, type);
        } catch (JacksonException e) {
            throw Refused.because(
                    Refused.INVALID, "the body cannot be read: " + e.getOriginalMessage(), "see /v1/openapi.json");
        }
    }

    private static void complete(ObjectNode object, Class<?> type) {
        List<RecordComponent> components = List.of(type.getRecordComponents());
        List<String> names = components.stream().map(RecordComponent::getName).toList();
        for (String key : List.copyOf(object.propertyNames())) {
            if (!names.contains(key)) {
                throw Refused.because(
                        Refused.INVALID, "unknown key '" + key + "'", "known are " + String.join(", ", names));
            }
        }
        for (RecordComponent component : components) {
            JsonNode value = object.get(component.getName());
            if (value != null && !value.isNull()) {
                refuseNulls(component.getName(), value);
                continue;
            }
            if (List.class.isAssignableFrom(component.getType())) {
                object.putArray(component.getName());
            } else if (Map.class.isAssignableFrom(component.getType())) {
                object.putObject(component.getName());
            } else if (component.getType().equals(String.class)) {
                object.put(component.getName(), "");
            }
        }
    }

    /** Nothing within a list or a map may be missing, for handlers take it for there. */
    private static void refuseNulls(String name, JsonNode value) {
        for (JsonNode part : value) {
            if (part.isNull()) {
                throw Refused.because(Refused.INVALID, "there is a null in '" + name + "'", "leave it away");
            }
        }
    }

    /** For answers that are streams, which no page asks for at the desk. */
    Context context() {
        if (request instanceof Request.OverHttp http) {
            return http.context();
        }
        throw new IllegalStateException("a page's question has no connection of its own");
    }

    /** Says something about the answer beside it, to who asks over HTTP. */
    void header(String name, String value) {
        if (request instanceof Request.OverHttp http) {
            http.context().header(name, value);
        }
    }
}
