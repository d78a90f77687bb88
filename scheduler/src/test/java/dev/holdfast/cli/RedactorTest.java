package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.engine.SecretMask;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedactorTest {

    @TempDir
    Path directory;

    private Redactor redactor = new Redactor(SecretMask.none());

    @BeforeEach
    void aDirectoryWithSecrets() throws IOException {
        Path secrets = Files.createDirectory(directory.resolve("secrets"));
        Files.writeString(secrets.resolve("admin"), "hush-known-1\n");
        Files.writeString(
                secrets.resolve("orders-ca"),
                "-----BEGIN PRIVATE KEY-----\nMIIhushhushhushhushhush1234567890\n-----END PRIVATE KEY-----\n");
        redactor = new Redactor(new SecretMask(secrets, List.of("hush-token-of-the-api")));
    }

    @Test
    void whateverSoundsSecretGoesHoweverItIsWritten() {
        for (String text : List.of(
                "admin says hush-known-1 here",
                "key line MIIhushhushhushhushhush1234567890",
                "used hush-token-of-the-api",
                "password=hush2",
                "sasl.jaas.password: hush2, next",
                "{\"db_password\": \"hush2 and \\\"more\\\" hush2\", \"x\": 1}",
                "{\"json\":\"{\\\"apiKey\\\":\\\"hush2\\\",\\\"y\\\":2}\"}",
                "{\"name\":\"DB_PASSWORD\",\"value\":\"hush2\",\"secret\":false}",
                "AWS_SECRET_ACCESS_KEY='hush2'",
                "token: hush2",
                "http://admin:hush2@host/path",
                "https://host/hook?a=1&token=hush2&b=2",
                "https://host/x?X-Signature=hush2",
                "Authorization: Bearer hush2hush2hush2",
                "-----BEGIN RSA PRIVATE KEY-----\nhush2\n-----END RSA PRIVATE KEY-----",
                "ssl.keystore.credentials = hush2")) {
            assertThat(redactor.clean(text)).as(text).doesNotContain("hush");
        }
    }

    @Test
    void whatIsNotSecretStays() {
        for (String text : List.of(
                "{\"secret\":true,\"name\":\"HEAP\",\"value\":\"512m\"}",
                "broker-2 is placed on host2; not on host1: 0.4 of 1.0 cpus free",
                "http://127.0.0.1:4040/v1/clusters?limit=5",
                "{\"tokens\":null}")) {
            assertThat(redactor.clean(text)).isEqualTo(text);
        }
    }

    @Test
    void valuesAroundASecretAreStillJson() {
        String clean = redactor.clean("{\"password\":\"a\",\"next\":\"b\",\"token\":\"c\"}");
        assertThat(clean).isEqualTo("{\"password\":\"***\",\"next\":\"b\",\"token\":\"***\"}");
    }

    @Test
    void anArchiveHasNoSecretAnywhereAndSaysWhatIsNotInIt() throws Exception {
        Path file = directory.resolve("bundle.zip");
        try (BundleFile bundle = new BundleFile(file, redactor)) {
            bundle.add("a.txt", () -> "password=hush2 and hush-known-1");
            bundle.add("b/c.json", () -> "{\"token\":\"hush2\"}");
            bundle.add("gone.txt", () -> {
                throw new IOException("no answer for hush-known-1");
            });
            assertThat(bundle.inside()).hasSize(2);
            assertThat(bundle.missing()).containsExactly("gone.txt: no answer for hush-known-1");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (ZipFile zip = new ZipFile(file.toFile())) {
            assertThat(zip.stream().map(ZipEntry::getName)).containsExactly("a.txt", "b/c.json", "CONTENTS.txt");
            for (ZipEntry entry : zip.stream().toList()) {
                try (InputStream in = zip.getInputStream(entry)) {
                    assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                            .as(entry.getName())
                            .isNotEmpty()
                            .doesNotContain("hush");
                }
            }
        }
    }
}
