package dev.holdfast.local.master;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * Compares what was recorded with what is answered now. Ids given out by masters and agents differ; the first time one
 * is met its counterpart is remembered, and must be the same from then on. Times, processes and containers are not
 * compared; the order of resources in a list says nothing and is not compared either.
 */
public final class Matching {

    private static final Set<String> IDS = Set.of("framework_id", "agent_id", "offer_id", "id", "uuid");
    private static final Set<String> UUIDS = Set.of("uuid", "status_update_uuid");

    /** Only whether they are there is compared. */
    private static final Set<String> VAGUE = Set.of(
            "timestamp", "unreachable_time", "container_status", "master_info", "registered_time", "reregistered_time");

    /** Of the recorded side only: fields that our messages do not have. */
    private static final Set<String> UNKNOWN = Set.of("agent_info.checkpoint");

    private final Map<String, String> counterparts = new LinkedHashMap<>();
    private final Map<Integer, Integer> ports = new LinkedHashMap<>();

    /** One that has met nothing yet. */
    public Matching() {}

    /** One that knows what another one knows, and tells it nothing. */
    public Matching(Matching other) {
        counterparts.putAll(other.counterparts);
        ports.putAll(other.ports);
    }

    /** Says in advance what an id that was recorded is called now. */
    public void relate(String recorded, String actual) {
        counterparts.put(recorded, actual);
    }

    /** Says where an agent answers now that answered elsewhere when it was recorded. */
    public void relateAgent(String recordedIp, int recordedPort, String ip, int port) {
        relate(recordedIp + ":" + recordedPort, ip + ":" + port);
        ports.put(recordedPort, port);
    }

    /** Whether the id was met or related before. */
    public boolean knows(String recorded) {
        return counterparts.containsKey(recorded);
    }

    /** The text with every recorded id in it replaced by what it is called now. */
    public String translated(String recorded) {
        String text = recorded;
        // Longest first: one id may begin another.
        List<String> ids = new ArrayList<>(counterparts.keySet());
        ids.sort(Comparator.comparingInt(String::length).reversed());
        for (String id : ids) {
            text = text.replace(id, counterparts.get(id));
        }
        return text;
    }

    /** Where the two differ first, or empty. */
    public Optional<String> difference(JsonNode recorded, JsonNode actual) {
        return difference(recorded, actual, "", "");
    }

    private Optional<String> difference(JsonNode recorded, JsonNode actual, String path, String key) {
        if (VAGUE.contains(key)) {
            return Optional.empty();
        }
        if (recorded.isObject() && actual.isObject()) {
            return objects(recorded, actual, path, key);
        }
        if (recorded.isArray() && actual.isArray()) {
            return arrays(recorded, actual, path, key);
        }
        if (recorded.isNumber() && actual.isNumber()) {
            boolean isMoved = key.equals("port") && ports.getOrDefault(recorded.intValue(), -1) == actual.intValue();
            return isMoved || recorded.doubleValue() == actual.doubleValue()
                    ? Optional.empty()
                    : Optional.of(path + ": " + recorded + " was recorded, now " + actual);
        }
        if (recorded.isString() && actual.isString()) {
            return strings(recorded.stringValue(), actual.stringValue(), path, UUIDS.contains(key));
        }
        return recorded.equals(actual)
                ? Optional.empty()
                : Optional.of(path + ": " + recorded + " was recorded, now " + actual);
    }

    private Optional<String> strings(String recorded, String actual, String path, boolean isId) {
        if (isId) {
            String known = counterparts.putIfAbsent(recorded, actual);
            return known == null || known.equals(actual)
                    ? Optional.empty()
                    : Optional.of(path + ": id " + recorded + " was " + known + " before, now " + actual);
        }
        return translated(recorded).equals(actual)
                ? Optional.empty()
                : Optional.of(path + ": '" + translated(recorded) + "' was recorded, now '" + actual + "'");
    }

    private Optional<String> objects(JsonNode recorded, JsonNode actual, String path, String key) {
        if (IDS.contains(key) && recorded.size() == 1 && recorded.has("value") && actual.has("value")) {
            return strings(
                    recorded.path("value").asString(""), actual.path("value").asString(""), path, true);
        }
        Set<String> names = new LinkedHashSet<>();
        recorded.properties().forEach(entry -> names.add(entry.getKey()));
        actual.properties().forEach(entry -> names.add(entry.getKey()));
        for (String name : names) {
            String at = path + "." + name;
            if (!actual.has(name) && UNKNOWN.contains(key + "." + name)) {
                continue;
            }
            if (!recorded.has(name) || !actual.has(name)) {
                return Optional.of(at + ": " + (recorded.has(name) ? "was recorded, is missing now" : "is new") + ": "
                        + (recorded.has(name) ? recorded.path(name) : actual.path(name)));
            }
            Optional<String> difference = difference(recorded.path(name), actual.path(name), at, name);
            if (difference.isPresent()) {
                return difference;
            }
        }
        return Optional.empty();
    }

    private Optional<String> arrays(JsonNode recorded, JsonNode actual, String path, String key) {
        if (recorded.size() != actual.size()) {
            return Optional.of(path + ": " + recorded.size() + " elements were recorded, now " + actual.size() + ": "
                    + recorded + " / " + actual);
        }
        List<JsonNode> left = ordered(recorded, key);
        List<JsonNode> right = ordered(actual, key);
        for (int i = 0; i < left.size(); i++) {
            Optional<String> difference = difference(left.get(i), right.get(i), path + "[" + i + "]", key);
            if (difference.isPresent()) {
                return difference;
            }
        }
        return Optional.empty();
    }

    private static List<JsonNode> ordered(JsonNode array, String key) {
        List<JsonNode> elements = new ArrayList<>();
        array.forEach(elements::add);
        if (key.endsWith("resources")) {
            elements.sort(Comparator.comparing(Matching::canonical));
        } else if (key.equals("offers")) {
            elements.sort(Comparator.comparing(
                    offer -> offer.path("hostname").asString("") + canonical(offer.path("resources"))));
        } else if (key.equals("agents")) {
            elements.sort(Comparator.comparing(
                    agent -> agent.path("agent_info").path("hostname").asString("")));
        }
        return elements;
    }

    /** The same text for the same content, whatever the order of properties, and numbers as numbers. */
    private static String canonical(JsonNode json) {
        if (json.isObject()) {
            TreeMap<String, String> sorted = new TreeMap<>();
            json.properties().forEach(entry -> sorted.put(entry.getKey(), canonical(entry.getValue())));
            return sorted.toString();
        }
        if (json.isArray()) {
            List<String> elements = new ArrayList<>();
            json.forEach(element -> elements.add(canonical(element)));
            return elements.toString();
        }
        return json.isNumber() ? String.valueOf(json.doubleValue()) : json.toString();
    }
}
