package dev.holdfast.engine;

import dev.holdfast.artifact.Artifact;
import dev.holdfast.artifact.ArtifactCache;
import dev.holdfast.artifact.ArtifactException;
import dev.holdfast.artifact.ArtifactSet;
import dev.holdfast.artifact.JavaRuntime;
import dev.holdfast.artifact.Sha256;
import dev.holdfast.core.Software;
import dev.holdfast.database.DatabasePackage.ClassData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Class-data archives: what a JVM maps into memory instead of loading and verifying thousands of classes. One serves all nodes of
 * a machine, which also share its pages. It is valid for one Java build and the very same class path; a JVM that finds it is not
 * goes on without.
 */
final class ClassDataShelf {

    private static final Logger LOG = LoggerFactory.getLogger(ClassDataShelf.class);
    private static final long DUMP_SECONDS = 120;

    private final ArtifactCache cache;
    private final Path scratch;

    ClassDataShelf(ArtifactCache cache, Path scratch) {
        this.cache = cache;
        this.scratch = scratch;
    }

    /** The archive as a file of the software's, if it was made before. */
    Optional<Software.File> find(String software, ArtifactSet set, Map<Artifact, Path> before, ClassData classData) {
        try {
            JavaRuntime java = JavaRuntime.find(System.getenv());
            Optional<Sha256> known = cache.derived(key(java, set, before, classData));
            return known.isEmpty() ? Optional.empty() : describe(software, known.get());
        } catch (ArtifactException | IOException e) {
            return Optional.empty(); // an archive is a saving and never a need
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Makes the archive: some seconds of one processor. Empty if that fails, which is no harm. */
    Optional<Software.File> make(
            String software,
            ArtifactSet set,
            Map<Artifact, Path> files,
            Map<Artifact, Path> before,
            ClassData classData)
            throws InterruptedException {
        Path directory = scratch.resolve("class-data-" + UUID.randomUUID());
        try {
            JavaRuntime java = JavaRuntime.find(System.getenv());
            List<String> classPath = new ArrayList<>();
            layOut(directory, before, classPath);
            layOut(directory, files, classPath);
            Files.write(directory.resolve("classes.list"), classData.classList());
            dump(java, directory, String.join(":", classPath));
            Sha256 sha256 = cache.add(directory.resolve("classes.jsa"));
            cache.remember(key(java, set, before, classData), sha256);
            return describe(software, sha256);
        } catch (ArtifactException | IOException e) {
            LOG.info("no class-data archive for {}: {}", software, e.getMessage());
            return Optional.empty();
        } finally {
            delete(directory);
        }
    }

    private static void layOut(Path directory, Map<Artifact, Path> files, List<String> classPath) throws IOException {
        Path lib = Files.createDirectories(directory.resolve("lib"));
        for (Map.Entry<Artifact, Path> file : files.entrySet()) {
            Path target = lib.resolve(file.getKey().name());
            try {
                Files.createLink(target, file.getValue());
            } catch (IOException | UnsupportedOperationException e) {
                Files.copy(file.getValue(), target);
                Files.setLastModifiedTime(target, ArtifactCache.FILE_TIME);
            }
            classPath.add("lib/" + file.getKey().name());
        }
    }

    private static void dump(JavaRuntime java, Path directory, String classPath)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        java.command().toString(),
                        "-Xshare:dump",
                        "-XX:SharedClassListFile=classes.list",
                        "-XX:SharedArchiveFile=classes.jsa",
                        "-Xlog:cds=error",
                        "-Xlog:cds+heap=off",
                        "-cp",
                        classPath)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("dump.txt").toFile())
                .start();
        if (!process.waitFor(DUMP_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException("java -Xshare:dump did not end well");
        }
    }

    private static String key(JavaRuntime java, ArtifactSet set, Map<Artifact, Path> before, ClassData classData) {
        StringBuilder text = new StringBuilder(java.fingerprint())
                .append('\n')
                .append(set.contentHash())
                .append('\n');
        before.keySet().forEach(artifact -> text.append(artifact.sha256()).append('\n'));
        text.append(Sha256.of(String.join("\n", classData.classList()).getBytes(StandardCharsets.UTF_8)));
        return "class-data-" + Sha256.of(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private Optional<Software.File> describe(String software, Sha256 sha256) throws IOException {
        Optional<Path> file = cache.find(sha256);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        String name = software + ".jsa";
        return Optional.of(new Software.File(name, "lib/" + name, sha256.toString(), Files.size(file.get()), false));
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                if (!file.toFile().delete()) {
                    LOG.debug("left behind: {}", file);
                }
            });
        } catch (IOException e) {
            LOG.debug("left behind: {}", directory);
        }
    }
}
