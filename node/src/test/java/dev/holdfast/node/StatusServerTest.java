package dev.holdfast.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StatusServerTest {

    private final AtomicInteger asked = new AtomicInteger();
    private ServerSocket socket;

    @BeforeEach
    void listen() throws IOException {
        socket = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(new StatusServer(socket, () -> "{\"asked\":" + asked.incrementAndGet() + "}"));
        thread.setDaemon(true);
        thread.start();
    }

    @AfterEach
    void close() throws IOException {
        socket.close();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        URI uri = URI.create(
                "http://" + InetAddress.getLoopbackAddress().getHostAddress() + ":" + socket.getLocalPort() + path);
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(uri)
                                .timeout(Duration.ofSeconds(5))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void every_caller_gets_a_fresh_status() throws Exception {
        assertThat(get("/status").body()).isEqualTo("{\"asked\":1}");
        HttpResponse<String> second = get("/status");
        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(second.headers().firstValue("content-type")).contains("application/json");
        assertThat(second.body()).isEqualTo("{\"asked\":2}");
    }

    @Test
    void there_is_nothing_but_the_status() throws Exception {
        assertThat(get("/").statusCode()).isEqualTo(404);
        assertThat(get("/status/more").statusCode()).isEqualTo(404);
        assertThat(asked).hasValue(0);
    }

    @Test
    void a_caller_who_says_nothing_does_not_keep_others_from_an_answer() throws Exception {
        try (Socket silent = new Socket(InetAddress.getLoopbackAddress(), socket.getLocalPort())) {
            assertThat(get("/status").statusCode()).isEqualTo(200);
            assertThat(silent.isConnected()).isTrue();
        }
    }

    @Test
    void a_caller_who_goes_away_without_a_word_does_no_harm() throws Exception {
        new Socket(InetAddress.getLoopbackAddress(), socket.getLocalPort()).close();
        try (Socket rude = new Socket(InetAddress.getLoopbackAddress(), socket.getLocalPort())) {
            rude.getOutputStream().write("rubbish\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(rude.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 404");
        }
        assertThat(get("/status").statusCode()).isEqualTo(200);
    }
}
