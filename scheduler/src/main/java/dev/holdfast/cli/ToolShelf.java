package dev.holdfast.cli;

import dev.holdfast.artifact.Artifact;
import dev.holdfast.artifact.ArtifactCache;
import dev.holdfast.artifact.ArtifactException;
import dev.holdfast.artifact.ArtifactFetcher;
import dev.holdfast.artifact.ArtifactSet;
import dev.holdfast.artifact.FetchProgress;
import dev.holdfast.artifact.LockFile;
import dev.holdfast.artifact.MavenOptions;
import dev.holdfast.database.cassandra.CassandraPackage;
import dev.holdfast.database.kafka.KafkaPackage;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Brings a database's tools to this machine: the same locked files that agents get, kept in the same cache if there is
 * one here.
 */
final class ToolShelf {

    private final Path directory;
    private final PrintWriter err;

    private ToolShelf(Path directory, PrintWriter err) {
        this.directory = directory;
        this.err = err;
    }

    static ToolShelf of(Map<String, String> environment, PrintWriter err) {
        Path beside = DataDirectory.usual(environment).resolve("artifacts");
        if (Files.isWritable(beside)) {
            return new ToolShelf(beside, err);
        }
        Path cache = Optional.ofNullable(environment.get("XDG_CACHE_HOME"))
                .filter(value -> !value.isBlank())
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home", "."), ".cache"));
        return new ToolShelf(cache.resolve("holdfast").resolve("artifacts"), err);
    }

    /** The class path of a set, fetched if it is not here. */
    String classPath(String software) throws InterruptedException {
        try {
            ArtifactSet set = LockFile.parse(software, software + ".lock", lock(software));
            ArtifactFetcher fetcher = new ArtifactFetcher(ArtifactCache.open(directory), MavenOptions.ofThisProcess());
            Fetching fetching = new Fetching(err);
            Map<Artifact, Path> files = fetcher.fetch(set, fetching);
            fetching.end();
            return files.values().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        } catch (ArtifactException e) {
            throw new Failure(Exit.UNAVAILABLE, e.reason(), e.remedy(), e);
        }
    }

    /** Says how far it is, once it takes long enough to wonder. */
    private static final class Fetching implements FetchProgress.Listener {
        private static final Duration PATIENCE = Duration.ofSeconds(2);

        private final PrintWriter err;
        private Instant next = Instant.now().plus(PATIENCE);
        private boolean said;

        Fetching(PrintWriter err) {
            this.err = err;
        }

        @Override
        public synchronized void progressed(FetchProgress progress) {
            if (Instant.now().isAfter(next)) {
                next = Instant.now().plus(PATIENCE);
                said = true;
                err.println("fetching " + progress.set() + ": " + progress.filesDone() + " of " + progress.filesTotal()
                        + " files");
                err.flush();
            }
        }

        synchronized void end() {
            if (said) {
                err.println("fetched");
                err.flush();
            }
        }
    }

    private static String lock(String software) {
        String name = software + ".lock";
        InputStream cassandras = CassandraPackage.class.getResourceAsStream(name);
        try (InputStream in = cassandras == null ? KafkaPackage.class.getResourceAsStream(name) : cassandras) {
            if (in == null) {
                throw new Failure(
                        Exit.UNAVAILABLE, "this holdfast has no tools for " + software, "use a holdfast that knows it");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new Failure(
                    Exit.INTERNAL, "the program itself cannot be read: " + e.getMessage(), "build it again", e);
        }
    }
}
