package dev.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.holdfast.artifact.ArtifactCache;
import dev.holdfast.core.Software;
import dev.holdfast.database.DatabasePackage;
import dev.holdfast.database.Driver;
import dev.holdfast.database.Rules;
import dev.holdfast.spec.Descriptor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Software that is one tarball with a usual address, and no locked set. */
class DownloadedSoftwareTest {

    private static final String CRATE = "crate-1.2.3";
    private static final int LENGTH = 3_000_000;

    @TempDir
    private Path temporary = Path.of("");

    private final AtomicInteger asked = new AtomicInteger();
    private HttpServer server = never();

    private static HttpServer never() {
        try {
            return HttpServer.create();
        } catch (java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void serve() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/" + CRATE + ".tar.gz", exchange -> {
            asked.incrementAndGet();
            exchange.sendResponseHeaders(200, LENGTH);
            exchange.getResponseBody().write(new byte[LENGTH]);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    /** A package that knows nothing but where its releases are. */
    private record Tarballs(String base) implements DatabasePackage {

        @Override
        public Optional<String> download(String software) {
            return software.startsWith("crate-") ? Optional.of(base + "/" + software + ".tar.gz") : Optional.empty();
        }

        @Override
        public Descriptor descriptor() {
            throw new UnsupportedOperationException("not asked for software");
        }

        @Override
        public Rules rules() {
            throw new UnsupportedOperationException("not asked for software");
        }

        @Override
        public Driver driver() {
            throw new UnsupportedOperationException("not asked for software");
        }

        @Override
        public Optional<String> lockFile(String software) {
            return Optional.empty();
        }

        @Override
        public Optional<ClassData> classData(String software) {
            return Optional.empty();
        }
    }

    private String base() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private SoftwareShelf shelf() throws Exception {
        return new SoftwareShelf(
                ArtifactCache.open(temporary.resolve("cache")),
                temporary.resolve("scratch"),
                List.of(new Tarballs(base())));
    }

    private List<Software> prepare(SoftwareShelf shelf, SortedMap<String, String> sources) throws Exception {
        List<Software> told = new ArrayList<>();
        shelf.prepare(CRATE, sources, told::add);
        return told;
    }

    private static Software.Ready ready(List<Software> told) {
        return (Software.Ready) told.get(told.size() - 1);
    }

    private static SortedMap<String, String> sources(String name, String source) {
        return new TreeMap<>(Map.of(name, source));
    }

    @Test
    void itComesFromItsUsualAddressWithProgressAndIsToBeUnpacked() throws Exception {
        List<Software> told = prepare(shelf(), new TreeMap<>());

        assertThat(told.get(0))
                .isInstanceOfSatisfying(
                        Software.Coming.class,
                        coming -> assertThat(coming.progress()).matches("downloading, \\d of 3 MB"));
        Software.File file = ready(told).files().get(0);
        assertThat(file.path()).isEqualTo(CRATE + ".tar.gz");
        assertThat(file.extract()).isTrue();
        assertThat(file.size()).isEqualTo(LENGTH);
    }

    @Test
    void whatCameOnceIsThereAlsoWithoutANetwork() throws Exception {
        prepare(shelf(), new TreeMap<>());
        SoftwareShelf later = shelf();
        server.stop(0);

        List<Software> told = prepare(later, new TreeMap<>());

        assertThat(told).last().isInstanceOf(Software.Ready.class);
        assertThat(asked).hasValue(1);
    }

    @Test
    void aFileThatTheSpecNamesIsTakenInsteadAndRememberedWhenItIsGone() throws Exception {
        Path own = Files.write(temporary.resolve("own.tgz"), new byte[] {1, 2, 3});

        Software.Ready ready = ready(prepare(shelf(), sources("crate", own.toString())));
        assertThat(ready.files().get(0).size()).isEqualTo(3);
        assertThat(asked).hasValue(0);

        Files.write(own, new byte[] {1, 2, 3, 4});
        Software.Ready changed = ready(prepare(shelf(), sources(CRATE, own.toString())));
        assertThat(changed.files().get(0).size())
                .as("a file that is there is looked at")
                .isEqualTo(4);

        Files.delete(own);
        assertThat(prepare(shelf(), sources("crate", own.toString()))).last().isEqualTo(changed);
    }

    @Test
    void whatCannotBeHadIsACauseAndARemedy() throws Exception {
        SoftwareShelf shelf = shelf();
        server.stop(0);
        List<Software> told = new ArrayList<>();
        Thread worker = Thread.currentThread();

        try {
            shelf.prepare(CRATE, new TreeMap<>(), software -> {
                told.add(software);
                worker.interrupt(); // else it would now wait until it may be asked for again
            });
        } catch (InterruptedException expected) {
            assertThat(Thread.interrupted()).isFalse();
        }

        assertThat(told).singleElement().isInstanceOfSatisfying(Software.Missing.class, missing -> {
            assertThat(missing.cause())
                    .startsWith(base() + "/" + CRATE + ".tar.gz could not be fetched: 127.0.0.1 cannot be reached")
                    .doesNotContain("\n");
            assertThat(missing.remedy())
                    .contains("--artifact FILE|URL", "artifacts." + CRATE + "=FILE|URL")
                    .doesNotContain("\n");
        });
    }
}
