package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GivenArtifactTest {

    @TempDir
    private Path temporary = Path.of("");

    @Test
    void aReleasesOwnNameSaysItsVersion() throws Exception {
        Path file = Files.createFile(temporary.resolve("crate-6.4.2.tar.gz"));

        assertThat(GivenArtifact.assignments("crate", file.toString(), ""))
                .containsExactly("version=6.4.2", "artifacts.crate-6.4.2=" + file);
        assertThat(GivenArtifact.assignments("crate", "https://h/x/crate-6.4.2-nojdk.tar.gz", ""))
                .containsExactly("version=6.4.2", "artifacts.crate-6.4.2=https://h/x/crate-6.4.2-nojdk.tar.gz");
        assertThat(GivenArtifact.assignments("crate", "https://h/own.tgz#sha256=" + "a".repeat(64), ""))
                .containsExactly("artifacts.crate=https://h/own.tgz#sha256=" + "a".repeat(64));
    }

    @Test
    void theVersionAskedForWins() {
        assertThat(GivenArtifact.assignments("crate", "http://h/crate-6.4.2.tar.gz", "6.4.3"))
                .containsExactly("version=6.4.3", "artifacts.crate-6.4.3=http://h/crate-6.4.2.tar.gz");
    }

    @Test
    void aFileThatIsNotThereIsRefused() {
        assertThatThrownBy(() -> GivenArtifact.assignments("crate", "nowhere/crate-6.4.2.tar.gz", ""))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("there is no readable file /")
                .hasMessageContaining("nowhere/crate-6.4.2.tar.gz");
    }
}
