package dev.holdfast.artifact;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes class-data archives: runs a recipe in a directory of its own, laid out as a sandbox will be, ends the program
 * once it has started, and keeps what the JVM wrote at its exit.
 *
 * <p>An archive is a saving and never a need. Whoever fails to get one starts the program without.
 */
public final class ArchiveMaker {

    private static final Logger log = LoggerFactory.getLogger(ArchiveMaker.class);
    private static final String ARCHIVE = "classes.jsa";
    private static final int MAX_PORTS = 8;
    private static final int NAME_DIGITS = 12;

    private final ArtifactCache cache;
    private final Path scratch;

    /** Works below {@code scratch}, on the cache's own disk if jars are to be linked rather than copied. */
    public ArchiveMaker(ArtifactCache cache, Path scratch) {
        this.cache = cache;
        this.scratch = scratch.toAbsolutePath().normalize();
    }

    /** The archive, if this cache has one for this Java and recipe; no program is run. */
    public Optional<ClassDataArchive> find(JavaRuntime java, ArchiveRecipe recipe) throws ArtifactException {
        String key = recipe.key(java);
        Optional<Sha256> known = cache.derived(key);
        return known.isPresent() ? describe(key, known.get()) : Optional.empty();
    }

    /**
     * Finds or makes the archive; takes as long as starting and ending the program, plus some seconds of one processor
     * for writing.
     *
     * @param jars the cached files of the recipe's set, as the fetcher gave them
     */
    public ClassDataArchive make(JavaRuntime java, ArchiveRecipe recipe, Map<Artifact, Path> jars)
            throws ArtifactException, InterruptedException {
        Optional<ClassDataArchive> present = find(java, recipe);
        if (present.isPresent()) {
            return present.get();
        }
        String key = recipe.key(java);
        Path directory = scratch.resolve("archive-" + UUID.randomUUID());
        try {
            Files.createDirectories(directory);
            Placeholders placeholders = new Placeholders(directory, freePorts());
            layOut(directory, recipe, jars, placeholders);
            String said = ArchiveRun.run(command(java, recipe, placeholders), directory, recipe);
            Path archive = directory.resolve(ARCHIVE);
            if (!Files.isRegularFile(archive)) {
                throw new ArtifactException(
                        java.command() + " wrote no class-data archive for "
                                + recipe.jars().name() + "; it last said: " + said,
                        "Nothing need be done: processes start without it, only slower. A complete JDK writes one.");
            }
            Sha256 sha256 = cache.add(archive);
            cache.remember(key, sha256);
            return describe(key, sha256).orElseThrow(() -> new IllegalStateException("just stored: " + sha256));
        } catch (IOException e) {
            throw cache.unusable(e);
        } finally {
            delete(directory);
        }
    }

    private Optional<ClassDataArchive> describe(String key, Sha256 sha256) throws ArtifactException {
        Optional<Path> file = cache.find(sha256);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        String mark = key.substring("archive-".length(), "archive-".length() + NAME_DIGITS);
        try {
            return Optional.of(
                    new ClassDataArchive(sha256, Files.size(file.get()), "classes-" + mark + ".jsa", file.get()));
        } catch (IOException e) {
            throw cache.unusable(e);
        }
    }

    /** Fills in what a recipe leaves open. */
    private record Placeholders(Path directory, List<Integer> ports) {
        String fill(String text) {
            String filled = text.replace("@dir@", directory.toString());
            for (int i = 0; i < ports.size(); i++) {
                filled = filled.replace("@port" + (i + 1) + "@", String.valueOf(ports.get(i)));
            }
            return filled;
        }
    }

    private static List<String> command(JavaRuntime java, ArchiveRecipe recipe, Placeholders placeholders) {
        List<String> command = new ArrayList<>();
        command.add(java.command().toString());
        command.add("-XX:ArchiveClassesAtExit=" + ARCHIVE);
        recipe.jvmFlags().forEach(flag -> command.add(placeholders.fill(flag)));
        command.add("-cp");
        command.add(recipe.classPath());
        command.add(recipe.mainClass());
        recipe.arguments().forEach(argument -> command.add(placeholders.fill(argument)));
        return command;
    }

    private static void layOut(
            Path directory, ArchiveRecipe recipe, Map<Artifact, Path> jars, Placeholders placeholders)
            throws IOException, ArtifactException {
        Path lib = Files.createDirectories(directory.resolve(recipe.libDirectory()));
        for (Artifact artifact : recipe.jars().artifacts()) {
            Path cached = jars.get(artifact);
            if (cached == null) {
                throw new ArtifactException(
                        artifact.name() + " is not among the fetched files",
                        "Fetch the whole set before archiving it.");
            }
            link(cached, lib.resolve(artifact.name()));
        }
        for (Map.Entry<String, String> file : recipe.files().entrySet()) {
            Path path = directory.resolve(file.getKey());
            Path parent = path.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.writeString(path, placeholders.fill(file.getValue()));
        }
    }

    private static void link(Path from, Path to) throws IOException {
        try {
            Files.createLink(to, from);
        } catch (UnsupportedOperationException | IOException e) {
            Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    /** All are held open together, so that they differ; the program takes them a moment later. */
    private static List<Integer> freePorts() throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            List<Integer> ports = new ArrayList<>();
            for (int i = 0; i < MAX_PORTS; i++) {
                ServerSocket socket = new ServerSocket();
                sockets.add(socket);
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                ports.add(socket.getLocalPort());
            }
            return ports;
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            log.warn("{} was left behind: {}", directory, e.toString());
        }
    }
}
