package dev.holdfast.database.kafka;

import dev.holdfast.model.TaskSpec;
import dev.holdfast.spec.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How secrets reach Kafka: each in an environment variable of the process, which Kafka reads when it starts, through its
 * own configuration providers. No file ever holds one.
 */
final class KafkaSecrets {

    private static final String VARIABLE = "HOLDFAST_SECRET_";
    private static final String PROVIDERS = "config.providers";

    /** Those that Kafka brings along and that read on the agent. */
    private static final SortedMap<String, String> KAFKAS_OWN = new TreeMap<>(Map.of(
            "directory", "org.apache.kafka.common.config.provider.DirectoryConfigProvider",
            "env", "org.apache.kafka.common.config.provider.EnvVarConfigProvider",
            "file", "org.apache.kafka.common.config.provider.FileConfigProvider"));

    private KafkaSecrets() {}

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

    /** The settings as Kafka understands them, with the providers that they need and that the user did not set up. */
    static SortedMap<String, String> resolvable(SortedMap<String, String> settings) {
        SortedMap<String, String> resolvable = new TreeMap<>(settings);
        resolvable.replaceAll((key, value) -> inKafkasWords(value));
        List<String> providers = new ArrayList<>();
        for (String provider : resolvable.getOrDefault(PROVIDERS, "").split(",", -1)) {
            if (!provider.isBlank()) {
                providers.add(provider.strip());
            }
        }
        KAFKAS_OWN.forEach((provider, type) -> {
            boolean used = resolvable.values().stream().anyMatch(value -> value.contains("${" + provider + ":"));
            if (used && !providers.contains(provider)) {
                providers.add(provider);
                resolvable.put(PROVIDERS + "." + provider + ".class", type);
            }
        });
        if (!providers.isEmpty()) {
            resolvable.put(PROVIDERS, String.join(",", providers));
        }
        return resolvable;
    }

    private static String inKafkasWords(String value) {
        String changed = value;
        for (String name : Secret.names(value)) {
            changed = changed.replace("${secret:" + name + "}", "${env:" + variable(name) + "}");
        }
        return changed;
    }
}
