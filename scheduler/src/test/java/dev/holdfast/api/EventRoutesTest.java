package dev.holdfast.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class EventRoutesTest {

    @TempDir
    Path directory;

    private ApiHouse house;

    @BeforeEach
    void open() throws Exception {
        house = new ApiHouse(directory, ApiSettings.loopback(0));
    }

    @AfterEach
    void close() throws Exception {
        house.close();
    }

    private void create(String name) throws Exception {
        ApiHouse.Answered made = house.send(
                "POST",
                "/v1/clusters",
                "{\"packageName\":\"kafka\",\"name\":\"" + name + "\"}",
                "Holdfast-User",
                "alice<b>");
        assertThat(made.status()).as(made.text()).isLessThan(300);
    }

    private List<String> texts(String query) throws Exception {
        ApiHouse.Answered answer = house.get("/v1/events" + query);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json().findValuesAsString("text");
    }

    /** Lines of a stream, read by a thread of its own until it is closed. */
    private java.io.Closeable follow(String query, String lastId, List<String> lines) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(house.uri() + "/v1/events/stream" + query));
        if (!lastId.isEmpty()) {
            request.header("Last-Event-ID", lastId);
        }
        HttpResponse<Stream<String>> response = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .send(request.build(), BodyHandlers.ofLines());
        assertThat(response.statusCode()).isEqualTo(200);
        Thread reading = new Thread(() -> {
            try {
                response.body().filter(line -> line.startsWith("id: ")).forEach(lines::add);
            } catch (RuntimeException closed) {
                // as it should be
            }
        });
        reading.setDaemon(true);
        reading.start();
        return response.body()::close;
    }

    @Test
    void whoAskedIsToldWithoutWhatDoesNotBelongInAName() throws Exception {
        create("orders");
        JsonNode plan = house.await("/v1/events?kind=plan&cluster=orders", found -> found.isArray() && !found.isEmpty())
                .path(0);
        assertThat(plan.path("by").asString()).isEqualTo("aliceb");
        assertThat(plan.path("kind").asString()).isEqualTo("plan");
        assertThat(plan.path("text").asString()).startsWith("plan 1:");
    }

    @Test
    void eventsAreFilteredAndPagedByTheirIds() throws Exception {
        create("orders");
        create("other");
        assertThat(texts("?kind=scheduler")).anyMatch(text -> text.startsWith("subscribed to the master"));
        assertThat(texts("?cluster=other&kind=plan")).hasSize(1);
        assertThat(texts("?since=2100-01-01T00:00:00Z")).isEmpty();
        JsonNode first = house.get("/v1/events?after=0&limit=1").json().path(0);
        JsonNode second = house.get(
                        "/v1/events?limit=1&after=" + first.path("id").asLong())
                .json()
                .path(0);
        assertThat(second.path("id").asLong()).isEqualTo(first.path("id").asLong() + 1);
        assertThat(texts("?limit=1")).hasSize(1);
        assertThat(house.get("/v1/events?kind=weather").problem()).contains("no kind of event 'weather'");
        assertThat(house.get("/v1/events?since=soon").problem()).contains("'soon' is no time");
    }

    @Test
    void aStreamGoesOnAfterTheLastOneThatWasHeard() throws Exception {
        create("orders");
        long seen = house.get("/v1/events?kind=plan").json().path(0).path("id").asLong();
        List<String> lines = new CopyOnWriteArrayList<>();
        try (java.io.Closeable stream = follow("?kind=plan", "", lines)) {
            create("other");
            await().atMost(Duration.ofSeconds(20)).until(() -> lines.size() == 1);
            assertThat(stream).isNotNull();
        }
        List<String> all = new CopyOnWriteArrayList<>();
        try (java.io.Closeable stream = follow("?kind=plan", Long.toString(seen - 1), all)) {
            await().atMost(Duration.ofSeconds(20)).until(() -> all.size() == 2);
            assertThat(all).containsExactly("id: " + seen, lines.get(0));
            assertThat(stream).isNotNull();
        }
    }
}
