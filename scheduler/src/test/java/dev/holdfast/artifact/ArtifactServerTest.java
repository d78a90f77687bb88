package dev.holdfast.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ArtifactServerTest {

    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    @TempDir
    Path temporary = Path.of("");

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final List<AutoCloseable> toClose = new ArrayList<>();
    private final byte[] content = new byte[3_000_000];
    private Sha256 sha = Sha256.of(new byte[0]);

    @BeforeEach
    void fill() {
        new Random(7).nextBytes(content);
        sha = Sha256.of(content);
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable closeable : toClose) {
            closeable.close();
        }
    }

    @Test
    void aCachedFileIsServedWithItsLengthForGetAndHead() throws Exception {
        ArtifactServer server = serverWithContent();
        URI url = server.urlOf(sha, "a-1.0.jar");

        HttpResponse<byte[]> get =
                client.send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofByteArray());
        HttpResponse<byte[]> head = client.send(
                HttpRequest.newBuilder(url)
                        .method("HEAD", HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());

        assertThat(url.getPath()).isEqualTo("/a/" + sha + "/a-1.0.jar");
        assertThat(get.statusCode()).isEqualTo(200);
        assertThat(get.body()).isEqualTo(content);
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        for (HttpResponse<byte[]> response : List.of(get, head)) {
            assertThat(response.headers().firstValue("Content-Length")).contains("3000000");
            assertThat(response.headers().firstValue("Last-Modified")).contains("Sat, 01 Jan 2000 00:00:00 GMT");
            assertThat(response.headers().map()).doesNotContainKey("Content-Encoding");
        }
    }

    @Test
    void renderedBytesAreServedWhilePublishedAndTheSameAgainByAnother() throws Exception {
        byte[] config = "key=value\n".getBytes(StandardCharsets.UTF_8);
        ArtifactServer server = serverWithContent();
        ArtifactServer next = start(ArtifactCache.open(temporary.resolve("other")));
        Sha256 name = server.publish(config);

        assertThat(server.publish(config)).isEqualTo(name).isEqualTo(next.publish(config));
        assertThat(status("GET", server.urlOf(name, "server.properties"))).isEqualTo(200);
        assertThat(client.send(
                                HttpRequest.newBuilder(next.urlOf(name, "server.properties"))
                                        .build(),
                                HttpResponse.BodyHandlers.ofByteArray())
                        .body())
                .isEqualTo(config);
        HttpResponse<Void> head = client.send(
                HttpRequest.newBuilder(server.urlOf(name, "x"))
                        .method("HEAD", HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.discarding());
        assertThat(head.headers().firstValue("Content-Length")).contains(String.valueOf(config.length));

        server.withdraw(name);
        assertThat(status("GET", server.urlOf(name, "server.properties"))).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/a/",
                "/a/SHA",
                "/a/SHA/",
                "/a/SHA/x/y",
                "/a/SHA/../../secret",
                "/a/SHA/..%2f..%2fsecret",
                "/b/SHA/x",
                "/a/UNKNOWN/x",
                "/a/..%2f..%2fsecret/x",
                "/A/SHA/x",
                "/a/0/x"
            })
    void everyOtherPathIsNotFound(String path) throws Exception {
        ArtifactServer server = serverWithContent();
        Files.writeString(temporary.resolve("secret"), "secret");
        String real = path.replace("SHA", sha.hex()).replace("UNKNOWN", "0".repeat(64));

        assertThat(rawStatus(server.baseUrl(), "GET " + real)).isIn(400, 404);
        assertThat(rawStatus(server.baseUrl(), "HEAD " + real)).isIn(400, 404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "TRACE"})
    void everyOtherMethodIsNotFound(String method) throws Exception {
        ArtifactServer server = serverWithContent();

        assertThat(rawStatus(
                        server.baseUrl(), method + " " + server.urlOf(sha, "x").getPath()))
                .isEqualTo(404);
    }

    @Test
    void aThousandFetchesAtOnceAllSucceedWhileOthersStandStill() throws Exception {
        ArtifactServer server = serverWithContent();
        List<Socket> stalled = new ArrayList<>();
        try {
            for (int i = 0; i < 100; i++) { // More than there are threads: none of these reads its answer.
                stalled.add(request(
                        server.baseUrl(), "GET " + server.urlOf(sha, "slow").getPath()));
            }
            byte[] small = new byte[20_000];
            Sha256 name = server.publish(small);
            List<CompletableFuture<HttpResponse<byte[]>>> fetches = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                fetches.add(client.sendAsync(
                        HttpRequest.newBuilder(server.urlOf(name, "f" + i)).build(),
                        HttpResponse.BodyHandlers.ofByteArray()));
            }
            for (CompletableFuture<HttpResponse<byte[]>> fetch : fetches) {
                assertThat(fetch.get(30, TimeUnit.SECONDS).body()).hasSize(small.length);
            }
        } finally {
            for (Socket socket : stalled) {
                socket.close();
            }
        }
    }

    @Test
    void theAdvertisedAddressReplacesTheOneListenedOn() throws Exception {
        ArtifactCache cache = ArtifactCache.open(temporary.resolve("cache"));
        ArtifactServer sameIp = keep(ArtifactServer.start(ANY_PORT, cache, URI.create("http://holdfast.test:0")));
        ArtifactServer proxied =
                keep(ArtifactServer.start(ANY_PORT, cache, URI.create("https://holdfast.test/files/")));

        assertThat(sameIp.baseUrl().toString()).matches("http://holdfast\\.test:[1-9][0-9]+");
        assertThat(proxied.baseUrl()).hasToString("https://holdfast.test/files");
        assertThatThrownBy(() -> ArtifactServer.start(new InetSocketAddress(0), cache))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("--advertise");
    }

    @Test
    void aPortInUseIsNamed() throws Exception {
        ArtifactServer server = serverWithContent();
        InetSocketAddress taken = new InetSocketAddress(
                InetAddress.getLoopbackAddress(), server.baseUrl().getPort());

        assertThatThrownBy(() -> ArtifactServer.start(taken, ArtifactCache.open(temporary.resolve("cache"))))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining(String.valueOf(taken.getPort()))
                .hasMessageContaining("--artifact-listen");
    }

    @Test
    void aRenderedFileHasALimit() throws Exception {
        ArtifactServer server = serverWithContent();

        assertThatThrownBy(() -> server.publish(new byte[ArtifactServer.MAX_RENDERED_BYTES + 1]))
                .isInstanceOf(ArtifactException.class);
        assertThatThrownBy(() -> server.urlOf(sha, "a/b")).isInstanceOf(IllegalArgumentException.class);
    }

    private ArtifactServer serverWithContent() throws Exception {
        ArtifactCache cache = ArtifactCache.open(temporary.resolve("cache"));
        cache.add(Files.write(temporary.resolve("content"), content), "content", sha, content.length);
        return start(cache);
    }

    private ArtifactServer start(ArtifactCache cache) throws ArtifactException {
        return keep(ArtifactServer.start(ANY_PORT, cache));
    }

    private ArtifactServer keep(ArtifactServer server) {
        toClose.add(server);
        return server;
    }

    private int status(String method, URI url) throws Exception {
        return client.send(
                        HttpRequest.newBuilder(url)
                                .method(method, HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    /** Over a bare socket, because a client library would tidy up the path first. */
    private static int rawStatus(URI base, String request) throws Exception {
        try (Socket socket = request(base, request);
                InputStream in = socket.getInputStream()) {
            String answer = new String(in.readNBytes(12), StandardCharsets.US_ASCII);
            return Integer.parseInt(answer.substring("HTTP/1.1 ".length()));
        }
    }

    private static Socket request(URI base, String request) throws Exception {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096); // Small, so that an answer nobody reads stays with the server.
        socket.setSoTimeout(10_000);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), base.getPort()), 5_000);
        OutputStream out = socket.getOutputStream();
        out.write((request + " HTTP/1.1\r\nHost: x\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
        return socket;
    }
}
