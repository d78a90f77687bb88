package dev.holdfast.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class ViewStreamTest {

    private static final int ROUNDS = 40;

    @TempDir
    private Path directory = Path.of("");

    @Test
    void whatChangesIsSentToWhoListens() throws Exception {
        try (ApiHouse house = new ApiHouse(directory, ApiSettings.loopback(0))) {
            HttpResponse<Stream<String>> stream = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(house.uri() + "/v1/stream"))
                                    .build(),
                            BodyHandlers.ofLines());
            try (Stream<String> lines = stream.body()) {
                Iterator<String> each = lines.iterator();
                assertThat(next(each).path("clusters")).isEmpty();

                house.post("/v1/clusters", "{\"packageName\":\"kafka\",\"name\":\"orders\"}");

                JsonNode changed = next(each);
                while (changed.path("clusters").isEmpty()) {
                    changed = next(each);
                }
                assertThat(changed.path("clusters").path(0).path("name").asString())
                        .isEqualTo("orders");
            }
        }
    }

    /** The web server once spun for ever on an answer whose reader had gone in the wrong moment. So: many moments. */
    @Test
    void a_reader_that_breaks_off_and_a_server_that_stops_end_a_stream_for_good() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Path own = Files.createDirectory(directory.resolve("round-" + round));
            try (ApiHouse house = new ApiHouse(own, ApiSettings.loopback(0));
                    Socket reader = reader(house)) {
                assertThat(reader.getInputStream().read()).isEqualTo('H');
                if (round % 2 == 1) {
                    breakOff(reader);
                    house.post("/v1/clusters", "{\"packageName\":\"kafka\",\"name\":\"orders\"}");
                }
            }
        }
        Awaitility.await("streams have ended")
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("api-stream")
                                && thread.getState() == Thread.State.RUNNABLE));
    }

    private static Socket reader(ApiHouse house) throws IOException {
        URI uri = URI.create(house.uri());
        Socket reader = new Socket(uri.getHost(), uri.getPort());
        String request = "GET /v1/stream HTTP/1.1\r\nHost: " + uri.getAuthority() + "\r\n\r\n";
        reader.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return reader;
    }

    /** With a reset, as a process that is killed. */
    private static void breakOff(Socket reader) throws IOException {
        reader.setSoLinger(true, 0);
        reader.close();
    }

    private static JsonNode next(Iterator<String> lines) {
        while (lines.hasNext()) {
            String line = lines.next();
            if (line.startsWith("data: ")) {
                return JsonMapper.shared().readTree(line.substring("data: ".length()));
            }
        }
        throw new AssertionError("the stream has ended");
    }
}
