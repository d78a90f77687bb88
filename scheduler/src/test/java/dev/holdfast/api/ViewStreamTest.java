package dev.holdfast.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class ViewStreamTest {

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
