package dev.holdfast.artifact;

import java.util.regex.Pattern;

/**
 * A file in a Maven repository, {@code group:artifact[:extension[:classifier]]:version}. The classifier is empty where
 * there is none.
 */
public record Coordinate(String group, String artifact, String extension, String classifier, String version) {

    private static final Pattern PART = Pattern.compile("[A-Za-z0-9_.+-]+");
    private static final Pattern COLON = Pattern.compile(":");

    public Coordinate {
        requirePart(group);
        requirePart(artifact);
        requirePart(extension);
        requirePart(version);
        if (!classifier.isEmpty()) {
            requirePart(classifier);
        }
    }

    /** Reads the text form; throws {@link IllegalArgumentException} with the expected form. */
    public static Coordinate parse(String text) {
        String[] parts = COLON.split(text, -1);
        return switch (parts.length) {
            case 3 -> new Coordinate(parts[0], parts[1], "jar", "", parts[2]);
            case 4 -> new Coordinate(parts[0], parts[1], parts[2], "", parts[3]);
            case 5 -> new Coordinate(parts[0], parts[1], parts[2], parts[3], parts[4]);
            default ->
                throw new IllegalArgumentException(
                        "not a coordinate of the form group:artifact[:extension[:classifier]]:version: " + text);
        };
    }

    /** The name the file has in a repository. */
    public String fileName() {
        return artifact + "-" + version + (classifier.isEmpty() ? "" : "-" + classifier) + "." + extension;
    }

    /** Where the file lies below a repository's root, with slashes. */
    public String repositoryPath() {
        return group.replace('.', '/') + "/" + artifact + "/" + version + "/" + fileName();
    }

    @Override
    public String toString() {
        String middle = "";
        if (!classifier.isEmpty()) {
            middle = extension + ":" + classifier + ":";
        } else if (!extension.equals("jar")) {
            middle = extension + ":";
        }
        return group + ":" + artifact + ":" + middle + version;
    }

    private static void requirePart(String part) {
        if (!PART.matcher(part).matches() || part.startsWith("..")) {
            throw new IllegalArgumentException(
                    "'" + part + "' cannot be part of a coordinate group:artifact[:extension[:classifier]]:version");
        }
    }
}
