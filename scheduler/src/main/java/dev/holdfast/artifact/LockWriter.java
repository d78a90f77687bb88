package dev.holdfast.artifact;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * For developers of packages: makes a lock file from root coordinates by resolving everything they need at run time.
 * Arguments: the lock file to write, then the roots.
 */
public final class LockWriter {

    private LockWriter() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length < 2) {
            System.err.println("usage: LockWriter FILE.lock group:artifact:version...");
            System.exit(2);
        }
        Path file = Path.of(arguments[0]);
        List<Coordinate> roots = new ArrayList<>();
        for (String argument : List.of(arguments).subList(1, arguments.length)) {
            roots.add(Coordinate.parse(argument));
        }
        try (MavenResolver resolver = MavenResolver.open(MavenOptions.ofThisProcess())) {
            ArtifactSet set = write(resolver, roots, file);
            System.out.println(file + ": " + set.artifacts().size() + " files, " + set.totalSize() + " bytes");
        }
    }

    /** Resolves the roots, writes the lock file, and returns what it says after reading it back. */
    static ArtifactSet write(MavenResolver resolver, List<Coordinate> roots, Path file)
            throws ArtifactException, IOException {
        List<Artifact> artifacts = new ArrayList<>();
        for (Map.Entry<Coordinate, Path> entry :
                resolver.resolveWithDependencies(roots).entrySet()) {
            Coordinate coordinate = entry.getKey();
            artifacts.add(new Artifact(
                    coordinate.fileName(),
                    Sha256.of(entry.getValue()),
                    Files.size(entry.getValue()),
                    new ArtifactSource.Maven(coordinate)));
        }
        List<String> about = new ArrayList<>();
        about.add("Made by LockWriter from these coordinates and all they need at run time:");
        roots.forEach(root -> about.add("  " + root));
        about.add("One file per line: source, sha256, size in bytes.");
        String text = LockFile.render(artifacts, about);
        ArtifactSet set = LockFile.parse(String.valueOf(file.getFileName()), file.toString(), text);
        Files.writeString(file, text);
        return set;
    }
}
