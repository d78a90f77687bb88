package dev.holdfast.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JavaRuntimeTest {

    private static final String SETTINGS = """
        Property settings:
            java.home = /opt/java
            java.runtime.version = 17.0.15+6
            java.specification.version = 17
            java.vendor = Eclipse Adoptium
            java.version = 17.0.15
            java.vm.version = 17.0.15+6
            os.arch = amd64

        openjdk version "17.0.15" 2025-04-15
        """;

    @Test
    void theAnswerOfAJavaIsRead() {
        JavaRuntime java = JavaRuntime.parse(Path.of("/x/java"), SETTINGS).orElseThrow();

        assertThat(java.major()).isEqualTo(17);
        assertThat(java.version()).isEqualTo("17.0.15");
        assertThat(java.vendor()).isEqualTo("Eclipse Adoptium");
        assertThat(java.home()).isEqualTo(Path.of("/opt/java"));
    }

    @Test
    void theFingerprintTellsBuildsApartAndNotPlaces() {
        String fingerprint = fingerprint(SETTINGS);

        assertThat(fingerprint(SETTINGS.replace("/opt/java", "/usr/lib/java"))).isEqualTo(fingerprint);
        assertThat(fingerprint(SETTINGS.replace("17.0.15+6", "17.0.15+7"))).isNotEqualTo(fingerprint);
        assertThat(fingerprint(SETTINGS.replace("Eclipse Adoptium", "Debian"))).isNotEqualTo(fingerprint);
        assertThat(fingerprint(SETTINGS.replace("amd64", "aarch64"))).isNotEqualTo(fingerprint);
    }

    @Test
    void javaEightAndNoJavaAreTold() {
        assertThat(JavaRuntime.parse(Path.of("/x"), "    java.specification.version = 1.8\n")
                        .orElseThrow()
                        .major())
                .isEqualTo(8);
        assertThat(JavaRuntime.parse(Path.of("/x"), "usage: what?")).isEmpty();
    }

    @Test
    void theJavaThatRunsThisTestIsFoundByHomeAndByPath() throws Exception {
        String home = System.getProperty("java.home");
        JavaRuntime byHome = JavaRuntime.find(Map.of("JAVA_HOME", home, "PATH", ""));
        JavaRuntime byPath = JavaRuntime.find(Map.of("PATH", "/nowhere:" + home + "/bin"));

        assertThat(byHome.major()).isEqualTo(Runtime.version().feature());
        assertThat(byHome).isEqualTo(byPath);
    }

    @Test
    void aMissingOrWrongJavaIsToldWithARemedy(@TempDir Path directory) throws Exception {
        Path fake = Files.writeString(directory.resolve("java"), "#!/bin/sh\necho no java here; exit 1\n");
        assertThat(fake.toFile().setExecutable(true)).isTrue();

        assertThatThrownBy(() -> JavaRuntime.find(Map.of("PATH", "/nowhere"))).hasMessageContaining("there is no java");
        assertThatThrownBy(() -> JavaRuntime.find(Map.of("JAVA_HOME", "/nowhere")))
                .hasMessageContaining("JAVA_HOME is /nowhere");
        assertThatThrownBy(() -> JavaRuntime.describe(fake))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining(fake.toString())
                .hasMessageContaining("JDK 17");
    }

    private static String fingerprint(String settings) {
        return JavaRuntime.parse(Path.of("/x/java"), settings).orElseThrow().fingerprint();
    }
}
