package dev.holdfast.api;

import dev.holdfast.api.wire.ProblemsInfo;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes the OpenAPI document of a table of routes; schemas are read off the records that travel. */
final class OpenApi {

    private static final Pattern IN_BRACES = Pattern.compile("\\{(\\w+)}");
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final List<Route> routes;
    private final Map<String, ObjectNode> schemas = new TreeMap<>();

    OpenApi(List<Route> routes) {
        this.routes = List.copyOf(routes);
    }

    String document(JsonMapper json) {
        ObjectNode root = NODES.objectNode();
        root.put("openapi", "3.1.0");
        root.putObject("info").put("title", "Holdfast").put("version", "1");
        Map<String, ObjectNode> paths = new LinkedHashMap<>();
        for (Route route : routes) {
            paths.computeIfAbsent(route.path(), path -> NODES.objectNode())
                    .set(route.method().name().toLowerCase(java.util.Locale.ROOT), operation(route));
        }
        ObjectNode all = root.putObject("paths");
        paths.forEach(all::set);
        ObjectNode components = root.putObject("components").putObject("schemas");
        schemas.forEach(components::set);
        return json.writerWithDefaultPrettyPrinter().writeValueAsString(root);
    }

    private ObjectNode operation(Route route) {
        ObjectNode operation = NODES.objectNode();
        operation.put("summary", route.summary());
        ArrayNode parameters = NODES.arrayNode();
        Matcher names = IN_BRACES.matcher(route.path());
        while (names.find()) {
            parameter(parameters, names.group(1), "path", "").put("required", true);
        }
        route.parameters().forEach(parameter -> parameter(parameters, parameter.name(), "query", parameter.summary()));
        if (!parameters.isEmpty()) {
            operation.set("parameters", parameters);
        }
        if (!route.request().equals(Route.NONE)) {
            String type = route.request().equals(String.class) ? "application/yaml" : "application/json";
            operation.putObject("requestBody").putObject("content").set(type, content(schema(route.request())));
        }
        ObjectNode responses = operation.putObject("responses");
        response(responses, "200", route.answering() instanceof Route.Streaming ? "a stream of these" : "done", route);
        ObjectNode refused = responses.putObject("default").put("description", "refused; nothing has changed");
        refused.putObject("content").set("application/json", content(schema(ProblemsInfo.class)));
        return operation;
    }

    private static ObjectNode parameter(ArrayNode parameters, String name, String where, String about) {
        ObjectNode parameter = parameters.addObject();
        parameter.put("name", name).put("in", where);
        if (!about.isEmpty()) {
            parameter.put("description", about);
        }
        parameter.putObject("schema").put("type", "string");
        return parameter;
    }

    private void response(ObjectNode responses, String status, String about, Route route) {
        ObjectNode schema = schema(route.response());
        boolean streams = route.answering() instanceof Route.Streaming;
        if (route.many() && !streams) {
            ObjectNode list = NODES.objectNode().put("type", "array");
            list.set("items", schema);
            schema = list;
        }
        String type = streams ? "text/event-stream" : mediaType(route.response());
        responses
                .putObject(status)
                .put("description", about)
                .putObject("content")
                .set(type, content(schema));
    }

    private static String mediaType(Class<?> response) {
        if (response.equals(Route.Text.class)) {
            return "text/plain";
        }
        return response.equals(String.class) ? "application/yaml" : "application/json";
    }

    private static ObjectNode content(ObjectNode schema) {
        ObjectNode content = NODES.objectNode();
        content.set("schema", schema);
        return content;
    }

    private ObjectNode schema(Type type) {
        if (type instanceof ParameterizedType generic) {
            Class<?> raw = (Class<?>) generic.getRawType();
            Type last = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
            if (raw.equals(Optional.class)) {
                ObjectNode either = NODES.objectNode();
                either.putArray("anyOf")
                        .add(schema(last))
                        .add(NODES.objectNode().put("type", "null"));
                return either;
            }
            boolean list = List.class.isAssignableFrom(raw);
            ObjectNode many = NODES.objectNode().put("type", list ? "array" : "object");
            many.set(list ? "items" : "additionalProperties", schema(last));
            return many;
        }
        Class<?> plain = (Class<?>) type;
        if (plain.isRecord() && !plain.equals(Route.Text.class)) {
            return record(plain);
        }
        ObjectNode schema = NODES.objectNode();
        if (plain.equals(int.class)
                || plain.equals(long.class)
                || plain.equals(Integer.class)
                || plain.equals(Long.class)) {
            return schema.put("type", "integer");
        }
        if (plain.equals(double.class) || plain.equals(Double.class)) {
            return schema.put("type", "number");
        }
        if (plain.equals(boolean.class)) {
            return schema.put("type", "boolean");
        }
        if (plain.equals(Instant.class)) {
            return schema.put("type", "string").put("format", "date-time");
        }
        return schema.put("type", "string");
    }

    private ObjectNode record(Class<?> type) {
        String name = type.getSimpleName();
        if (!schemas.containsKey(name)) {
            ObjectNode schema = NODES.objectNode().put("type", "object");
            schemas.put(name, schema); // before its components, for a record may hold itself
            ObjectNode properties = schema.putObject("properties");
            for (RecordComponent component : type.getRecordComponents()) {
                properties.set(component.getName(), schema(component.getGenericType()));
            }
        }
        return NODES.objectNode().put("$ref", "#/components/schemas/" + name);
    }
}
