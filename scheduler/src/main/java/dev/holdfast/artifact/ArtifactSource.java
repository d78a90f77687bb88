package dev.holdfast.artifact;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Where an artifact comes from. Its text form has no blanks and is what users and lock files write. */
public sealed interface ArtifactSource {

    /** A file of a Maven repository, found as the user's Maven finds it. */
    record Maven(Coordinate coordinate) implements ArtifactSource {
        @Override
        public String fileName() {
            return coordinate.fileName();
        }

        @Override
        public String toString() {
            return coordinate.toString();
        }
    }

    /** A file behind an http or https address. */
    record Url(URI address) implements ArtifactSource {
        @Override
        public String fileName() {
            return lastSegment(address.getPath());
        }

        /** The {@code user:password} in the address, if there is one. */
        Optional<String> credentials() {
            return Optional.ofNullable(address.getUserInfo());
        }

        /** The address as it is asked for: credentials travel in a header instead. */
        URI bare() {
            return URI.create(toString());
        }

        /** The address without the credentials that may stand in it. */
        @Override
        public String toString() {
            String text = address.toString();
            String user = address.getRawUserInfo();
            return user == null ? text : text.replace(user + "@", "");
        }
    }

    /** A file of this machine, by absolute path. */
    record LocalFile(Path path) implements ArtifactSource {
        @Override
        public String fileName() {
            return lastSegment(path.toString());
        }

        @Override
        public String toString() {
            return path.toUri().toString();
        }
    }

    /** The name the file has at its source. */
    String fileName();

    /**
     * Reads {@code group:artifact:version}, {@code maven:group:artifact:version}, an {@code http(s):} address, a
     * {@code file:} address or an absolute path.
     */
    static ArtifactSource parse(String text) throws ArtifactException {
        String lower = text.toLowerCase(Locale.ROOT);
        try {
            if (lower.startsWith("http://") || lower.startsWith("https://")) {
                Url url = new Url(new URI(text));
                if (url.address().getHost() == null || url.fileName().isEmpty()) {
                    throw new ArtifactException(
                            "'" + url + "' names no file on a host", "Give an address whose path ends in a file name.");
                }
                return url;
            }
            if (lower.startsWith("file:")) {
                return new LocalFile(Path.of(new URI(text)));
            }
            if (text.startsWith("/")) {
                return new LocalFile(Path.of(text));
            }
            return new Maven(Coordinate.parse(lower.startsWith("maven:") ? text.substring("maven:".length()) : text));
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw new ArtifactException(
                    "'" + text + "' is not a source of an artifact: " + e.getMessage(),
                    "Write group:artifact:version, an http or https address, or an absolute path.",
                    e);
        }
    }

    private static String lastSegment(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
