package dev.holdfast.artifact;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Brings the files of a set into the cache, from wherever each comes, and accepts none whose content is not the locked
 * one. Blocks while it works; call it on a worker thread.
 */
public final class ArtifactFetcher {

    private final ArtifactCache cache;
    private final MavenOptions maven;

    public ArtifactFetcher(ArtifactCache cache, MavenOptions maven) {
        this.cache = cache;
        this.maven = maven;
    }

    /**
     * Fetches what the cache lacks. Nothing is asked of any network if the cache, or Maven's local repository, has it
     * all.
     *
     * @return the cached file of each artifact, in the order of the set
     */
    public Map<Artifact, Path> fetch(ArtifactSet set, FetchProgress.Listener listener)
            throws ArtifactException, InterruptedException {
        ProgressMeter meter = new ProgressMeter(set, listener);
        Map<Artifact, Path> found = new LinkedHashMap<>();
        Map<Coordinate, Artifact> fromMaven = new LinkedHashMap<>();
        List<Artifact> others = new ArrayList<>();
        for (Artifact artifact : set.artifacts()) {
            Optional<Path> cached = cache.find(artifact);
            if (cached.isPresent()) {
                found.put(artifact, cached.get());
                meter.finished(artifact);
            } else if (artifact.source() instanceof ArtifactSource.Maven source) {
                fromMaven.put(source.coordinate(), artifact);
            } else {
                others.add(artifact);
            }
        }
        if (!fromMaven.isEmpty()) {
            found.putAll(fetchFromMaven(fromMaven, meter));
        }
        for (Artifact artifact : others) {
            found.put(artifact, fetchOther(artifact, meter));
            meter.finished(artifact);
        }
        Map<Artifact, Path> ordered = new LinkedHashMap<>();
        set.artifacts().forEach(artifact -> ordered.put(artifact, found.get(artifact)));
        return ordered;
    }

    /**
     * Fetches a file that no lock file pins, and pins it by what was found.
     *
     * @param expected what the user says its digest is, if they said so
     */
    public Artifact pin(ArtifactSource source, Optional<Sha256> expected)
            throws ArtifactException, InterruptedException {
        return pin(source, expected, progress -> {});
    }

    /**
     * The same, telling how far it is. What an address gave once is what it stands for: all nodes of a cluster get the same
     * file, at any time, with or without a network.
     */
    public Artifact pin(ArtifactSource source, Optional<Sha256> expected, FetchProgress.Listener listener)
            throws ArtifactException, InterruptedException {
        Optional<Artifact> known = remembered(source)
                .filter(artifact -> expected.isEmpty() || expected.get().equals(artifact.sha256()));
        if (known.isPresent()) {
            return known.get();
        }
        Artifact artifact = unchecked(source, listener);
        if (expected.isPresent() && !expected.get().equals(artifact.sha256())) {
            throw new ArtifactException(
                    source + " has sha256 " + artifact.sha256() + " where " + expected.get() + " was expected",
                    "Correct the sha256, or find out who changed the file.");
        }
        cache.remember(pinKey(source), artifact.sha256());
        return artifact;
    }

    /** A file of this machine is looked at again while it is there, and remembered when it is gone. */
    private Optional<Artifact> remembered(ArtifactSource source) throws ArtifactException {
        boolean looksAgain = source instanceof ArtifactSource.Maven
                || (source instanceof ArtifactSource.LocalFile file && Files.exists(file.path()));
        Optional<Sha256> sha256 = looksAgain ? Optional.empty() : cache.derived(pinKey(source));
        Optional<Path> file = sha256.flatMap(cache::find);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Artifact(source.fileName(), sha256.orElseThrow(), Files.size(file.get()), source));
        } catch (IOException e) {
            throw cache.unusable(e);
        }
    }

    private static String pinKey(ArtifactSource source) {
        return "pin-"
                + Sha256.of(source.toString().getBytes(StandardCharsets.UTF_8)).hex();
    }

    /** Maven's local repository first, by path: no settings beyond its place are needed, and no network. */
    private Map<Artifact, Path> fetchFromMaven(Map<Coordinate, Artifact> wanted, ProgressMeter meter)
            throws ArtifactException {
        Map<Artifact, Path> found = new LinkedHashMap<>();
        List<Coordinate> missing = new ArrayList<>();
        MavenSettings settings = MavenSettings.read(maven);
        for (Map.Entry<Coordinate, Artifact> entry : wanted.entrySet()) {
            Path local = settings.localRepository().resolve(entry.getKey().repositoryPath());
            if (Files.isRegularFile(local)) {
                found.put(entry.getValue(), accept(entry.getValue(), local, meter));
            } else {
                missing.add(entry.getKey());
            }
        }
        if (missing.isEmpty()) {
            return found;
        }
        try (MavenResolver resolver = MavenResolver.open(settings)) {
            Map<Coordinate, Path> files =
                    resolver.resolve(missing, (coordinate, bytes) -> meter.transferred(coordinate.fileName(), bytes));
            for (Coordinate coordinate : missing) {
                Artifact artifact = require(wanted, coordinate);
                found.put(artifact, accept(artifact, require(files, coordinate), meter));
            }
        }
        return found;
    }

    private Path accept(Artifact artifact, Path file, ProgressMeter meter) throws ArtifactException {
        Path cached = cache.add(file, artifact.source() + " (" + file + ")", artifact.sha256(), artifact.size());
        meter.finished(artifact);
        return cached;
    }

    private Path fetchOther(Artifact artifact, ProgressMeter meter) throws ArtifactException, InterruptedException {
        if (artifact.source() instanceof ArtifactSource.LocalFile file) {
            requireFile(file);
            return cache.add(file.path(), file.path().toString(), artifact.sha256(), artifact.size());
        }
        if (!(artifact.source() instanceof ArtifactSource.Url url)) {
            throw new IllegalStateException("no way to fetch " + artifact.source());
        }
        try (Incoming incoming =
                new UrlDownload().download(url, cache, (bytes, total) -> meter.transferred(artifact.name(), bytes))) {
            if (incoming.size() != artifact.size() || !incoming.sha256().equals(artifact.sha256())) {
                throw ArtifactCache.mismatch(
                        url.toString(),
                        artifact.sha256(),
                        artifact.size(),
                        incoming.sha256(),
                        incoming.size(),
                        "Give the address of the locked file, or lock the file that is there now.");
            }
            return incoming.install();
        } catch (IOException e) {
            throw cache.unusable(e);
        }
    }

    private Artifact unchecked(ArtifactSource source, FetchProgress.Listener listener)
            throws ArtifactException, InterruptedException {
        try {
            if (source instanceof ArtifactSource.Url url) {
                try (Incoming incoming = new UrlDownload()
                        .download(
                                url,
                                cache,
                                (bytes, total) -> listener.progressed(
                                        new FetchProgress(url.fileName(), 0, 1, bytes, Math.max(bytes, total))))) {
                    incoming.install();
                    return new Artifact(url.fileName(), incoming.sha256(), incoming.size(), source);
                }
            }
            Path file;
            if (source instanceof ArtifactSource.Maven coordinate) {
                try (MavenResolver resolver = MavenResolver.open(maven)) {
                    file = require(
                            resolver.resolve(List.of(coordinate.coordinate()), (c, bytes) -> {}),
                            coordinate.coordinate());
                }
            } else {
                file = requireFile((ArtifactSource.LocalFile) source);
            }
            return new Artifact(source.fileName(), cache.add(file), Files.size(file), source);
        } catch (IOException e) {
            throw cache.unusable(e);
        } catch (IllegalArgumentException e) {
            throw new ArtifactException(
                    source + " cannot be used: " + e.getMessage(), "Give the file a plain name.", e);
        }
    }

    private static Path requireFile(ArtifactSource.LocalFile file) throws ArtifactException {
        if (!Files.isReadable(file.path()) || !Files.isRegularFile(file.path())) {
            throw new ArtifactException(
                    "there is no readable file " + file.path() + " on this machine",
                    "Put it there (on the machine the scheduler runs on), or correct the path.");
        }
        return file.path();
    }

    private static <K, V> V require(Map<K, V> map, K key) {
        V value = map.get(key);
        if (value == null) {
            throw new IllegalStateException("the resolver said it had " + key + " and gave no file");
        }
        return value;
    }
}
