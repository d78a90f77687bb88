package dev.holdfast.database.cassandra;

import java.util.List;
import java.util.Optional;

/** The releases we know, oldest first, and which may follow which. */
public record CassandraVersions(List<Release> releases, String defaultVersion) {

    /** Lines of releases that may be rolled out over the one before them. */
    private static final List<String> FOLLOWS = List.of("4.0 4.1", "4.0 5.0", "4.1 5.0");

    public CassandraVersions {
        releases = List.copyOf(releases);
    }

    /**
     * One release.
     *
     * @param javas major versions of Java it runs on
     */
    public record Release(String version, List<Integer> javas) {
        public Release {
            javas = List.copyOf(javas);
        }
    }

    public List<String> names() {
        return releases.stream().map(Release::version).toList();
    }

    public Optional<Release> find(String version) {
        return releases.stream()
                .filter(release -> release.version().equals(version))
                .findFirst();
    }

    /** Major and minor number: {@code 5.0}. Within one all releases read each other's files and understand each other. */
    static String line(String version) {
        String[] parts = version.split("\\.", -1);
        return parts.length < 2 ? version : parts[0] + "." + parts[1];
    }

    /**
     * What is against going from one release to another; empty if nothing is.
     *
     * <ol>
     *   <li>Within a line forward: node by node.
     *   <li>Back, within a line too: never. Cassandra does not test it, and what a newer release wrote into its own tables stays.
     *   <li>To another line: only where the catalogue has it, from the line before.
     * </ol>
     */
    Optional<String> objection(String from, String to) {
        if (from.equals(to) || find(to).isEmpty()) {
            return Optional.empty();
        }
        if (isOlder(to, from)) {
            return Optional.of("Cassandra " + to + " is older than " + from + ", and there is no way back");
        }
        boolean same = line(from).equals(line(to));
        boolean next = FOLLOWS.contains(line(from) + " " + line(to));
        return same || next
                ? Optional.empty()
                : Optional.of("Cassandra " + to + " cannot stand beside nodes of " + from);
    }

    private static boolean isOlder(String version, String than) {
        String[] one = version.split("[.-]", -1);
        String[] other = than.split("[.-]", -1);
        for (int at = 0; at < Math.min(one.length, other.length); at++) {
            int order = Integer.compare(number(one[at]), number(other[at]));
            if (order != 0) {
                return order < 0;
            }
        }
        return one.length < other.length;
    }

    private static int number(String text) {
        return text.matches("\\d{1,6}") ? Integer.parseInt(text) : 0;
    }
}
