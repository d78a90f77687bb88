package dev.holdfast.mesos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Fuzzing found that a status of an impossible time ended the thread that listens to Mesos. */
class StatusTimeTest {

    @ParameterizedTest
    @CsvSource({
        "1e300, 5138-11-16T09:46:40Z",
        "-1e300, 1970-01-01T00:00:00Z",
        "9223372036854775807, 5138-11-16T09:46:40Z",
        "1.5, 1970-01-01T00:00:01.500Z"
    })
    void aStatusOfAnImpossibleTimeIsTakenNonetheless(String seconds, Instant expected) {
        String json = "{\"type\":\"UPDATE\",\"update\":{\"status\":{\"task_id\":{\"value\":\"t\"},"
                + "\"state\":\"TASK_RUNNING\",\"timestamp\":" + seconds + "}}}";
        Optional<MesosEvent> event =
                SubscriptionLoop.parse(json.getBytes(StandardCharsets.UTF_8), WireFormat.JSON, Duration.ofSeconds(15));
        assertThat(event).containsInstanceOf(MesosEvent.Update.class);
        assertThat(((MesosEvent.Update) event.orElseThrow()).status().timestamp())
                .isEqualTo(expected);
    }
}
