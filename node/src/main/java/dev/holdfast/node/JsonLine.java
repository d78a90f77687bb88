package dev.holdfast.node;

import java.util.List;

/** One JSON object, written by hand: a library would be larger than the whole of this module. */
public final class JsonLine {

    private final StringBuilder text = new StringBuilder("{");

    JsonLine add(String name, long value) {
        key(name);
        text.append(value);
        return this;
    }

    JsonLine add(String name, boolean value) {
        key(name);
        text.append(value);
        return this;
    }

    public JsonLine add(String name, String value) {
        key(name);
        quote(value);
        return this;
    }

    JsonLine add(String name, String[] values) {
        key(name);
        text.append('[');
        for (int i = 0; i < values.length; i++) {
            text.append(i == 0 ? "" : ",");
            quote(values[i]);
        }
        text.append(']');
        return this;
    }

    /** An object inside this one. */
    JsonLine add(String name, JsonLine inner) {
        key(name);
        text.append(inner.end());
        return this;
    }

    JsonLine addNumbers(String name, List<Long> values) {
        key(name);
        text.append('[');
        for (int i = 0; i < values.size(); i++) {
            text.append(i == 0 ? "" : ",").append(values.get(i).longValue());
        }
        text.append(']');
        return this;
    }

    JsonLine addAll(String name, List<JsonLine> inner) {
        key(name);
        text.append('[');
        for (int i = 0; i < inner.size(); i++) {
            text.append(i == 0 ? "" : ",").append(inner.get(i).end());
        }
        text.append(']');
        return this;
    }

    public String end() {
        return text + "}";
    }

    private void key(String name) {
        if (text.length() > 1) {
            text.append(',');
        }
        quote(name);
        text.append(':');
    }

    private void quote(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ') {
                text.append(String.format("\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }
}
