package dev.holdfast.database.crate.marathon;

import dev.holdfast.database.crate.CrateIds;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where an app's Crate is reached: by its settings, or by the agent's ports that a bridge leads to it. Without a bridge
 * ports count as Crate's settings say; with one, as mapped.
 */
final class Ports {

    private static final String AUTO = "auto";
    private static final Pattern GIVEN = Pattern.compile("PORT_?(\\d{1,3})?");
    private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,4}");

    private final Draft draft;
    private final ObjectNode app;
    private final SortedMap<String, Integer> usual;

    /** @param usual of CrateDB, by name */
    Ports(Draft draft, ObjectNode app, SortedMap<String, Integer> usual) {
        this.draft = draft;
        this.app = app;
        this.usual = usual;
    }

    void named(String port, String what, String value) {
        if (NUMBER.matcher(value).matches()) {
            draft.ports.put(port, value);
            draft.kept(what, "port " + port + " " + value);
        } else {
            draft.dropped(what, "'" + value + "' is no port");
        }
    }

    /** A port that Marathon picked and told by a variable, {@code PORT0}. */
    void ofMarathon(String port, String what, String variable) {
        Matcher given = GIVEN.matcher(variable);
        int index = given.matches() && given.group(1) != null ? Integer.parseInt(given.group(1)) : 0;
        List<Integer> declared = declared();
        boolean fixed = app.path("requirePorts").asBoolean(false) && index < declared.size() && declared.get(index) > 0;
        String number = fixed ? Integer.toString(declared.get(index)) : AUTO;
        draft.ports.put(port, number);
        draft.changed(
                what,
                fixed
                        ? "port " + port + " " + number + ", as the app requires it"
                        : "port " + port + " auto: one is picked when a node gets its place, and kept for good");
    }

    private List<Integer> declared() {
        List<Integer> declared = new ArrayList<>();
        app.path("ports").forEach(port -> declared.add(port.asInt(0)));
        if (declared.isEmpty()) {
            app.path("portDefinitions")
                    .forEach(definition -> declared.add(definition.path("port").asInt(0)));
        }
        return declared;
    }

    /** Ports of the agent that lead to Crate's, where the app has a network of its own. */
    void mapped(List<JsonNode> mappings) {
        Map<Integer, String> names = new LinkedHashMap<>();
        usual.forEach((name, number) -> names.put(inside(name, number), name));
        for (JsonNode mapping : mappings) {
            int inside = mapping.path("containerPort").asInt(0);
            int outside = mapping.path("hostPort").asInt(0);
            String what = "port mapping " + outside + " -> " + inside;
            Optional<String> name = Optional.ofNullable(names.get(inside));
            if (name.isEmpty()) {
                draft.dropped(what, "CrateDB has no such port");
                continue;
            }
            draft.ports.put(name.get(), outside > 0 ? Integer.toString(outside) : AUTO);
            if (outside == inside) {
                draft.kept(what, "port " + name.get() + " " + outside + ", without a mapping");
            } else {
                draft.changed(
                        what,
                        "port " + name.get() + " " + draft.ports.get(name.get())
                                + ": a node listens at its agent's port itself");
            }
        }
    }

    private int inside(String name, int number) {
        String set = draft.ports.getOrDefault(name, "");
        return NUMBER.matcher(set).matches() ? Integer.parseInt(set) : number;
    }

    /** What the app had no port for, and ports that it had for nothing. */
    void rest() {
        List<Integer> unused = declared().stream()
                .filter(port -> port > 0 && !usual.containsValue(port) && !draft.ports.containsValue("" + port))
                .toList();
        if (!unused.isEmpty()) {
            draft.dropped("ports " + unused, "no setting or mapping leads them to CrateDB");
        }
        if (!draft.ports.containsKey(CrateIds.PSQL_PORT)) {
            draft.changed(
                    "ports",
                    "clients of PostgreSQL's protocol have one of their own now, "
                            + usual.getOrDefault(CrateIds.PSQL_PORT, 0));
        }
    }
}
