package dev.holdfast.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.api.ApiHouse.Answered;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What no Kafka of this size could do is refused before Kafka is asked, and never becomes a plan. */
class KafkaWishesTest {

    @SuppressWarnings("NullAway.Init") // JUnit calls start first
    private ApiHouse house;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        house = new ApiHouse(directory, ApiSettings.loopback(0));
        house.post("/v1/clusters", "{\"packageName\":\"kafka\",\"name\":\"orders\"}");
        house.await("/v1/clusters", all -> !all.isEmpty());
    }

    @AfterEach
    void stop() {
        house.close();
    }

    private void expect(int status, String message, String path, String body) throws Exception {
        Answered answer = house.post("/v1/clusters/orders/" + path, body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.problem()).isEqualTo(message);
        assertThat(answer.json().path("problems").path(0).path("remedy").asString())
                .isNotEmpty();
    }

    @Test
    void moreReplicasThanBrokersAreRefused() throws Exception {
        String message = "9 replicas need 9 brokers; orders has 3";
        expect(400, message, "topics/replication", "{\"topics\":\"logs\",\"replicas\":9}");
        expect(400, message, "topics", "{\"name\":\"logs\",\"replicas\":9}");
    }

    @Test
    void brokersThatAreNotThereAreRefused() throws Exception {
        expect(404, "orders has no broker 7", "topics/rebalance", "{\"topics\":\"logs\",\"brokers\":[0,7]}");
    }

    @Test
    void aTopicHasPartitionsReplicasAndAName() throws Exception {
        expect(400, "a topic cannot have 0 partitions", "topics", "{\"name\":\"logs\",\"partitions\":0}");
        expect(400, "a topic cannot have -1 replicas", "topics", "{\"name\":\"logs\",\"replicas\":-1}");
        expect(400, "a topic needs a name", "topics", "{\"partitions\":3}");
    }

    @Test
    void kindsOfClientsAndLimitsAreKnown() throws Exception {
        expect(400, "'foo' is no kind of client", "quotas", quota("foo", "producer_byte_rate"));
        expect(400, "'bytes' is no limit of a user or client-id", "quotas", quota("user", "bytes"));
        expect(400, "'producer_byte_rate' is no limit of an ip", "quotas", quota("ip", "producer_byte_rate"));
        expect(
                503,
                "Kafka does not answer: no broker has an address yet",
                "quotas",
                quota("user", "producer_byte_rate"));
    }

    private static String quota(String kind, String limit) {
        return "{\"entity\":{\"" + kind + "\":\"app\"},\"limits\":{\"" + limit + "\":1}}";
    }
}
