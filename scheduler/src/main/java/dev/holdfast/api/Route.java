package dev.holdfast.api;

import java.util.List;

/**
 * One line of the table.
 *
 * @param path with names in braces, as in {@code /v1/clusters/{cluster}}
 * @param summary one line for the OpenAPI document
 * @param parameters of the query
 * @param request record the body is read as; {@link #NONE} for no body, {@link String} for YAML
 * @param response record, {@link String} for YAML, {@link Text} for other text, or the element type where {@code many}
 */
public record Route(
        Method method,
        String path,
        String summary,
        List<Parameter> parameters,
        Class<?> request,
        Class<?> response,
        boolean many,
        Answering answering) {

    /** No body. */
    public static final Class<?> NONE = Void.class;

    public Route {
        parameters = List.copyOf(parameters);
    }

    /** HTTP methods in use. */
    public enum Method {
        GET,
        PUT,
        POST,
        PATCH,
        DELETE
    }

    /** A query parameter. */
    public record Parameter(String name, String summary) {}

    /** A text that goes out as it is, of a media type of its own. */
    public record Text(String type, String text) {}

    /** An answer with a status of its own. */
    public record Reply(int status, Object body) {}

    /** How a route answers. */
    public sealed interface Answering {}

    /** With a value that becomes JSON, or a text. */
    @FunctionalInterface
    public non-sealed interface Value extends Answering {
        Object of(Call call) throws Exception;
    }

    /** With a stream that it writes itself. */
    @FunctionalInterface
    public non-sealed interface Streaming extends Answering {
        void to(Call call);
    }

    public static Route get(String path, String summary, Class<?> response, Value value) {
        return new Route(Method.GET, path, summary, List.of(), NONE, response, false, value);
    }

    public static Route list(String path, String summary, Class<?> element, Value value) {
        return new Route(Method.GET, path, summary, List.of(), NONE, element, true, value);
    }

    public static Route post(String path, String summary, Class<?> request, Class<?> response, Value value) {
        return new Route(Method.POST, path, summary, List.of(), request, response, false, value);
    }

    public static Route of(
            Method method, String path, String summary, Class<?> request, Class<?> response, Value value) {
        return new Route(method, path, summary, List.of(), request, response, false, value);
    }

    public static Route stream(String path, String summary, Class<?> event, Streaming streaming) {
        return new Route(Method.GET, path, summary, List.of(), NONE, event, true, streaming);
    }

    /** The same route with another query parameter. */
    public Route with(String name, String about) {
        List<Parameter> more = new java.util.ArrayList<>(parameters);
        more.add(new Parameter(name, about));
        return new Route(method, path, summary, more, request, response, many, answering);
    }
}
