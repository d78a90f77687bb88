package dev.holdfast.local.master;

import dev.holdfast.local.master.Transcript.Kind;
import dev.holdfast.local.master.Transcript.Line;
import dev.holdfast.local.wire.MesosJson;
import dev.holdfast.local.wire.RecordIo;
import dev.holdfast.mesos.v1.scheduler.Event;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/**
 * Plays the scheduler's side of transcripts against a simulated Mesos at the recorded times, and holds every answer and
 * every event against what was recorded, in order.
 */
final class SimulatedReplay {

    /** How much later than recorded something may happen before a call that followed it is made without it. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final SimulatedMesos mesos;
    private final Matching matching;
    private final List<Step> steps = new ArrayList<>();

    private record Step(Client client, Line line, Instant at, Consumer<SimulatedMesos> action) {}

    /** One scheduler process, and what it still has to read. */
    private static final class Client {
        final String name;
        final Deque<Line> answers = new ArrayDeque<>();
        final Deque<Line> expected = new ArrayDeque<>();
        Optional<SimulatedMesos.Stream> stream = Optional.empty();
        int read;

        Client(String name) {
            this.name = name;
        }
    }

    SimulatedReplay(SimulatedMesos mesos, Matching matching) {
        this.mesos = mesos;
        this.matching = matching;
    }

    SimulatedReplay with(String transcript) {
        Client client = new Client(transcript);
        for (Line line : Transcript.load(transcript).lines()) {
            steps.add(new Step(client, line, instant(line.seconds()), nothing -> {}));
        }
        return this;
    }

    /** Something that happened to the recorded Mesos from outside. */
    SimulatedReplay at(double seconds, Consumer<SimulatedMesos> fault) {
        Line line = new Line(-1, Kind.SEND, seconds, "", Optional.empty(), MesosJson.MAPPER.nullNode());
        steps.add(new Step(new Client("fault"), line, instant(seconds), fault));
        return this;
    }

    static Instant instant(double seconds) {
        return Instant.ofEpochSecond(0, Math.round(seconds * 1e6) * 1000);
    }

    void run() {
        steps.sort(Comparator.comparing(Step::at));
        for (Step step : steps) {
            mesos.timeline.advanceTo(step.at());
            if (step.line().number() < 0) {
                step.action().accept(mesos);
            } else {
                play(step.client(), step.line());
            }
        }
        mesos.advance(Duration.ofMillis(100));
        steps.stream().map(Step::client).distinct().forEach(client -> {
            settle(client);
            List<Event> unread = client.stream
                    .map(stream -> stream.events.subList(client.read, stream.events.size()))
                    .orElse(List.of());
            // A heartbeat that is due while the scheduler hangs up may or may not have been recorded.
            if (unread.stream().anyMatch(event -> event.getType() != Event.Type.HEARTBEAT)) {
                throw new AssertionError(client.name + ": more than was recorded: " + unread);
            }
        });
    }

    private void play(Client client, Line line) {
        switch (line.kind()) {
            case SEND -> send(client, line);
            case EVENT -> client.expected.add(line);
            case RESPONSE, STREAM_OPENED -> answered(client, line);
            case STREAM_CLOSED -> closed(client, line);
        }
    }

    private void send(Client client, Line line) {
        settle(client);
        Map<String, String> headers = new LinkedHashMap<>();
        if (line.headers().isPresent()) {
            line.headers().get().forEach((name, value) -> headers.put(name, matching.translated(value)));
        } else {
            headers.put("Content-Type", "application/json");
            if (!line.type().equals("SUBSCRIBE") && client.stream.isPresent()) {
                headers.put("Mesos-Stream-Id", client.stream.get().id.toString());
            }
        }
        String body =
                line.body().isString() ? line.body().stringValue() : line.body().toString();
        SimulatedMesos.Answer answer =
                mesos.post(line.endpoint(), headers, matching.translated(body).getBytes(StandardCharsets.UTF_8));
        client.answers.add(new Line(
                line.number(),
                Kind.RESPONSE,
                line.seconds(),
                line.endpoint(),
                Optional.empty(),
                MesosJson.MAPPER
                        .createObjectNode()
                        .put("status", answer.status())
                        .put("text", answer.text())));
        answer.stream().ifPresent(stream -> {
            if (stream.closed) {
                String text = stream.events.stream()
                        .map(event -> new String(RecordIo.frame(MesosJson.bytes(event)), StandardCharsets.UTF_8))
                        .reduce("", String::concat);
                client.answers.removeLast();
                client.answers.add(new Line(
                        line.number(),
                        Kind.RESPONSE,
                        line.seconds(),
                        line.endpoint(),
                        Optional.empty(),
                        MesosJson.MAPPER.createObjectNode().put("status", 200).put("text", text)));
            } else {
                client.stream = Optional.of(stream);
            }
        });
    }

    private void answered(Client client, Line line) {
        JsonNode answer = client.answers.remove().body();
        int status = line.body().path("http_status").asInt(200);
        check(client, line, answer.path("status").asInt(0) == status, answer.toString());
        if (line.kind() == Kind.STREAM_OPENED) {
            String recorded =
                    line.body().path("headers").path("Mesos-Stream-Id").asString("");
            matching.relate(recorded, client.stream.orElseThrow().id.toString());
            return;
        }
        String text = answer.path("text").asString("");
        if (line.body().has("text")) {
            String recorded = matching.translated(line.body().path("text").asString(""));
            check(client, line, text.equals(recorded), text);
        } else {
            matching.difference(line.body(), MesosJson.MAPPER.readTree(text)).ifPresent(difference -> {
                throw failure(client, line, difference);
            });
        }
    }

    private void closed(Client client, Line line) {
        settle(client);
        boolean byScheduler = line.body().path("stream_closed").asString("").startsWith("AttributeError");
        if (byScheduler) {
            mesos.closeStream(client.stream.orElseThrow());
        } else {
            check(client, line, client.stream.orElseThrow().closed, "the stream is open");
        }
    }

    /** Waits until all that was recorded so far has come, and compares it. */
    private void settle(Client client) {
        Instant latest = mesos.timeline.now().plus(PATIENCE);
        while (!client.expected.isEmpty()) {
            Line line = client.expected.element();
            List<Event> events = client.stream.orElseThrow().events;
            if (client.read < events.size()) {
                Event event = events.get(client.read++);
                client.expected.remove();
                matching.difference(line.body(), MesosJson.MAPPER.readTree(MesosJson.bytes(event)))
                        .ifPresent(difference -> {
                            throw failure(client, line, difference);
                        });
            } else if (mesos.timeline.now().isBefore(latest)) {
                mesos.advance(Duration.ofMillis(1));
            } else {
                throw failure(client, line, "nothing came within " + PATIENCE);
            }
        }
    }

    private static void check(Client client, Line line, boolean holds, String actual) {
        if (!holds) {
            throw failure(client, line, "now " + actual);
        }
    }

    private static AssertionError failure(Client client, Line line, String why) {
        return new AssertionError(
                client.name + ", line " + (line.number() + 1) + ": " + why + "\nrecorded: " + line.body());
    }
}
