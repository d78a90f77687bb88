package dev.holdfast.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LockFileTest {

    private static final String SHA_A = "a".repeat(64);
    private static final String SHA_B = "b".repeat(64);

    @Test
    void aLockFileSurvivesWritingAndReading() throws ArtifactException {
        List<Artifact> artifacts = List.of(
                artifact("org.two:b:2", SHA_B, 20),
                artifact("org.one:a:jar:linux:1", SHA_A, 10),
                artifact("https://example.org/x/c.tar.gz", SHA_A, 30),
                artifact("file:///opt/d.jar", SHA_B, 40));

        String text = LockFile.render(artifacts, List.of("about it"));
        ArtifactSet set = LockFile.parse("mine", "mine.lock", text);

        assertThat(text).startsWith("# about it\n");
        assertThat(text.lines().skip(1)).isSorted();
        assertThat(set.artifacts()).containsExactlyInAnyOrderElementsOf(artifacts);
        assertThat(LockFile.render(set.artifacts(), List.of("about it"))).isEqualTo(text);
        assertThat(set.totalSize()).isEqualTo(100);
    }

    @Test
    void commentsAndBlankLinesAreSkipped() throws ArtifactException {
        ArtifactSet set = LockFile.parse("x", "x.lock", "# hello\n\n  org.one:a:1   " + SHA_A + "\t7  \n");

        assertThat(set.artifacts()).containsExactly(artifact("org.one:a:1", SHA_A, 7));
        assertThat(set.classPath("lib")).isEqualTo("lib/a-1.jar");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "org.one:a:1 SHA           | 2 fields",
                "org.one:a:1 SHA 1 more    | 4 fields",
                "org.one:a:1 abc 1         | 64 lower-case",
                "org.one:a:1 SHA many      | is not a size in bytes",
                "org.one:a:1 SHA -1        | cannot be negative",
                "org.one:a SHA 1           | group:artifact",
                "org.one:a/../b:1 SHA 1    | cannot be part of a coordinate",
                "https://example.org/ SHA 1| names no file",
            })
    void aBadLineIsNamedWithItsNumberAndCause(String line, String cause) {
        String text = "# first\norg.fine:f:1 " + SHA_B + " 3\n" + line.replace("SHA", SHA_A);

        assertThatThrownBy(() -> LockFile.parse("x", "x.lock", text))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("x.lock line 3")
                .hasMessageContaining(cause);
    }

    @Test
    void anEmptyLockFileAndTwoFilesOfOneNameAreRefused() {
        assertThatThrownBy(() -> LockFile.parse("x", "x.lock", "# nothing\n")).hasMessageContaining("no file at all");
        assertThatThrownBy(() ->
                        LockFile.parse("x", "x.lock", "org.one:a:1 " + SHA_A + " 1\norg.two:a:1 " + SHA_B + " 1\n"))
                .hasMessageContaining("two files named a-1.jar");
        assertThatThrownBy(() -> LockFile.load(LockFileTest.class, "none.lock")).hasMessageContaining("no lock file");
    }

    @Test
    void theContentHashKnowsNamesContentsAndOrder() throws ArtifactException {
        Artifact a = artifact("org.one:a:1", SHA_A, 1);
        Artifact b = artifact("org.one:b:1", SHA_B, 1);
        Artifact elsewhere = artifact("file:///opt/a-1.jar", SHA_A, 1);
        Artifact changed = artifact("org.one:a:1", SHA_B, 1);

        Sha256 hash = new ArtifactSet("x", List.of(a, b)).contentHash();

        assertThat(new ArtifactSet("y", List.of(elsewhere, b)).contentHash()).isEqualTo(hash);
        assertThat(new ArtifactSet("x", List.of(b, a)).contentHash()).isNotEqualTo(hash);
        assertThat(new ArtifactSet("x", List.of(changed, b)).contentHash()).isNotEqualTo(hash);
    }

    @Test
    void credentialsInAnAddressNeverShow() throws ArtifactException {
        ArtifactSource source = ArtifactSource.parse("https://me:secret@example.org/f.jar?x=1");

        assertThat(source).hasToString("https://example.org/f.jar?x=1");
        assertThat(source.fileName()).isEqualTo("f.jar");
    }

    @ParameterizedTest
    @ValueSource(strings = {"4.0.2", "4.1.2", "4.2.1", "4.3.1"})
    void kafkaAndItsToolsAreLockedWithALogBinding(String version) throws ArtifactException {
        Class<?> anchor = LockFileTest.class;
        ArtifactSet kafka = LockFile.load(anchor, "/dev/holdfast/database/kafka/kafka-" + version + ".lock");
        ArtifactSet tools = LockFile.load(anchor, "/dev/holdfast/database/kafka/kafka-tools-" + version + ".lock");

        assertThat(kafka.name()).isEqualTo("kafka-" + version);
        assertThat(names(kafka)).contains("kafka_2.13-" + version + ".jar", "kafka-clients-" + version + ".jar");
        assertThat(names(tools)).contains("kafka-tools-" + version + ".jar", "kafka-clients-" + version + ".jar");
        for (ArtifactSet set : List.of(kafka, tools)) {
            assertThat(names(set)).anyMatch(name -> name.startsWith("log4j-slf4j-impl-"));
            assertThat(names(set)).anyMatch(name -> name.startsWith("log4j-core-"));
            assertThat(set.artifacts()).allMatch(artifact -> artifact.source() instanceof ArtifactSource.Maven);
        }
    }

    private static List<String> names(ArtifactSet set) {
        return set.artifacts().stream().map(Artifact::name).toList();
    }

    private static Artifact artifact(String source, String sha256, long size) throws ArtifactException {
        ArtifactSource parsed = ArtifactSource.parse(source);
        return new Artifact(parsed.fileName(), new Sha256(sha256), size, parsed);
    }
}
