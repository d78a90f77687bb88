package dev.holdfast.database.cassandra;

import dev.holdfast.model.TaskSpec;
import dev.holdfast.spec.Secret;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How secrets reach Cassandra, which knows no way of its own: each in an environment variable of the process. The companion in the same process puts
 * them into the configuration as Cassandra reads it. No file ever holds one.
 */
final class CassandraSecrets {

    private static final String VARIABLE = "HOLDFAST_SECRET_";

    private CassandraSecrets() {}

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

    /** The settings with variables in place of secrets. */
    static SortedMap<String, String> resolvable(SortedMap<String, String> settings) {
        SortedMap<String, String> resolvable = new TreeMap<>(settings);
        resolvable.replaceAll((key, value) -> withVariables(value));
        return resolvable;
    }

    private static String withVariables(String value) {
        String changed = value;
        for (String name : Secret.names(value)) {
            changed = changed.replace("${secret:" + name + "}", "${" + variable(name) + "}");
        }
        return changed;
    }
}
