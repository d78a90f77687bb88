package dev.holdfast.database;

import dev.holdfast.model.TaskSpec;
import dev.holdfast.spec.Secret;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How secrets reach a database: each in an environment variable of its process, which the database, or our companion in it, puts into the
 * settings as it reads them. No file ever holds one.
 */
public final class SecretVariables {

    private static final String VARIABLE = "HOLDFAST_SECRET_";

    private SecretVariables() {}

    /** Never the same for two names: they have no underscores. */
    public static String variable(String secret) {
        return VARIABLE + secret.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /** All secrets that settings name. */
    public static SortedSet<String> names(SortedMap<String, String> settings) {
        SortedSet<String> names = new TreeSet<>();
        settings.values().forEach(value -> names.addAll(Secret.names(value)));
        return names;
    }

    /** A variable for each secret that settings name. */
    public static List<TaskSpec.Variable> environment(SortedMap<String, String> settings) {
        return names(settings).stream().map(SecretVariables::of).toList();
    }

    /** The variable of one secret. */
    public static TaskSpec.Variable of(String secret) {
        return new TaskSpec.Variable(variable(secret), secret, true);
    }

    /** The settings with {@code ${VARIABLE}} in place of secrets. */
    public static SortedMap<String, String> resolvable(SortedMap<String, String> settings) {
        return resolvable(settings, "${");
    }

    /** The settings with {@code ${VARIABLE}} in place of secrets, or whatever else a variable's name follows. */
    public static SortedMap<String, String> resolvable(SortedMap<String, String> settings, String before) {
        SortedMap<String, String> resolvable = new TreeMap<>(settings);
        resolvable.replaceAll((key, value) -> withVariables(value, before));
        return resolvable;
    }

    private static String withVariables(String value, String before) {
        String changed = value;
        for (String name : Secret.names(value)) {
            changed = changed.replace("${secret:" + name + "}", before + variable(name) + "}");
        }
        return changed;
    }
}
