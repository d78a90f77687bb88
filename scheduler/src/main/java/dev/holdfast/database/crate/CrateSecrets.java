package dev.holdfast.database.crate;

import dev.holdfast.model.TaskSpec;
import dev.holdfast.spec.Secret;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How secrets reach CrateDB: each in an environment variable of the process, which CrateDB puts into its settings itself when it
 * starts. No file ever holds one.
 */
final class CrateSecrets {

    private static final String VARIABLE = "HOLDFAST_SECRET_";

    private CrateSecrets() {}

    /** Never the same for two names: they have no underscores. */
    static String variable(String secret) {
        return VARIABLE + secret.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /** All secrets that a node's settings name. */
    static SortedSet<String> names(SortedMap<String, String> settings) {
        SortedSet<String> names = new TreeSet<>();
        settings.values().forEach(value -> names.addAll(Secret.names(value)));
        return names;
    }

    static List<TaskSpec.Variable> environment(SortedMap<String, String> settings) {
        return names(settings).stream()
                .map(name -> new TaskSpec.Variable(variable(name), name, true))
                .toList();
    }

    /** The settings as CrateDB understands them: it knows {@code ${VARIABLE}}. */
    static SortedMap<String, String> resolvable(SortedMap<String, String> settings) {
        SortedMap<String, String> resolvable = new TreeMap<>(settings);
        resolvable.replaceAll((key, value) -> inCratesWords(value));
        return resolvable;
    }

    private static String inCratesWords(String value) {
        String changed = value;
        for (String name : Secret.names(value)) {
            changed = changed.replace("${secret:" + name + "}", "${" + variable(name) + "}");
        }
        return changed;
    }
}
