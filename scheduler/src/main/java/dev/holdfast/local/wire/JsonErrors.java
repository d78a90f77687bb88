package dev.holdfast.local.wire;

import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;

/** Says where JSON is broken in the form Mesos's own parser does: line, and what stands there. */
final class JsonErrors {

    private JsonErrors() {}

    static String describe(byte[] json, JacksonException broken) {
        TokenStreamLocation location = broken.getLocation();
        int line = Math.max(1, location == null ? 1 : location.getLineNr());
        String[] lines = new String(json, StandardCharsets.UTF_8).split("\n", -1);
        String text = line <= lines.length ? lines[line - 1] : "";
        int column = location == null ? 1 : location.getColumnNr();
        int from = tokenStart(text, Math.min(Math.max(0, column - 1), text.length()));
        return "syntax error at line " + line + " near: " + text.substring(from);
    }

    /** Jackson reports the end of a bad word, Mesos shows it from its start. */
    private static int tokenStart(String text, int at) {
        int from = at;
        while (from > 0 && (Character.isLetterOrDigit(text.charAt(from - 1)) || text.charAt(from - 1) == '_')) {
            from--;
        }
        return from;
    }
}
