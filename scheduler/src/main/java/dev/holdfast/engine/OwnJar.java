package dev.holdfast.engine;

import dev.holdfast.artifact.ArtifactException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the jar with what runs on agents beside a database lies: it is on our own class path. */
final class OwnJar {

    private static final String COMPANION = "/dev/holdfast/node/Companion.class";

    private OwnJar() {}

    static Path ofCompanion() throws ArtifactException {
        URL found = OwnJar.class.getResource(COMPANION);
        String text = found == null ? "" : found.toString();
        int end = text.indexOf("!/");
        if (!text.startsWith("jar:") || end < 0) {
            throw new ArtifactException(
                    "the node companion is not on the class path as a jar: " + text,
                    "Build with 'mvn package', and start with ./holdfast.");
        }
        try {
            Path jar = Path.of(new java.net.URI(text.substring("jar:".length(), end)));
            if (!Files.isRegularFile(jar)) {
                throw new ArtifactException(jar + " is gone", "Build again: mvn package.");
            }
            return jar;
        } catch (URISyntaxException e) {
            throw new ArtifactException("strange class path entry " + text, "Move the program to a plain path.", e);
        }
    }
}
