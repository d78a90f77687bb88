package dev.holdfast.database.kafka;

import dev.holdfast.database.SecretVariables;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How secrets reach Kafka: each in an environment variable of the process, which Kafka reads when it starts, through its
 * own configuration providers. No file ever holds one.
 */
final class KafkaSecrets {

    private static final String PROVIDERS = "config.providers";

    /** Those that Kafka brings along and that read on the agent. */
    private static final SortedMap<String, String> KAFKAS_OWN = new TreeMap<>(Map.of(
            "directory", "org.apache.kafka.common.config.provider.DirectoryConfigProvider",
            "env", "org.apache.kafka.common.config.provider.EnvVarConfigProvider",
            "file", "org.apache.kafka.common.config.provider.FileConfigProvider"));

    private KafkaSecrets() {}

    /** The settings as Kafka understands them, with the providers that they need and that the user did not set up. */
    static SortedMap<String, String> resolvable(SortedMap<String, String> settings) {
        SortedMap<String, String> resolvable = SecretVariables.resolvable(settings, "${env:");
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
}
