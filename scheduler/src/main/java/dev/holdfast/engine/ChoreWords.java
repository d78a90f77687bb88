package dev.holdfast.engine;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a chore beside a node tells in JSON lines: how far it is, as often as it likes, and at its end what came of it.
 *
 * @param progress the newest; empty if it told none
 * @param result empty if it told none
 */
record ChoreWords(String progress, String result) {

    private static final JsonMapper JSON = new JsonMapper();

    private static final int LONGEST = 500;

    /** From the end of what it wrote. Lines of another kind, and one that is cut off, tell nothing. */
    static ChoreWords of(String text) {
        String progress = "";
        String result = "";
        for (String line : text.split("\n", -1)) {
            String stripped = line.strip();
            if (stripped.startsWith("{") && stripped.endsWith("}")) {
                progress = said(stripped, "progress", progress);
                result = said(stripped, "result", result);
            }
        }
        return new ChoreWords(progress, result);
    }

    private static String said(String line, String field, String before) {
        try {
            JsonNode value = JSON.readTree(line).get(field);
            return value == null || !value.isString() || value.asString().isBlank()
                    ? before
                    : shortened(value.asString().strip());
        } catch (JacksonException e) {
            return before; // it only looks like one of ours
        }
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
    }
}
