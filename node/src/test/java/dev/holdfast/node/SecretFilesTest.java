package dev.holdfast.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretFilesTest {

    private final SecretFiles files = new SecretFiles(Map.of("HOLDFAST_SECRET_A", "say \"hi\" \\ $1", "OTHER", "no"));

    @Test
    void a_secret_comes_into_its_text_with_all_its_characters() {
        assertThat(files.filled("k: \"${HOLDFAST_SECRET_A}\"\n")).isEqualTo("k: \"say \\\"hi\\\" \\\\ $1\"\n");
    }

    @Test
    void what_is_no_secret_or_is_missing_stays_as_it_is() {
        assertThat(files.filled("${OTHER} ${HOLDFAST_SECRET_B} $x")).isEqualTo("${OTHER} ${HOLDFAST_SECRET_B} $x");
    }

    @Test
    void other_addresses_are_javas_own() {
        assertThat(files.createURLStreamHandler("file")).isNull();
    }

    @Test
    void an_address_of_ours_is_the_file_with_secrets_in_it(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("a.yaml"), "k: \"${HOLDFAST_SECRET_A}\"");
        URL url = new URL(null, "holdfast:" + file, files.createURLStreamHandler("holdfast"));
        try (InputStream in = url.openStream()) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).startsWith("k: \"say");
        }
    }
}
