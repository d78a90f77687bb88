package dev.holdfast.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ArtifactCacheTest {

    private static final byte[] CONTENT = "some content".getBytes(StandardCharsets.UTF_8);
    private static final Sha256 SHA = Sha256.of(CONTENT);

    @TempDir
    Path temporary = Path.of("");

    private Path source = Path.of("");

    @BeforeEach
    void writeSource() throws IOException {
        source = Files.write(temporary.resolve("source.jar"), CONTENT);
    }

    @Test
    void aFileIsFoundUnderItsDigestWithTheTimeAllFilesHave() throws Exception {
        ArtifactCache cache = ArtifactCache.open(temporary.resolve("cache"));
        assertThat(cache.find(SHA)).isEmpty();

        Path stored = cache.add(source, "it", SHA, CONTENT.length);

        assertThat(stored).hasBinaryContent(CONTENT);
        assertThat(Files.getLastModifiedTime(stored)).isEqualTo(ArtifactCache.FILE_TIME);
        assertThat(ArtifactCache.open(temporary.resolve("cache")).find(SHA)).contains(stored);
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void anotherContentThanExpectedIsRefusedWithBothDigests() throws Exception {
        ArtifactCache cache = ArtifactCache.open(temporary.resolve("cache"));
        Sha256 wanted = Sha256.of(new byte[] {1});

        assertThatThrownBy(() -> cache.add(source, "org.one:a:1", wanted, CONTENT.length))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("org.one:a:1")
                .hasMessageContaining("expected sha256 " + wanted)
                .hasMessageContaining("got " + SHA)
                .hasMessageContaining("Delete " + source);
        assertThatThrownBy(() -> cache.add(source, "org.one:a:1", SHA, 99)).hasMessageContaining("(99 bytes)");
        assertThat(cache.find(wanted)).isEmpty();
        assertThat(cache.find(SHA)).isEmpty();
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void aFileThatWasChangedAfterwardsIsNoLongerThereAndCanBeStoredAgain() throws Exception {
        ArtifactCache cache = ArtifactCache.open(temporary.resolve("cache"));
        Path stored = cache.add(source, "it", SHA, CONTENT.length);
        assertThat(stored.toFile().setWritable(true)).isTrue();
        Files.writeString(stored, "other contnt");

        assertThat(cache.find(SHA)).isEmpty();

        assertThat(cache.add(source, "it", SHA, CONTENT.length))
                .isEqualTo(stored)
                .hasBinaryContent(CONTENT);
        assertThat(cache.find(SHA)).contains(stored);
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void aFileThatWasOnlyTouchedIsReadAgainAndKept() throws Exception {
        ArtifactCache cache = ArtifactCache.open(temporary.resolve("cache"));
        Path stored = cache.add(source, "it", SHA, CONTENT.length);
        Files.setLastModifiedTime(stored, Files.getLastModifiedTime(source));

        assertThat(cache.find(SHA)).contains(stored);
        assertThat(Files.getLastModifiedTime(stored)).isEqualTo(ArtifactCache.FILE_TIME);
    }

    @Test
    void manyWhoBringTheSameFileAtOnceAllGetTheSameOne() throws Exception {
        int threads = 16;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            for (int round = 0; round < 20; round++) {
                byte[] content = ("round " + round).repeat(5000).getBytes(StandardCharsets.UTF_8);
                Path file = Files.write(temporary.resolve("file" + round), content);
                Sha256 sha = Sha256.of(content);
                CyclicBarrier together = new CyclicBarrier(threads);
                List<Future<Path>> results = new ArrayList<>();
                for (int i = 0; i < threads; i++) {
                    // A cache of its own for each stands for as many processes.
                    ArtifactCache cache = ArtifactCache.open(temporary.resolve("cache"));
                    results.add(pool.submit(() -> {
                        together.await(10, TimeUnit.SECONDS);
                        Path stored = cache.add(file, "it", sha, content.length);
                        assertThat(stored).hasBinaryContent(content);
                        assertThat(cache.find(sha)).contains(stored);
                        return stored;
                    }));
                }
                for (Future<Path> result : results) {
                    assertThat(result.get(20, TimeUnit.SECONDS))
                            .isEqualTo(results.get(0).get());
                }
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void whatWasDerivedIsRememberedOnlyWhileItsFileIsThere() throws Exception {
        ArtifactCache cache = ArtifactCache.open(temporary.resolve("cache"));
        assertThat(cache.derived("key")).isEmpty();
        cache.remember("key", SHA);
        assertThat(cache.derived("key")).isEmpty();

        Path stored = cache.add(source, "it", SHA, CONTENT.length);
        assertThat(cache.derived("key")).contains(SHA);

        Files.delete(stored);
        assertThat(cache.derived("key")).isEqualTo(Optional.empty());
    }

    @Test
    void temporaryFilesOfADeadProcessAreClearedAfterADayAndOthersKept() throws Exception {
        ArtifactCache.open(temporary.resolve("cache"));
        Path tmp = temporary.resolve("cache/tmp");
        Path old = Files.writeString(tmp.resolve("1000000000000-x"), "left");
        Path young = Files.writeString(tmp.resolve(System.currentTimeMillis() + "-y"), "in use");

        ArtifactCache.open(temporary.resolve("cache"));

        assertThat(old).doesNotExist();
        assertThat(young).exists();
    }

    @Test
    void aDirectoryThatCannotBeUsedIsNamedWithARemedy() throws Exception {
        assertThatThrownBy(() -> ArtifactCache.open(source))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining(source.toString())
                .hasMessageContaining("choose another data directory");
    }

    private List<Path> leftovers() throws IOException {
        try (Stream<Path> files = Files.list(temporary.resolve("cache/tmp"))) {
            return files.toList();
        }
    }
}
