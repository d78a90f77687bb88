package dev.holdfast.database.kafka.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.Chore;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Driver.Endpoint;
import dev.holdfast.database.Driver.Outcome;
import dev.holdfast.database.Observation;
import dev.holdfast.database.Observation.NodeHealth;
import dev.holdfast.database.kafka.KafkaDetails;
import dev.holdfast.database.kafka.KafkaDetails.Source;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The driver where no Kafka answers; with a real one it is tested by starting clusters. */
final class KafkaDriverTest {

    private final KafkaDriver driver = new KafkaDriver(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));

    @Test
    void where_nothing_listens_that_is_the_observation() throws Exception {
        int closed = FakeStatus.closedPort();
        ClusterView view = Views.view(
                Views.node(Views.broker(0), Views.ports("client", closed, closed)),
                Views.node(Views.controller(0), Views.ports("controller", closed, closed)));

        Observation observation = driver.observe(view, Duration.ofSeconds(10));

        assertThat(observation.answered()).isFalse();
        assertThat(observation.summary()).isEqualTo("no broker and no controller listens");
        assertThat(observation.nodes()).isEmpty();
        assertThat(((KafkaDetails) observation.details()).answeredBy()).isEqualTo(Source.NOBODY);
    }

    @Test
    void recovery_is_told_as_progress_while_kafka_itself_does_not_answer() throws Exception {
        String recovering = "{\"incarnation\":4,\"state\":2,\"stateName\":\"RECOVERY\",\"logsLeft\":3,"
                + "\"segmentsLeft\":7,\"logsTotal\":12,\"pid\":9,\"uptimeMs\":5}";
        try (FakeStatus status = new FakeStatus(200, recovering)) {
            ClusterView view = Views.view(
                    Views.node(Views.broker(0), Views.ports("client", FakeStatus.closedPort(), status.port())));

            Observation observation = driver.observe(view, Duration.ofSeconds(10));

            assertThat(observation.answered()).isFalse();
            assertThat(observation.nodes())
                    .containsEntry(
                            Views.broker(0),
                            new NodeHealth(false, true, "recovering logs: 3 of 12 left, 7 segments", 4));
            assertThat(observation.summary()).contains("1 node answered for itself");
        }
    }

    @Test
    @Timeout(value = 20, unit = TimeUnit.SECONDS)
    void a_broker_that_listens_and_never_answers_costs_no_more_than_the_timeout() throws Exception {
        String running = "{\"incarnation\":2,\"state\":3,\"stateName\":\"RUNNING\"}";
        try (FakeStatus status = new FakeStatus(200, running);
                ServerSocket hung = FakeStatus.silent()) {
            ClusterView view = Views.view(
                    Views.node(Views.broker(0), Views.ports("client", hung.getLocalPort(), status.port())),
                    Views.node(Views.controller(0), Views.ports("controller", hung.getLocalPort(), status.port())));

            Observation observation = driver.observe(view, Duration.ofSeconds(2));

            assertThat(observation.answered()).isFalse();
            assertThat(observation.nodes().values()).allSatisfy(health -> {
                assertThat(health.ready()).isFalse();
                assertThat(health.seenAlive()).isTrue();
                assertThat(health.incarnation()).isEqualTo(2);
            });
            assertThat(observation.nodes()).hasSize(2);
        }
    }

    @Test
    void a_chore_that_nobody_takes_fails_with_one_line() throws Exception {
        int closed = FakeStatus.closedPort();
        ClusterView view = Views.view(Views.node(Views.broker(0), Views.ports("client", closed, closed)));

        assertThat(driver.perform(view, Chore.on(Views.broker(0), "cordon"), Duration.ofSeconds(1)))
                .isEqualTo(new Outcome(false, "no answer in time"));
        assertThat(driver.perform(view, Chore.on(Views.broker(0), "unregister"), Duration.ofSeconds(1)))
                .isEqualTo(new Outcome(false, "no controller has an address yet"));
        assertThat(driver.perform(view, Chore.on(Views.broker(0), "dance"), Duration.ofSeconds(1))
                        .text())
                .startsWith("no such chore; there are add-controller, cancel-reassignment");
    }

    @Test
    void endpoints_are_what_nodes_advertise() {
        ClusterView view = Views.view(
                Views.node(Views.broker(0), Views.ports("client", 9092, 9404)),
                Views.node(Views.broker(1), Views.ports("client", 9192, 9404)),
                Views.node(Views.controller(0), Views.ports("controller", 9093, 9404)));

        assertThat(driver.endpoints(view))
                .containsExactly(
                        new Endpoint("bootstrap", "127.0.0.1:9092,127.0.0.1:9192"),
                        new Endpoint("controllers", "127.0.0.1:9093"));
        assertThat(driver.endpoints(Views.view())).isEmpty();
    }
}
