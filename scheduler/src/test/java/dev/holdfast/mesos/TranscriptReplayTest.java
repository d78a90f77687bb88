package dev.holdfast.mesos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.mesos.v1.scheduler.Call;
import dev.holdfast.model.TaskStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** The client hears, over the wire, what a real master once said, and acknowledges as the client of that time did. */
@Timeout(60)
class TranscriptReplayTest {

    private static final Duration USUAL = Duration.ofMinutes(5);

    static List<Transcript> transcripts() {
        return Transcript.all()
                .filter(transcript -> transcript.events().stream()
                        .anyMatch(event -> event.get("type").stringValue().equals("SUBSCRIBED")))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("transcripts")
    void deliversAllEventsInOrderAndAcknowledges(Transcript transcript) throws Exception {
        Map<String, Call> acknowledged = acknowledgements(transcript);
        try (ClientFixture fixture = new ClientFixture()) {
            fixture.settings = fixture.settings.withFormat(WireFormat.JSON);
            fixture.start();
            FakeMaster.Stream stream = fixture.master.nextStream();
            fixture.master.nextCall();
            fixture.next(MesosEvent.Connected.class);
            for (JsonNode json : transcript.events()) {
                byte[] said = json.toString().getBytes(StandardCharsets.UTF_8);
                stream.write((said.length + "\n").getBytes(StandardCharsets.US_ASCII));
                stream.write(said);

                MesosEvent expected = EventMessages.event(
                                WireFormat.JSON.read(said, dev.holdfast.mesos.v1.scheduler.Event.getDefaultInstance()),
                                USUAL)
                        .orElseThrow();
                assertThat(fixture.next(MesosEvent.class)).isEqualTo(expected);
                if (expected instanceof MesosEvent.Update update
                        && update.status().wantsAcknowledgement()) {
                    acknowledge(fixture, update.status());
                    Call sent = fixture.master.nextCall().call();
                    Call then = acknowledged.getOrDefault(update.status().uuid(), sent);
                    assertThat(sent).isEqualTo(then);
                }
            }
        }
    }

    private static void acknowledge(ClientFixture fixture, TaskStatus status) throws Exception {
        SchedulerCall call =
                new SchedulerCall.Acknowledge(status.taskId(), status.agentId().orElseThrow(), status.uuid());
        assertThat(ClientFixture.await(fixture.client().send(call))).isEqualTo(new CallResult.Sent());
    }

    private static Map<String, Call> acknowledgements(Transcript transcript) throws Exception {
        Map<String, Call> calls = new TreeMap<>();
        for (JsonNode json : transcript.calls()) {
            if (json.get("type").stringValue().equals("ACKNOWLEDGE")) {
                Call call = WireFormat.JSON.read(
                        json.toString().getBytes(StandardCharsets.UTF_8), Call.getDefaultInstance());
                calls.put(StatusMessages.base64(call.getAcknowledge().getUuid()), call);
            }
        }
        return calls;
    }
}
