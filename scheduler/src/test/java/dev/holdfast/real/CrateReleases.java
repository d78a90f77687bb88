package dev.holdfast.real;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.crate.model.CrateTarball;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Two releases of CrateDB as tarballs, of which the second may follow the first.
 *
 * @param versions of the two
 * @param files the tarballs
 */
record CrateReleases(List<String> versions, List<Path> files) {

    private static final String DISTRIBUTIONS = "HOLDFAST_CRATE_DIST";
    private static final Pattern NAME = Pattern.compile("crate-(\\d+\\.\\d+\\.\\d+)[^/]*\\.tar\\.gz");

    /** Of the model of CrateDB. */
    static CrateReleases ofModel(Path directory) throws IOException {
        List<String> versions = List.of("6.4.2", "6.4.3");
        return new CrateReleases(
                versions,
                List.of(
                        CrateTarball.build(directory, versions.get(0)),
                        CrateTarball.build(directory, versions.get(1))));
    }

    /** Of the real one, where the environment names two; else the test is skipped, and says so. */
    static CrateReleases ofDistributions() {
        String named = Optional.ofNullable(System.getenv(DISTRIBUTIONS)).orElse("");
        String[] files = named.split(",", -1);
        assumeTrue(
                files.length == 2,
                "skipped: " + DISTRIBUTIONS
                        + " names no two tarballs of CrateDB (crate-6.4.2.tar.gz,crate-6.4.3.tar.gz)");
        return new CrateReleases(
                List.of(version(files[0]), version(files[1])),
                List.of(Path.of(files[0].strip()), Path.of(files[1].strip())));
    }

    private static String version(String file) {
        Matcher name = NAME.matcher(file.strip());
        if (!name.find()) {
            throw new IllegalArgumentException(file + " in " + DISTRIBUTIONS + " has no version in its name");
        }
        return name.group(1);
    }

    String older() {
        return versions.get(0);
    }

    String newer() {
        return versions.get(1);
    }

    /** A cluster of so many small nodes of a version, its software given as files. */
    String spec(String cluster, String version, int nodes, String... settings) {
        // CrateDB refuses to run as root; whoever else runs this can only be who they are.
        String self = System.getProperty("user.name", "");
        return "name: " + cluster + "\npackage: crate\nversion: " + version + "\nuser: "
                + (self.equals("root") ? "nobody" : self) + "\nartifacts:\n  crate-" + older() + ": " + files.get(0)
                + "\n  crate-" + newer() + ": " + files.get(1) + "\n"
                + (settings.length == 0 ? "" : "settings:\n  " + String.join("\n  ", settings) + "\n")
                + "groups:\n  data: {count: " + nodes + ", cpus: 0.5, memory: 768, heap: 256, disk: 1024}\n";
    }
}
