package dev.holdfast.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of software that a command was given with {@code --artifact}, as assignments to a spec. A release's own name, as in
 * {@code crate-6.4.3.tar.gz}, says which version it is.
 */
public final class GivenArtifact {

    /** What {@code --artifact} is for, in a line. */
    public static final String HELP =
            "A release's archive to use instead of the usual download, as in crate-6.4.3.tar.gz.";

    /** What {@code --jre} is for, in a line. */
    public static final String JRE_HELP =
            "Archive of a Java for the nodes, where agents have none that the database runs on (.tar.gz or .zip).";

    private static final Pattern DIGEST = Pattern.compile("#sha256=.*$");

    private GivenArtifact() {}

    /**
     * @param given a file of this machine, or an address
     * @param version if one is asked for; empty for the one that the file's name says
     */
    public static List<String> assignments(String packageName, String given, String version) {
        String source = source(given);
        Matcher named = Pattern.compile(Pattern.quote(packageName) + "-(\\d+(?:\\.\\d+)+)[^/]*$")
                .matcher(DIGEST.matcher(source).replaceFirst(""));
        Optional<String> ofFile = named.find() ? Optional.of(named.group(1)) : Optional.empty();
        String wanted = version.isEmpty() ? ofFile.orElse("") : version;
        List<String> assignments = new ArrayList<>();
        if (!wanted.isEmpty()) {
            assignments.add("version=" + wanted);
        }
        assignments.add("artifacts." + packageName + (wanted.isEmpty() ? "" : "-" + wanted) + "=" + source);
        return assignments;
    }

    /** A file of this machine, or an address, with a Java for nodes, as an assignment. */
    public static String java(String given) {
        return "artifacts.java=" + source(given);
    }

    private static String source(String given) {
        String lower = given.toLowerCase(Locale.ROOT);
        if (lower.startsWith("http://") || lower.startsWith("https://") || lower.startsWith("file:")) {
            return given;
        }
        Matcher digest = DIGEST.matcher(given);
        String after = digest.find() ? digest.group() : "";
        Path file = Path.of(given.substring(0, given.length() - after.length()))
                .toAbsolutePath()
                .normalize();
        if (!Files.isReadable(file) || !Files.isRegularFile(file)) {
            throw new Failure(
                    Exit.INVALID,
                    "there is no readable file " + file,
                    "correct its name, or give an http or https address");
        }
        return file + after;
    }
}
