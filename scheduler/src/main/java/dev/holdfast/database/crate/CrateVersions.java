package dev.holdfast.database.crate;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The releases we know, which may follow which, and which must not.
 *
 * <ol>
 *   <li>Between patches of one feature release both ways are open.
 *   <li>To a newer feature release one step at a time: nodes of both stand in one cluster while it is rolled out.
 *   <li>To an older feature release never: its nodes refuse the newer one's disks.
 *   <li>Storage of the major version of Lucene before the last cannot be read.
 *   <li>Some releases damage what tables made before 5.5.0 show.
 * </ol>
 *
 * @param known releases that may be had without naming a tarball, oldest first
 * @param features oldest first
 */
record CrateVersions(
        List<String> known,
        String defaultVersion,
        List<Feature> features,
        List<Corrupting> corrupting,
        Map<String, Version> removedSettings) {

    /** Tables made before this one are in danger in a {@link Corrupting} release. */
    private static final Version OLD_TABLE = new Version(5, 5, 0);

    /** Least Java where nothing is known of a release. */
    private static final int LEAST_JAVA = 17;

    CrateVersions {
        known = List.copyOf(known);
        features = List.copyOf(features);
        corrupting = List.copyOf(corrupting);
    }

    /**
     * One feature release.
     *
     * @param rollingFrom the least version whose nodes may stand beside it
     * @param lucene major version of its storage
     */
    record Feature(String name, Version rollingFrom, int java, int lucene) {}

    /** A range of releases that must not see old tables. */
    record Corrupting(Version least, Version most, String fixed) {}

    /**
     * What is known of the tables' age.
     *
     * @param madeBy the version each table was made by, where CrateDB says so, by table
     * @param lucene the oldest storage in each table, by table; empty where not known
     * @param complete whether all tables were asked
     */
    record Tables(SortedMap<String, String> madeBy, SortedMap<String, String> lucene, boolean complete) {}

    boolean isKnown(String version) {
        return known.contains(version);
    }

    Optional<Feature> feature(Version version) {
        return features.stream()
                .filter(feature -> feature.name().equals(version.feature()))
                .findFirst();
    }

    int leastJava(String version) {
        return Version.parse(version).flatMap(this::feature).map(Feature::java).orElse(LEAST_JAVA);
    }

    /** What is against nodes of one version following, one by one, those of another; empty if nothing is. */
    Optional<String> hop(Version from, Version to) {
        if (from.feature().equals(to.feature())) {
            return Optional.empty();
        }
        if (to.isBefore(from)) {
            return Optional.of("CrateDB " + to + " cannot read the disks of " + from
                    + ": there is no way back to an older feature release");
        }
        Optional<Feature> next = feature(to);
        if (next.isEmpty()) {
            boolean oneStep = to.major() == from.major() && to.minor() == from.minor() + 1;
            return oneStep
                    ? Optional.empty()
                    : Optional.of("nothing is known of a way from CrateDB " + from + " to " + to
                            + ", and only one feature release at a time can be rolled out");
        }
        return from.isBefore(next.get().rollingFrom())
                ? Optional.of("nodes of CrateDB " + to + " can only stand beside nodes of "
                        + next.get().rollingFrom() + " or later, not of " + from)
                : Optional.empty();
    }

    /** What in the tables is against a version; empty if nothing is. */
    Optional<String> tables(Version from, Version to, Tables tables) {
        return lucene(from, to, tables).or(() -> old(from, to, tables));
    }

    private Optional<String> lucene(Version from, Version to, Tables tables) {
        int writes = feature(to).map(Feature::lucene).orElse(0);
        if (writes == 0 || writes == feature(from).map(Feature::lucene).orElse(writes)) {
            return Optional.empty();
        }
        if (!tables.complete()) {
            return Optional.of("whether CrateDB " + to
                    + " can read all tables is not known while the cluster does not tell how old their storage is");
        }
        List<String> unreadable = tables.lucene().entrySet().stream()
                .filter(table -> major(table.getValue()) > 0 && major(table.getValue()) < writes - 1)
                .map(Map.Entry::getKey)
                .toList();
        return unreadable.isEmpty()
                ? Optional.empty()
                : Optional.of("CrateDB " + to + " cannot read the old storage of " + Names.tables(unreadable));
    }

    private Optional<String> old(Version from, Version to, Tables tables) {
        Optional<Corrupting> range = corrupting.stream()
                .filter(one -> !to.isBefore(one.least()) && !one.most().isBefore(to))
                .findFirst();
        if (range.isEmpty() || from.equals(to)) {
            return Optional.empty();
        }
        String better = "; use " + range.get().fixed() + " or later";
        if (!tables.complete()) {
            return Optional.of("CrateDB " + to + " shows columns of tables made before " + OLD_TABLE
                    + " as empty, and whether there are any is not known" + better);
        }
        List<String> endangered = tables.lucene().keySet().stream()
                .filter(table -> Version.parse(tables.madeBy().getOrDefault(table, ""))
                        .map(made -> made.isBefore(OLD_TABLE))
                        .orElse(true))
                .toList();
        return endangered.isEmpty()
                ? Optional.empty()
                : Optional.of("CrateDB " + to + " shows columns of tables made before " + OLD_TABLE
                        + " as empty, and there may be such: " + Names.tables(endangered) + better);
    }

    /** The version since which a setting is not known any more, if the given one is not before it. */
    Optional<Version> removedSince(String setting, Version version) {
        return Optional.ofNullable(removedSettings.get(setting)).filter(since -> !version.isBefore(since));
    }

    private static int major(String lucene) {
        int dot = lucene.indexOf('.');
        String text = dot < 0 ? lucene : lucene.substring(0, dot);
        return text.matches("\\d{1,4}") ? Integer.parseInt(text) : 0;
    }
}
