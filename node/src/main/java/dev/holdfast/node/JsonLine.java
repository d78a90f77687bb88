package dev.holdfast.node;

/** One flat JSON object, written by hand: a library would be larger than the whole of this module. */
final class JsonLine {

    private final StringBuilder text = new StringBuilder("{");

    JsonLine add(String name, long value) {
        key(name);
        text.append(value);
        return this;
    }

    JsonLine add(String name, String value) {
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

    String end() {
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
