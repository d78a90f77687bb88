package dev.holdfast.mesos;

import dev.holdfast.mesos.v1.scheduler.Event;
import dev.holdfast.model.Agent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lets hostile input into this room where Mesos's own comes in. */
public final class FuzzDoor {

    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final int MAX_RECORD = 1 << 20;

    private FuzzDoor() {}

    /** What a real master said, each event by itself. */
    public static List<byte[]> events(WireFormat format) {
        List<byte[]> events = new ArrayList<>();
        Transcript.all().flatMap(transcript -> transcript.events().stream()).forEach(event -> {
            byte[] json = event.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
            try {
                events.add(
                        format == WireFormat.JSON
                                ? json
                                : format.write(WireFormat.JSON.read(json, Event.getDefaultInstance())));
            } catch (MalformedMessageException e) {
                throw new IllegalStateException(e);
            }
        });
        return events;
    }

    /** A master's list of its agents. */
    public static List<byte[]> agentLists(WireFormat format) {
        Object agents = Transcript.operatorAnswer("GET_STATE").get("get_state").get("get_agents");
        byte[] json = ("{\"type\":\"GET_AGENTS\",\"get_agents\":" + agents + "}")
                .getBytes(java.nio.charset.StandardCharsets.UTF_8);
        try {
            return List.of(
                    format == WireFormat.JSON
                            ? json
                            : format.write(WireFormat.JSON.read(
                                    json, dev.holdfast.mesos.v1.master.Response.getDefaultInstance())));
        } catch (MalformedMessageException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Streams of some records each. */
    public static List<byte[]> streams() {
        List<byte[]> events = events(WireFormat.JSON);
        List<byte[]> streams = new ArrayList<>();
        for (int i = 0; i + 3 <= events.size(); i += 3) {
            ByteArrayOutputStream stream = new ByteArrayOutputStream();
            for (byte[] event : events.subList(i, i + 3)) {
                stream.writeBytes((event.length + "\n").getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                stream.writeBytes(event);
            }
            streams.add(stream.toByteArray());
        }
        return streams;
    }

    /** Whether all of a stream could be cut into records. */
    public static boolean reads(byte[] stream) {
        RecordReader reader = new RecordReader(new ByteArrayInputStream(stream), MAX_RECORD);
        try {
            while (reader.next().isPresent()) {
                // The next one.
            }
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    /** An event as the subscription takes it; empty if it is passed over. */
    public static Optional<MesosEvent> event(byte[] record, WireFormat format) {
        return SubscriptionLoop.parse(record, format, HEARTBEAT);
    }

    /** The agents in an operator's answer; empty if it is refused. */
    public static Optional<List<Agent>> agents(byte[] answer, WireFormat format) {
        try {
            return Optional.of(OperatorApi.agents(answer, format));
        } catch (MalformedMessageException | IllegalArgumentException refused) {
            return Optional.empty();
        }
    }
}
