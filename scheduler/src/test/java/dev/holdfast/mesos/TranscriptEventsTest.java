package dev.holdfast.mesos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.mesos.v1.scheduler.Event;
import dev.holdfast.model.Offer;
import dev.holdfast.model.OperationStatus;
import dev.holdfast.model.TaskStatus;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Everything a real master said is understood, and nothing of it is lost unless it is named here: every leaf of every
 * event is either found again in what the event became, or on the list of what we leave out on purpose.
 */
class TranscriptEventsTest {

    private static final Duration USUAL = Duration.ofSeconds(15);

    /** What no room needs. A task's check results come from the database itself, not from Mesos. */
    private static final Set<String> LEFT_OUT = Set.of(
            "type",
            "subscribed.master_info.ip",
            "subscribed.master_info.pid",
            "subscribed.master_info.address.hostname",
            "subscribed.master_info.address.ip",
            "subscribed.master_info.address.port",
            "offers.offers.framework_id.value",
            "offers.offers.executor_ids.value",
            "offers.offers.url.scheme",
            "offers.offers.url.path",
            "offers.offers.url.address.hostname",
            "offers.offers.attributes.type",
            "update.status.container_status.executor_pid",
            "update.status.container_status.network_infos.ip_addresses.ip_address",
            "update.status.container_status.network_infos.ip_addresses.protocol",
            "update.status.check_status.type",
            "update.status.check_status.command.exit_code",
            "update.status.check_status.http.status_code",
            "update.status.unreachable_time.nanoseconds",
            "update.status.data");

    static List<Transcript> transcripts() {
        return Transcript.all().toList();
    }

    @ParameterizedTest
    @MethodSource("transcripts")
    void everyEventBecomesOneOfOursAndNothingIsLost(Transcript transcript) throws Exception {
        for (JsonNode json : transcript.events()) {
            Event message =
                    WireFormat.JSON.read(json.toString().getBytes(StandardCharsets.UTF_8), Event.getDefaultInstance());
            MesosEvent event = EventMessages.event(message, USUAL).orElseThrow();

            Map<String, List<String>> said = Leaves.of(json);
            LEFT_OUT.forEach(said::remove);
            // Newer than the messages of 1.11 that we have.
            said.computeIfPresent("subscribed.master_info.capabilities.type", (path, values) -> {
                List<String> known = new ArrayList<>(new TreeSet<>(values));
                known.remove("QUOTA_V2");
                return known;
            });
            assertThat(kept(event)).as(json.toString()).isEqualTo(said);
        }
    }

    @ParameterizedTest
    @MethodSource("transcripts")
    void bothFormatsCarryTheSame(Transcript transcript) throws Exception {
        for (JsonNode json : transcript.events()) {
            Event message =
                    WireFormat.JSON.read(json.toString().getBytes(StandardCharsets.UTF_8), Event.getDefaultInstance());
            for (WireFormat format : WireFormat.values()) {
                assertThat(format.read(format.write(message), Event.getDefaultInstance()))
                        .isEqualTo(message);
            }
        }
    }

    @Test
    void readsTheRawBytesOfASubscription() throws Exception {
        RecordReader records =
                new RecordReader(new ByteArrayInputStream(Transcript.bytes("00-curl-subscribe.recordio")), 1 << 20);
        List<MesosEvent> events = new ArrayList<>();
        for (Optional<byte[]> record = records.next(); record.isPresent(); record = records.next()) {
            Event message = WireFormat.JSON.read(record.get(), Event.getDefaultInstance());
            events.add(EventMessages.event(message, USUAL).orElseThrow());
        }

        assertThat(events).hasSize(3);
        assertThat(events.get(0)).isInstanceOfSatisfying(MesosEvent.Subscribed.class, subscribed -> {
            assertThat(subscribed.heartbeatInterval()).isEqualTo(USUAL);
            assertThat(subscribed.master().isAtLeast(1, 9)).isTrue();
        });
        assertThat(events.get(1)).isInstanceOf(MesosEvent.Heartbeat.class);
        assertThat(events.get(2)).isInstanceOfSatisfying(MesosEvent.Offers.class, offers -> {
            Offer offer = offers.offers().get(0);
            assertThat(offer.ip()).isEqualTo("127.0.0.1");
            assertThat(offer.port()).isEqualTo(5052);
            assertThat(offer.attributes()).containsEntry("rack", "2").containsEntry("zone", "z2");
            assertThat(offer.resources().milli("cpus")).isEqualTo(4000);
            assertThat(offer.resources().ports().count()).isEqualTo(1000);
        });
    }

    @Test
    void theTranscriptsHaveEveryKindOfEventAUsualLifeHas() {
        Set<String> types = new TreeSet<>();
        Transcript.all()
                .flatMap(transcript -> transcript.events().stream())
                .forEach(event -> types.add(event.get("type").stringValue()));
        assertThat(types)
                .contains(
                        "SUBSCRIBED",
                        "OFFERS",
                        "RESCIND",
                        "UPDATE",
                        "UPDATE_OPERATION_STATUS",
                        "FAILURE",
                        "ERROR",
                        "HEARTBEAT");
    }

    private static Map<String, List<String>> kept(MesosEvent event) {
        Map<String, List<String>> leaves = new TreeMap<>();
        if (event instanceof MesosEvent.Subscribed subscribed) {
            put(
                    leaves,
                    "subscribed.framework_id.value",
                    subscribed.frameworkId().value());
            put(
                    leaves,
                    "subscribed.heartbeat_interval_seconds",
                    subscribed.heartbeatInterval().toMillis() / 1000.0);
            put(leaves, "subscribed.master_info.id", subscribed.master().id());
            put(leaves, "subscribed.master_info.hostname", subscribed.master().hostname());
            put(leaves, "subscribed.master_info.port", (double)
                    subscribed.master().port());
            put(leaves, "subscribed.master_info.version", subscribed.master().version());
            subscribed
                    .master()
                    .capabilities()
                    .forEach(name -> put(leaves, "subscribed.master_info.capabilities.type", name));
        } else if (event instanceof MesosEvent.Offers offers) {
            offers.offers().forEach(offer -> keptOfOffer(leaves, offer));
        } else if (event instanceof MesosEvent.Rescinded rescinded) {
            put(leaves, "rescind.offer_id.value", rescinded.offer().value());
        } else if (event instanceof MesosEvent.Update update) {
            keptOfTask(leaves, update.status());
        } else if (event instanceof MesosEvent.OperationUpdate update) {
            keptOfOperation(leaves, update.status());
        } else if (event instanceof MesosEvent.Failure failure) {
            failure.agent().ifPresent(agent -> put(leaves, "failure.agent_id.value", agent.value()));
            failure.executor().ifPresent(executor -> put(leaves, "failure.executor_id.value", executor.value()));
            failure.status().ifPresent(status -> put(leaves, "failure.status", (double) status));
        } else if (event instanceof MesosEvent.Failed failed) {
            put(leaves, "error.message", failed.message());
        }
        return leaves;
    }

    private static void keptOfOffer(Map<String, List<String>> leaves, Offer offer) {
        put(leaves, "offers.offers.id.value", offer.id().value());
        put(leaves, "offers.offers.agent_id.value", offer.agentId().value());
        put(leaves, "offers.offers.hostname", offer.hostname());
        put(leaves, "offers.offers.url.address.ip", offer.ip());
        put(leaves, "offers.offers.url.address.port", (double) offer.port());
        put(leaves, "offers.offers.allocation_info.role", offer.role());
        ResourceMessages.messages(offer.resources())
                .forEach(resource -> Leaves.of(JsonMessages.tree(resource))
                        .forEach((path, values) ->
                                values.forEach(value -> put(leaves, "offers.offers.resources." + path, value))));
        offer.attributes().forEach((name, value) -> {
            put(leaves, "offers.offers.attributes.name", name);
            boolean isNumber = value.matches("[0-9.]+");
            put(
                    leaves,
                    "offers.offers.attributes." + (isNumber ? "scalar" : "text") + ".value",
                    isNumber ? Double.toString(Double.parseDouble(value)) : value);
        });
    }

    private static void keptOfTask(Map<String, List<String>> leaves, TaskStatus status) {
        String at = "update.status.";
        put(leaves, at + "task_id.value", status.taskId().value());
        put(leaves, at + "state", "TASK_" + status.state());
        putUnlessEmpty(leaves, at + "reason", "REASON_", status.reason());
        putUnlessEmpty(leaves, at + "source", "SOURCE_", status.source());
        putUnlessEmpty(leaves, at + "message", "", status.message());
        putUnlessEmpty(leaves, at + "uuid", "", status.uuid());
        status.agentId().ifPresent(agent -> put(leaves, at + "agent_id.value", agent.value()));
        status.executorId().ifPresent(executor -> put(leaves, at + "executor_id.value", executor.value()));
        status.healthy().ifPresent(healthy -> put(leaves, at + "healthy", healthy.toString()));
        put(
                leaves,
                at + "timestamp",
                BigDecimal.valueOf(ChronoUnit.NANOS.between(Instant.EPOCH, status.timestamp()), 9)
                        .doubleValue());
        if (!status.containerId().isEmpty()) {
            int dot = status.containerId().lastIndexOf('.');
            put(
                    leaves,
                    at + "container_status.container_id.value",
                    status.containerId().substring(dot + 1));
            if (dot >= 0) {
                put(
                        leaves,
                        at + "container_status.container_id.parent.value",
                        status.containerId().substring(0, dot));
            }
        }
    }

    private static void keptOfOperation(Map<String, List<String>> leaves, OperationStatus status) {
        String at = "update_operation_status.status.";
        put(leaves, at + "operation_id.value", status.operationId().value());
        put(leaves, at + "state", "OPERATION_" + status.state());
        putUnlessEmpty(leaves, at + "message", "", status.message());
        putUnlessEmpty(leaves, at + "uuid.value", "", status.uuid());
        status.agentId().ifPresent(agent -> put(leaves, at + "agent_id.value", agent.value()));
    }

    private static void putUnlessEmpty(Map<String, List<String>> leaves, String path, String prefix, String value) {
        if (!value.isEmpty()) {
            put(leaves, path, prefix + value);
        }
    }

    private static void put(Map<String, List<String>> leaves, String path, Object value) {
        leaves.computeIfAbsent(path, key -> new ArrayList<>()).add(value.toString());
    }
}
