package dev.holdfast.artifact;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The files of one piece of software, in class-path order.
 *
 * @param name for people: {@code kafka-4.3.1}
 * @param artifacts no two with the same file name
 */
public record ArtifactSet(String name, List<Artifact> artifacts) {

    public ArtifactSet {
        artifacts = List.copyOf(artifacts);
        Set<String> names = new HashSet<>();
        for (Artifact artifact : artifacts) {
            if (!names.add(artifact.name())) {
                throw new IllegalArgumentException(name + " has two files named " + artifact.name());
            }
        }
    }

    /** The hash of names, contents and order: equal for two sets exactly when they are the same software. */
    public Sha256 contentHash() {
        StringBuilder text = new StringBuilder();
        for (Artifact artifact : artifacts) {
            text.append(artifact.name()).append(' ').append(artifact.sha256()).append('\n');
        }
        return Sha256.of(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Sum of all sizes, in bytes. */
    public long totalSize() {
        return artifacts.stream().mapToLong(Artifact::size).sum();
    }

    /**
     * The class path of this set's jars below a directory, relative where the directory is: {@code
     * lib/a.jar:lib/b.jar}. Relative on purpose: the same text in every sandbox is what lets a class-data archive be
     * shared.
     */
    public String classPath(String directory) {
        List<String> entries = new ArrayList<>();
        for (Artifact artifact : artifacts) {
            if (artifact.name().endsWith(".jar")) {
                entries.add(directory + "/" + artifact.name());
            }
        }
        return String.join(":", entries);
    }
}
