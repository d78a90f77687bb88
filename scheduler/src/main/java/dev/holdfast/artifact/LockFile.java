package dev.holdfast.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The text form of an {@link ArtifactSet}: sorted lines {@code source sha256 size}, comments after {@code #}. With it
 * no dependency is ever resolved on a user's machine: exactly these files are fetched, and nothing else is accepted.
 */
public final class LockFile {

    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final String REMEDY = "Write the lock file again with LockWriter, or repair the line.";

    private LockFile() {}

    /** Reads the lock file that lies as a resource beside a class; the set is named after the file. */
    public static ArtifactSet load(Class<?> beside, String fileName) throws ArtifactException {
        try (InputStream in = beside.getResourceAsStream(fileName)) {
            if (in == null) {
                throw new ArtifactException(
                        "there is no lock file " + fileName + " beside " + beside.getName(),
                        "Choose a version that has a lock file, or make one with LockWriter.");
            }
            String name = fileName.substring(fileName.lastIndexOf('/') + 1);
            return parse(
                    name.endsWith(".lock") ? name.substring(0, name.length() - ".lock".length()) : name,
                    fileName,
                    new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new ArtifactException("cannot read the lock file " + fileName + ": " + e.getMessage(), REMEDY, e);
        }
    }

    /** Reads a lock file's text; {@code origin} is what errors call the file. */
    public static ArtifactSet parse(String name, String origin, String text) throws ArtifactException {
        List<Artifact> artifacts = new ArrayList<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            String content = line.strip();
            if (!content.isEmpty() && !content.startsWith("#")) {
                artifacts.add(parseLine(origin + " line " + number, content));
            }
        }
        if (artifacts.isEmpty()) {
            throw new ArtifactException(origin + " locks no file at all", REMEDY);
        }
        try {
            return new ArtifactSet(name, artifacts);
        } catch (IllegalArgumentException e) {
            throw new ArtifactException(origin + ": " + e.getMessage(), REMEDY, e);
        }
    }

    /**
     * The text of a lock file, sorted by source whatever the order of the artifacts; {@code about} becomes comments.
     */
    public static String render(Collection<Artifact> artifacts, List<String> about) {
        TreeMap<String, String> lines = new TreeMap<>();
        for (Artifact artifact : artifacts) {
            lines.put(
                    artifact.source().toString(),
                    artifact.source() + " " + artifact.sha256() + " " + artifact.size() + "\n");
        }
        StringBuilder text = new StringBuilder();
        about.forEach(line -> text.append("# ").append(line).append('\n'));
        lines.values().forEach(text::append);
        return text.toString();
    }

    private static Artifact parseLine(String where, String content) throws ArtifactException {
        String[] fields = BLANKS.split(content, -1);
        if (fields.length != 3) {
            throw new ArtifactException(
                    where + " has " + fields.length + " fields where 'source sha256 size' are expected", REMEDY);
        }
        try {
            ArtifactSource source = ArtifactSource.parse(fields[0]);
            return new Artifact(source.fileName(), new Sha256(fields[1]), Long.parseLong(fields[2]), source);
        } catch (NumberFormatException e) {
            throw new ArtifactException(where + ": '" + fields[2] + "' is not a size in bytes", REMEDY, e);
        } catch (IllegalArgumentException e) {
            throw new ArtifactException(where + ": " + e.getMessage(), REMEDY, e);
        } catch (ArtifactException e) {
            throw new ArtifactException(where + ": " + e.reason(), REMEDY, e);
        }
    }
}
