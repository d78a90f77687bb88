package dev.holdfast.node.backup;

import java.util.Map;
import java.util.TreeMap;

/** A verb, and a value for each key. */
record Options(String verb, Map<String, String> values) {

    private static final String KEY = "--";

    static Options of(String[] arguments) throws RefusedException {
        TreeMap<String, String> values = new TreeMap<>();
        for (int i = 1; i < arguments.length; i += 2) {
            if (!arguments[i].startsWith(KEY) || i + 1 == arguments.length) {
                throw new RefusedException("'" + arguments[i] + "' is not a key with a value", "--key value");
            }
            values.put(arguments[i].substring(KEY.length()), arguments[i + 1]);
        }
        return new Options(arguments.length == 0 ? "" : arguments[0], values);
    }

    int number(String key) throws RefusedException {
        try {
            return Integer.parseInt(get(key));
        } catch (NumberFormatException e) {
            throw new RefusedException("--" + key + " is no number", "give one");
        }
    }

    String get(String key) throws RefusedException {
        String value = values.get(key);
        if (value == null) {
            throw new RefusedException("--" + key + " is missing", "say " + KEY + key + " VALUE");
        }
        return value;
    }
}
