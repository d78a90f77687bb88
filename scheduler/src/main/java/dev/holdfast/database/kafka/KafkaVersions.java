package dev.holdfast.database.kafka;

import java.util.List;
import java.util.Optional;

/**
 * The releases we know, oldest first, and which may follow which.
 *
 * <p>Kafka upgrades in two steps. First the binaries, node by node, with the metadata version as it is: that can be taken back.
 * Then, on a person's word, the metadata version is finalised: from then on releases that do not know it are refused.
 */
public record KafkaVersions(List<Release> releases, String defaultVersion) {

    /** First level of {@code metadata.version} at which a broker's log directories can be cordoned (KIP-1066). */
    public static final int FIRST_CORDONING_LEVEL = 30;

    /** Lowest level that any 4.x release runs with (3.3-IV3). */
    private static final int LEAST_LEVEL_OF_4 = 7;

    public KafkaVersions {
        releases = List.copyOf(releases);
    }

    /**
     * One release.
     *
     * @param name the short name that Kafka's tools know it by: {@code 4.3}
     * @param metadataLevel highest level of {@code metadata.version} it can finalise
     * @param metadataName that level's name: {@code 4.3-IV0}
     * @param javaLeast oldest Java its brokers run on
     * @param javaMost newest Java its brokers were made for
     */
    public record Release(
            String version, String name, int metadataLevel, String metadataName, int javaLeast, int javaMost) {}

    public List<String> names() {
        return releases.stream().map(Release::version).toList();
    }

    public Optional<Release> find(String version) {
        return releases.stream()
                .filter(release -> release.version().equals(version))
                .findFirst();
    }

    /** The name of a {@code metadata.version} level, as far as known. */
    public String metadataName(int level) {
        return releases.stream()
                .filter(release -> release.metadataLevel() == level)
                .map(Release::metadataName)
                .findFirst()
                .orElse("level " + level);
    }

    /**
     * What is against going from one release to another; empty if nothing is.
     *
     * @param finalised level of {@code metadata.version} in force; 0 if not known
     */
    public Optional<String> objection(String from, String to, int finalised) {
        Optional<Release> next = find(to);
        if (next.isEmpty()) {
            return Optional.of("Kafka " + to + " is not in the catalogue");
        }
        if (from.equals(to)) {
            return Optional.empty();
        }
        if (finalised > 0 && finalised < LEAST_LEVEL_OF_4) {
            return Optional.of("metadata version level " + finalised + " is too old for Kafka " + to);
        }
        if (!isOlder(to, from)) {
            return Optional.empty();
        }
        if (finalised == 0) {
            return Optional.of("Kafka " + to + " is older than " + from
                    + ", and the metadata version in force is not known while the cluster does not answer");
        }
        if (finalised > next.get().metadataLevel()) {
            return Optional.of("Kafka " + to + " does not know metadata version " + metadataName(finalised)
                    + ", which is finalised");
        }
        return Optional.empty();
    }

    /** Whether one release comes before another in the catalogue; one that is unknown comes before all. */
    public boolean isOlder(String version, String than) {
        return names().indexOf(version) < names().indexOf(than);
    }
}
