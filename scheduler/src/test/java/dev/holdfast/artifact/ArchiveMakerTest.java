package dev.holdfast.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("real")
final class ArchiveMakerTest {

    @TempDir
    Path temporary = Path.of("");

    private final JavaRuntime java = ownJava();
    private Artifact jar =
            new Artifact("none", Sha256.of(new byte[0]), 0, new ArtifactSource.LocalFile(Path.of("/none")));
    private Map<Artifact, Path> jars = Map.of();

    @BeforeEach
    void makeJar() throws Exception {
        Path file = temporary.resolve("program.jar");
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream entries = new JarOutputStream(out)) {
            for (String name : List.of("ArchivedProgram", "ArchivedProgram$Inner")) {
                entries.putNextEntry(new JarEntry("dev/holdfast/artifact/" + name + ".class"));
                try (InputStream in = ArchiveMakerTest.class.getResourceAsStream(name + ".class")) {
                    assertThat(in).isNotNull();
                    in.transferTo(entries);
                }
            }
        }
        jar = new Artifact("program.jar", Sha256.of(file), Files.size(file), new ArtifactSource.LocalFile(file));
        jars = Map.of(jar, cache().add(file, "program", jar.sha256(), jar.size()));
    }

    @Test
    void classesComeFromTheArchiveInAnotherDirectoryWithCopiedJarsOfTheSameTime() throws Exception {
        ArchiveMaker maker = new ArchiveMaker(cache(), temporary.resolve("scratch"));
        ArchiveRecipe recipe = recipe("wait", "@port1@");
        assertThat(maker.find(java, recipe)).isEmpty();

        ClassDataArchive archive = maker.make(java, recipe, jars);

        assertThat(maker.find(java, recipe)).contains(archive);
        assertThat(maker.make(java, recipe, Map.of())).isEqualTo(archive);
        assertThat(Files.size(archive.file())).isEqualTo(archive.size());
        assertThat(temporary.resolve("scratch")).isEmptyDirectory();
        assertThat(loading(archive, true)).contains("ArchivedProgram$Inner source: shared objects file (top)");
        assertThat(loading(archive, false)).contains("ArchivedProgram$Inner source: file:");
    }

    @Test
    void aProgramThatEndsByItselfIsArchivedToo() throws Exception {
        ClassDataArchive archive =
                new ArchiveMaker(cache(), temporary.resolve("scratch")).make(java, recipe("end", "-"), jars);

        assertThat(loading(archive, true)).contains("ArchivedProgram$Inner source: shared objects file (top)");
    }

    @Test
    void aProgramThatFailsOrNeverStartsIsToldWithItsLastWordsAndLeavesNothing() throws Exception {
        ArchiveMaker maker = new ArchiveMaker(cache(), temporary.resolve("scratch"));

        assertThatThrownBy(() -> maker.make(java, recipe("fail", "-"), jars))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("ended with status 3")
                .hasMessageContaining("last said: the disk is missing")
                .hasMessageContaining("without the archive");
        ArchiveRecipe silent = recipe("silent", "-");
        ArchiveRecipe impatient = new ArchiveRecipe(
                silent.jars(),
                silent.libDirectory(),
                silent.jvmFlags(),
                silent.mainClass(),
                silent.arguments(),
                new TreeMap<>(),
                silent.started(),
                Duration.ofMillis(300),
                silent.stopLimit());
        assertThatThrownBy(() -> maker.make(java, impatient, jars)).hasMessageContaining("did not start within");
        assertThat(maker.find(java, recipe("fail", "-"))).isEmpty();
        assertThat(temporary.resolve("scratch")).isEmptyDirectory();
        assertThat(ProcessHandle.current().descendants()).noneMatch(ProcessHandle::isAlive);
    }

    @Test
    void anotherJavaOtherJarsOrAnotherRunHaveAnotherKey() {
        ArchiveRecipe recipe = recipe("wait", "@port1@");
        JavaRuntime other =
                new JavaRuntime(java.command(), java.home(), java.major(), java.version(), java.vendor(), "other");

        assertThat(recipe.key(java)).isEqualTo(recipe("wait", "@port1@").key(java));
        assertThat(recipe.key(other)).isNotEqualTo(recipe.key(java));
        assertThat(recipe("end", "-").key(java)).isNotEqualTo(recipe.key(java));
    }

    private ArchiveRecipe recipe(String... arguments) {
        return new ArchiveRecipe(
                new ArtifactSet("program", List.of(jar)),
                "lib",
                List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                ArchivedProgram.class.getName(),
                List.of(arguments),
                new TreeMap<>(Map.of("conf/x.properties", "dir=@dir@")),
                Pattern.compile("ready to be stopped on [0-9]+"),
                Duration.ofSeconds(20),
                Duration.ofSeconds(30));
    }

    /** Runs the program beside a copy of its jar, in a new directory, and returns what classes it loaded from where. */
    private String loading(ClassDataArchive archive, boolean rightTime) throws Exception {
        Path sandbox = Files.createTempDirectory(temporary, "sandbox");
        Path lib = Files.createDirectories(sandbox.resolve("lib"));
        Path copy = Files.copy(jars.values().iterator().next(), lib.resolve(jar.name()));
        if (rightTime) {
            Files.setLastModifiedTime(copy, ArtifactCache.FILE_TIME);
        }
        Process process = new ProcessBuilder(
                        java.command().toString(),
                        "-XX:SharedArchiveFile=" + archive.file(),
                        "-Xlog:class+load",
                        "-cp",
                        recipe().classPath() + ":more",
                        ArchivedProgram.class.getName(),
                        "end")
                .directory(sandbox.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return output;
    }

    private ArtifactCache cache() throws ArtifactException {
        return ArtifactCache.open(temporary.resolve("cache"));
    }

    private static JavaRuntime ownJava() {
        try {
            return JavaRuntime.describe(Path.of(System.getProperty("java.home"), "bin", "java"));
        } catch (ArtifactException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
