package dev.holdfast.engine;

import dev.holdfast.artifact.Artifact;
import dev.holdfast.artifact.ArtifactCache;
import dev.holdfast.artifact.ArtifactException;
import dev.holdfast.artifact.ArtifactFetcher;
import dev.holdfast.artifact.ArtifactSet;
import dev.holdfast.artifact.ArtifactSource;
import dev.holdfast.artifact.FetchProgress;
import dev.holdfast.artifact.LockFile;
import dev.holdfast.artifact.MavenOptions;
import dev.holdfast.artifact.Sha256;
import dev.holdfast.core.Software;
import dev.holdfast.database.DatabasePackage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has software at hand: fetches what a lock file pins, or what a spec names instead, and says how far it is. A set that can have
 * a class-data archive gets one, made once for each Java build; nodes that start before it is ready start without.
 */
public final class SoftwareShelf {

    private static final Logger LOG = LoggerFactory.getLogger(SoftwareShelf.class);

    /** The set with what runs on agents beside a database: part of this program. */
    private static final String NODE = "node";

    private static final long MILLIS_BEFORE_ASKED_AGAIN = 15_000;

    /** An archive takes seconds of a processor: not while the first nodes start, which need them more. */
    private static final long MILLIS_BEFORE_ARCHIVE = 20_000;

    private static final long NANOS_BETWEEN_WORDS = 200_000_000;

    private static final long BYTES_A_MEGABYTE = 1_000_000;

    private final ArtifactFetcher fetcher;
    private final ClassDataShelf archives;
    private final List<DatabasePackage> packages;

    SoftwareShelf(ArtifactCache cache, Path scratch, Collection<DatabasePackage> packages) {
        this.fetcher = new ArtifactFetcher(cache, MavenOptions.ofThisProcess());
        this.archives = new ClassDataShelf(cache, scratch);
        this.packages = List.copyOf(packages);
    }

    /**
     * Brings a set and tells how far it is. If it cannot be had, that is told, and after a while that it may be asked for again: by
     * then the spec may name another source. Blocks.
     *
     * @param sources where a spec wants it from instead, by name: the set's name or the part of it before the version
     */
    void prepare(String software, SortedMap<String, String> sources, Consumer<Software> tell)
            throws InterruptedException {
        try {
            bring(software, sources, tell);
        } catch (ArtifactException e) {
            LOG.warn("{} cannot be had: {} {}", software, e.reason(), e.remedy());
            tell.accept(new Software.Missing(e.reason(), e.remedy()));
            Thread.sleep(MILLIS_BEFORE_ASKED_AGAIN);
            tell.accept(new Software.Unasked());
        }
    }

    private void bring(String software, SortedMap<String, String> sources, Consumer<Software> tell)
            throws ArtifactException, InterruptedException {
        ArtifactSet set = set(software, sources, quietly(tell));
        Map<Artifact, Path> files = fetcher.fetch(set, progress -> tell.accept(coming(progress)));
        List<Software.File> listed = list(software, set);
        boolean isLocked = set.artifacts().size() > 1;
        Optional<DatabasePackage.ClassData> classData = packages.stream()
                .filter(known -> isLocked)
                .flatMap(known -> known.classData(software).stream())
                .findFirst();
        Optional<Software.File> archive = Optional.empty();
        if (classData.isPresent()) {
            archive = archives.find(software, set, fetchBefore(classData.get()), classData.get());
        }
        tell.accept(ready(listed, archive));
        if (classData.isPresent() && archive.isEmpty()) {
            Thread.sleep(MILLIS_BEFORE_ARCHIVE);
            archives.make(software, set, files, fetchBefore(classData.get()), classData.get())
                    .ifPresent(made -> tell.accept(ready(listed, Optional.of(made))));
        }
    }

    /** The cached files of a locked set, for running its programs on this machine. */
    public Map<Artifact, Path> fetch(String software, FetchProgress.Listener listener)
            throws ArtifactException, InterruptedException {
        return fetcher.fetch(locked(software), listener);
    }

    /** The cached file of what runs on agents beside a database. */
    Map<Artifact, Path> fetchCompanion() throws ArtifactException, InterruptedException {
        return fetcher.fetch(companion(), progress -> {});
    }

    private Map<Artifact, Path> fetchBefore(DatabasePackage.ClassData classData)
            throws ArtifactException, InterruptedException {
        return fetcher.fetch(set(classData.before(), new java.util.TreeMap<>(), progress -> {}), progress -> {});
    }

    private ArtifactSet set(String software, SortedMap<String, String> sources, FetchProgress.Listener listener)
            throws ArtifactException, InterruptedException {
        if (software.equals(NODE)) {
            return companion();
        }
        int version = software.lastIndexOf('-');
        String source = sources.getOrDefault(
                software, version < 0 ? "" : sources.getOrDefault(software.substring(0, version), ""));
        if (!source.isEmpty()) {
            return given(software, source, listener);
        }
        Optional<String> download = packages.stream()
                .filter(known -> known.lockFile(software).isEmpty())
                .flatMap(known -> known.download(software).stream())
                .findFirst();
        return download.isPresent() ? downloaded(software, download.get(), listener) : locked(software);
    }

    private ArtifactSet downloaded(String software, String address, FetchProgress.Listener listener)
            throws ArtifactException, InterruptedException {
        try {
            return given(software, address, listener);
        } catch (ArtifactException e) {
            throw new ArtifactException(
                    e.reason(),
                    "See to the network, or name a copy of the file: up or create with --artifact FILE|URL, or holdfast set NAME"
                            + " artifacts." + software + "=FILE|URL.",
                    e);
        }
    }

    private ArtifactSet locked(String software) throws ArtifactException {
        Optional<String> lock = packages.stream()
                .flatMap(known -> known.lockFile(software).stream())
                .findFirst();
        return LockFile.parse(
                software,
                software + ".lock",
                lock.orElseThrow(() -> new ArtifactException(
                        "no lock file pins '" + software + "'",
                        "Name where it comes from under 'artifacts' in the spec, or use a version of holdfast"
                                + " packages.")));
    }

    /** {@code address} or {@code address#sha256=…}: a file the user names instead of the lock file's. */
    private ArtifactSet given(String software, String text, FetchProgress.Listener listener)
            throws ArtifactException, InterruptedException {
        int mark = text.indexOf("#sha256=");
        String address = mark < 0 ? text : text.substring(0, mark);
        Optional<Sha256> expected =
                mark < 0 ? Optional.empty() : Optional.of(digest(text.substring(mark + "#sha256=".length())));
        return new ArtifactSet(software, List.of(fetcher.pin(ArtifactSource.parse(address), expected, listener)));
    }

    private static Sha256 digest(String text) throws ArtifactException {
        if (!Sha256.isHex(text)) {
            throw new ArtifactException(
                    "'" + text + "' is not a SHA-256 digest", "Give 64 hexadecimal digits after #sha256=.");
        }
        return new Sha256(text);
    }

    /** Our own jar, from wherever this program runs. */
    private ArtifactSet companion() throws ArtifactException, InterruptedException {
        Path jar = OwnJar.ofCompanion();
        return new ArtifactSet(NODE, List.of(fetcher.pin(new ArtifactSource.LocalFile(jar), Optional.empty())));
    }

    private static List<Software.File> list(String software, ArtifactSet set) {
        List<Software.File> files = new ArrayList<>();
        for (Artifact artifact : set.artifacts()) {
            boolean archive = isArchive(artifact.name());
            String directory = archive ? software.equals("java") ? "java/" : "" : "lib/";
            files.add(new Software.File(
                    artifact.name(),
                    directory + artifact.name(),
                    artifact.sha256().toString(),
                    artifact.size(),
                    archive));
        }
        return files;
    }

    private static boolean isArchive(String name) {
        return name.endsWith(".tar.gz") || name.endsWith(".tgz") || name.endsWith(".zip") || name.endsWith(".tar");
    }

    private static Software.Ready ready(List<Software.File> files, Optional<Software.File> archive) {
        List<Software.File> all = new ArrayList<>(files);
        archive.ifPresent(all::add);
        return new Software.Ready(all);
    }

    /** How far a single file is, a few times a second. */
    private static FetchProgress.Listener quietly(Consumer<Software> tell) {
        AtomicLong toldAt = new AtomicLong(System.nanoTime() - NANOS_BETWEEN_WORDS);
        return progress -> {
            long now = System.nanoTime();
            if (now - toldAt.get() >= NANOS_BETWEEN_WORDS) {
                toldAt.set(now);
                tell.accept(new Software.Coming("downloading, " + progress.bytesDone() / BYTES_A_MEGABYTE + " of "
                        + progress.bytesTotal() / BYTES_A_MEGABYTE + " MB"));
            }
        };
    }

    private static Software.Coming coming(FetchProgress progress) {
        return new Software.Coming(progress.filesDone() + " of " + progress.filesTotal() + " files, "
                + progress.bytesDone() / BYTES_A_MEGABYTE + " of " + progress.bytesTotal() / BYTES_A_MEGABYTE + " MB");
    }
}
