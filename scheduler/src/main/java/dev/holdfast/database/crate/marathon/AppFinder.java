package dev.holdfast.database.crate.marathon;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Finds the one app in what Marathon was given or has answered: an app, a list of apps, or a group of them. */
final class AppFinder {

    private static final String REMEDY =
            "give one app, as Marathon has it: curl http://MARATHON:8080/v2/apps/ID > app.json";
    private static final int MOST_NAMED = 5;

    private final List<ObjectNode> apps = new ArrayList<>();

    private AppFinder() {}

    /** @param file how to call the text */
    static ObjectNode find(String file, String json) throws NotImportedException {
        AppFinder finder = new AppFinder();
        finder.look(parse(file, json));
        if (finder.apps.isEmpty()) {
            throw new NotImportedException(file + " holds no Marathon app", REMEDY);
        }
        if (finder.apps.size() > 1) {
            String names = finder.apps.stream()
                    .limit(MOST_NAMED)
                    .map(app -> app.path("id").asString("without id"))
                    .collect(Collectors.joining(", "));
            throw new NotImportedException(
                    file + " holds " + finder.apps.size() + " apps (" + names
                            + (finder.apps.size() > MOST_NAMED ? ", …" : "") + ")",
                    REMEDY);
        }
        return finder.apps.get(0);
    }

    private static JsonNode parse(String file, String json) throws NotImportedException {
        if (json.isBlank()) {
            throw new NotImportedException(file + " is empty", REMEDY);
        }
        try {
            return JsonMapper.shared().readTree(json);
        } catch (JacksonException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            throw new NotImportedException(
                    file + " is no JSON" + (line > 0 ? ", in line " + line : "") + ": "
                            + e.getOriginalMessage().lines().findFirst().orElse(""),
                    REMEDY);
        }
    }

    private void look(JsonNode node) {
        if (node instanceof ArrayNode list) {
            list.forEach(this::look);
        } else if (node instanceof ObjectNode object) {
            boolean holds = object.has("app") || object.has("apps") || object.has("groups");
            if (!holds && (object.has("id") || object.has("container") || object.has("cmd"))) {
                apps.add(object);
            }
            look(object.path("app"));
            look(object.path("apps"));
            look(object.path("groups"));
        }
    }
}
