package dev.holdfast.local.master;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.local.wire.MesosJson;
import dev.holdfast.local.wire.RecordReader;
import dev.holdfast.mesos.v1.AgentInfo;
import dev.holdfast.mesos.v1.FrameworkInfo;
import dev.holdfast.mesos.v1.scheduler.Call;
import dev.holdfast.mesos.v1.scheduler.Event;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What a real master answered, ours must answer: the recorded schedulers speak to it again, at the recorded times. */
final class TranscriptTest {

    /** A round of offers took a real master a little more than a second. */
    private static final MasterTimings RECORDED =
            MasterTimings.likeMesos().withAllocation(Duration.ofNanos(1_002_500_000));

    @Test
    void theBytesOfASubscriptionAreThoseOfARealOne() throws IOException {
        SimulatedMesos mesos = mesos(1795253304.6, RECORDED, TestAgents.ofTranscripts02And03());
        FrameworkInfo curl = FrameworkInfo.newBuilder()
                .setUser("root")
                .setName("curl")
                .addRoles("curl")
                .addCapabilities(
                        FrameworkInfo.Capability.newBuilder().setType(FrameworkInfo.Capability.Type.MULTI_ROLE))
                .addCapabilities(FrameworkInfo.Capability.newBuilder()
                        .setType(FrameworkInfo.Capability.Type.RESERVATION_REFINEMENT))
                .build();
        Call subscribe = Call.newBuilder()
                .setType(Call.Type.SUBSCRIBE)
                .setSubscribe(Call.Subscribe.newBuilder().setFrameworkInfo(curl))
                .build();
        List<Event> events = mesos.call(subscribe, Optional.empty()).stream().orElseThrow().events;

        List<JsonNode> recorded = new ArrayList<>();
        try (InputStream in =
                        TranscriptTest.class.getResourceAsStream("/mesos-transcripts/00-curl-subscribe.recordio");
                RecordReader records = new RecordReader(in)) {
            for (Optional<byte[]> record = records.next(); record.isPresent(); record = records.next()) {
                recorded.add(MesosJson.MAPPER.readTree(record.get()));
            }
        }
        assertThat(events).hasSameSizeAs(recorded);
        Matching matching = new Matching();
        for (int i = 0; i < recorded.size(); i++) {
            JsonNode actual = MesosJson.MAPPER.readTree(MesosJson.bytes(events.get(i)));
            assertThat(matching.difference(recorded.get(i), actual)).isEmpty();
        }
        assertThat(MesosJson.text(events.get(1))).isEqualTo("{\"type\":\"HEARTBEAT\"}");
    }

    @Test
    void theFullCycleOnOneVolumeEndsWithNothingReserved() {
        SimulatedMesos mesos = mesos(1795253755.005, RECORDED, TestAgents.ofTranscript01());
        new SimulatedReplay(mesos, new Matching())
                .with("01-reserve-create-launch-group-destroy-unreserve.jsonl")
                .run();
    }

    @Test
    void malformedCallsStaleOffersAndInvalidOperationsAreAnsweredAsRecorded() {
        SimulatedMesos mesos = mesos(1795253479.6105, RECORDED, TestAgents.ofTranscripts02And03());
        new SimulatedReplay(mesos, new Matching())
                .with("02-errors-and-edges.jsonl")
                .with("02b-resubscribe-after-teardown.jsonl")
                .run();
    }

    @Test
    void aRefinedReservationOutlivesFailoverMasterRestartAgentRestartAndLoss() {
        MasterTimings impatient = RECORDED.withAgentTimeout(Duration.ofSeconds(1), Duration.ofMillis(4112));
        SimulatedMesos mesos = new SimulatedMesos(SimulatedReplay.instant(1795253687.693), impatient);
        List<FakeAgent> agents = new ArrayList<>();
        TestAgents.ofTranscript04().forEach(info -> agents.add(mesos.addAgent(info, "127.0.0.1")));
        FakeAgent lost = agents.get(1);
        new SimulatedReplay(mesos, new Matching())
                .with("04a-failover-restarts-refinement.jsonl")
                .with("04b-failed-over-scheduler.jsonl")
                .with("04c-resubscribed-after-disconnect.jsonl")
                .with("04d-after-master-restart.jsonl")
                .at(1795253704.97, SimulatedMesos::killMaster)
                .at(1795253705.1, SimulatedMesos::startMaster)
                .at(1795253708.13, now -> now.connect(agents.get(0)))
                .at(1795253708.365, now -> now.connect(lost))
                .at(1795253715.46, now -> now.disconnect(lost))
                .at(1795253718.5, now -> now.connect(lost))
                .at(1795253720.27, now -> now.disconnect(lost))
                .at(1795253726.71, now -> now.connect(lost))
                .run();
    }

    private static SimulatedMesos mesos(double start, MasterTimings timings, List<AgentInfo> agents) {
        SimulatedMesos mesos = new SimulatedMesos(SimulatedReplay.instant(start), timings);
        agents.forEach(info -> mesos.addAgent(info, "127.0.0.1"));
        return mesos;
    }
}
