package dev.holdfast.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.Event;
import dev.holdfast.core.View;
import dev.holdfast.database.Gauge;
import dev.holdfast.database.Observation;
import dev.holdfast.model.ClusterName;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsTest {

    private static final Instant TAKEN = Instant.parse("2100-01-01T00:00:00Z");

    /** A sample of the text format: name, labels, value. */
    private static final Pattern SAMPLE =
            Pattern.compile("[a-z0-9_]+(\\{([a-z]+=\"([^\"\\\\]|\\\\.)*\",?)+})? -?([0-9.E+-]+|NaN|\\+Inf)");

    @TempDir
    private Path directory = Path.of("");

    @SuppressWarnings("NullAway.Init") // JUnit calls start first
    private ApiHouse house;

    @BeforeEach
    void start() throws Exception {
        house = new ApiHouse(directory, ApiSettings.loopback(0));
        house.post("/v1/clusters", "{\"packageName\":\"kafka\",\"name\":\"orders\"}");
        house.await("/v1/clusters", clusters -> clusters.size() == 1);
    }

    @AfterEach
    void stop() {
        house.close();
    }

    private String metrics() throws Exception {
        return house.get("/metrics").text();
    }

    @Test
    void what_is_known_of_a_cluster_is_there_in_the_text_format() throws Exception {
        String metrics = metrics();
        assertThat(metrics.lines().filter(line -> !line.startsWith("#")))
                .allMatch(line -> SAMPLE.matcher(line).matches());
        assertThat(metrics)
                .contains("# TYPE holdfast_cluster_working gauge")
                .contains("holdfast_master_connected 1.0")
                .contains("holdfast_agents 5.0")
                .contains("holdfast_cluster_nodes{cluster=\"orders\",state=\"wanted\"} 6.0")
                .contains("holdfast_node_ready{cluster=\"orders\",group=\"broker\",node=\"broker-2\"} 0.0")
                .contains("holdfast_cluster_working{cluster=\"orders\"} 1.0");
    }

    @Test
    void what_a_database_says_of_itself_is_there_once_it_was_asked_and_with_when() throws Exception {
        assertThat(metrics()).doesNotContain("holdfast_cluster_observed");
        Observation.Details details = new Observation.Details() {
            @Override
            public List<Gauge> gauges() {
                return List.of(
                        new Gauge("tables", "Tables", new TreeMap<>(Map.of("colour", "green")), 7),
                        new Gauge("tables", "Tables", new TreeMap<>(Map.of("colour", "a \"strange\" one")), 1));
            }
        };
        house.engine.submit(new Event.Observed(
                new ClusterName("orders"), new Observation(TAKEN, TAKEN, true, "well", new TreeMap<>(), details)));
        Awaitility.await("the observation")
                .until(() -> house.engine
                        .view()
                        .cluster("orders")
                        .flatMap(View.ClusterPicture::observedAt)
                        .isPresent());

        assertThat(metrics())
                .containsOnlyOnce("# HELP holdfast_tables Tables")
                .contains("holdfast_tables{cluster=\"orders\",colour=\"green\"} 7.0")
                .contains("colour=\"a \\\"strange\\\" one\"} 1.0")
                .contains("holdfast_cluster_answered{cluster=\"orders\"} 1.0")
                .contains("holdfast_cluster_observed_timestamp_seconds{cluster=\"orders\"} 4.1024448E9");
    }
}
