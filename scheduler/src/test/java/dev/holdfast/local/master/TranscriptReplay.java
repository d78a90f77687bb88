package dev.holdfast.local.master;

import dev.holdfast.local.master.Transcript.Kind;
import dev.holdfast.local.master.Transcript.Line;
import dev.holdfast.local.wire.MesosJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Plays the scheduler's side of transcripts against a Mesos that is reached over HTTP, with whatever agents it has:
 * fake ones, real ones, even those of a real Mesos.
 *
 * <p>It does not keep the recorded times; it goes on when what was recorded has happened. Every answer must be the
 * recorded one. Events must come in the recorded order for each task, operation and executor; offers must at some
 * moment show for each agent exactly what was recorded (others are declined, so that a better one can come). Heartbeats
 * are not awaited.
 */
public final class TranscriptReplay {

    private final URI master;
    private final Duration patience;
    private final Matching matching;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<Step> steps = new ArrayList<>();
    private final Map<String, Client> clients = new LinkedHashMap<>();
    private final Map<String, List<Runnable>> faults = new LinkedHashMap<>();

    private record Step(Client client, Line line) {}

    /** One scheduler process. */
    private static final class Client {
        final String name;
        final Deque<HttpResponse<String>> answers = new ArrayDeque<>();
        Optional<HttpSubscription> stream = Optional.empty();

        Client(String name) {
            this.name = name;
        }
    }

    /**
     * A replay that has nothing to play yet.
     *
     * @param patience how long anything recorded may take to happen
     */
    public TranscriptReplay(URI master, Duration patience, Matching matching) {
        this.master = master;
        this.patience = patience;
        this.matching = matching;
    }

    /** Adds a scheduler; several are played in the order of the recorded times. */
    public TranscriptReplay with(String transcript) {
        Client client = new Client(transcript);
        clients.put(transcript, client);
        Transcript.load(transcript).lines().forEach(line -> steps.add(new Step(client, line)));
        return this;
    }

    /** Something to be done to the Mesos just before a line (counted from 1) is played. */
    public TranscriptReplay before(String transcript, int line, Runnable fault) {
        faults.computeIfAbsent(transcript + ":" + (line - 1), none -> new ArrayList<>())
                .add(fault);
        return this;
    }

    /** Plays it all; an {@link AssertionError} names the first line that was answered otherwise. */
    public void run() throws IOException, InterruptedException {
        List<Step> ordered = new ArrayList<>(steps);
        ordered.sort(Comparator.comparingDouble(step -> step.line().seconds()));
        try {
            for (Step step : ordered) {
                faults.getOrDefault(step.client().name + ":" + step.line().number(), List.of())
                        .forEach(Runnable::run);
                play(step.client(), step.line());
            }
        } finally {
            for (Client client : clients.values()) {
                client.stream.ifPresent(HttpSubscription::close);
            }
        }
    }

    private void play(Client client, Line line) throws IOException, InterruptedException {
        switch (line.kind()) {
            case SEND -> send(client, line);
            case EVENT -> event(client, line);
            case RESPONSE -> answered(client, line);
            case STREAM_OPENED -> {
                HttpSubscription stream = client.stream.orElseThrow(() -> failure(client, line, "no stream opened"));
                matching.relate(
                        line.body().path("headers").path("Mesos-Stream-Id").asString(""), stream.id());
            }
            case STREAM_CLOSED -> closed(client, line);
        }
    }

    private void send(Client client, Line line) throws IOException, InterruptedException {
        Map<String, String> headers = new LinkedHashMap<>();
        if (line.headers().isPresent()) {
            line.headers().get().forEach((name, value) -> headers.put(name, matching.translated(value)));
        } else {
            headers.put("Content-Type", "application/json");
            if (!line.type().equals("SUBSCRIBE") && client.stream.isPresent()) {
                headers.put("Mesos-Stream-Id", client.stream.get().id());
            }
        }
        String body =
                line.body().isString() ? line.body().stringValue() : line.body().toString();
        URI target = master.resolve(line.endpoint());
        if (line.type().equals("SUBSCRIBE") && !headers.containsKey("Mesos-Stream-Id")) {
            HttpSubscription.Opened opened = HttpSubscription.open(http, target, headers, matching.translated(body));
            opened.answer().ifPresent(client.answers::add);
            opened.stream().ifPresent(stream -> client.stream = Optional.of(stream));
        } else {
            client.answers.add(HttpSubscription.post(http, target, headers, matching.translated(body)));
        }
    }

    private void answered(Client client, Line line) throws IOException, InterruptedException {
        HttpResponse<String> answer = client.answers.remove();
        int status = line.body().path("http_status").asInt(200);
        if (answer.statusCode() != status) {
            throw failure(client, line, "now " + answer.statusCode() + " " + answer.body());
        }
        if (line.body().has("text")) {
            String recorded = matching.translated(line.body().path("text").asString(""));
            if (!answer.body().equals(recorded)) {
                throw failure(client, line, "now " + answer.body());
            }
        } else {
            shown(client, line, answer);
        }
    }

    /** What an operator sees may come to what was recorded a moment later; it is asked for again until it does. */
    private void shown(Client client, Line line, HttpResponse<String> first) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        HttpResponse<String> answer = first;
        while (true) {
            JsonNode actual = MesosJson.MAPPER.readTree(answer.body());
            Optional<String> difference = new Matching(matching).difference(line.body(), actual);
            if (difference.isEmpty()) {
                matching.difference(line.body(), actual);
                return;
            }
            if (System.nanoTime() > deadline) {
                throw failure(client, line, difference.get());
            }
            if (client.stream.isPresent()) {
                client.stream.get().awaitMore(Duration.ofMillis(50));
            }
            answer = HttpSubscription.post(
                    http,
                    master.resolve(line.endpoint()),
                    Map.of("Content-Type", "application/json"),
                    "{\"type\":" + line.body().path("type") + "}");
        }
    }

    private void closed(Client client, Line line) throws InterruptedException {
        HttpSubscription stream = client.stream.orElseThrow(() -> failure(client, line, "no stream"));
        if (line.body().path("stream_closed").asString("").startsWith("AttributeError")) {
            stream.close();
        } else if (!stream.awaitEnd(patience)) {
            throw failure(client, line, "the stream is still open");
        }
    }

    private void event(Client client, Line line) throws IOException, InterruptedException {
        HttpSubscription stream = client.stream.orElseThrow(() -> failure(client, line, "no stream"));
        switch (line.type()) {
            case "HEARTBEAT" -> {}
            case "OFFERS" -> {
                for (JsonNode recorded : line.body().path("offers").path("offers")) {
                    offer(client, stream, line, recorded);
                }
            }
            default -> {
                JsonNode actual = stream.next(line.body(), matching, patience)
                        .orElseThrow(() -> failure(client, line, "nothing came, but " + stream.unread()));
                matching.difference(line.body(), actual).ifPresent(difference -> {
                    throw failure(client, line, difference);
                });
            }
        }
    }

    /** Waits for an offer of the recorded agent with the recorded content, declining what shows something else. */
    private void offer(Client client, HttpSubscription stream, Line line, JsonNode recorded)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        String last = "no offer of " + recorded.path("hostname");
        while (System.nanoTime() < deadline) {
            for (JsonNode open : stream.offers()) {
                if (!open.path("hostname").equals(recorded.path("hostname"))) {
                    continue;
                }
                Optional<String> difference = new Matching(matching).difference(recorded, open);
                if (difference.isEmpty()) {
                    matching.difference(recorded, open);
                    stream.seen(open);
                    return;
                }
                last = difference.get();
                stream.seen(open);
                decline(stream, open);
            }
            stream.awaitMore(Duration.ofMillis(50));
        }
        throw failure(client, line, last);
    }

    private void decline(HttpSubscription stream, JsonNode offer) throws IOException, InterruptedException {
        String call = "{\"type\":\"DECLINE\",\"framework_id\":" + offer.path("framework_id")
                + ",\"decline\":{\"offer_ids\":[" + offer.path("id") + "],\"filters\":{\"refuse_seconds\":0.0}}}";
        HttpSubscription.post(
                http,
                master.resolve("/api/v1/scheduler"),
                Map.of("Content-Type", "application/json", "Mesos-Stream-Id", stream.id()),
                call);
    }

    private static AssertionError failure(Client client, Line line, String why) {
        return new AssertionError(client.name + ", line " + (line.number() + 1) + " (" + kind(line) + "): " + why
                + "\nrecorded: " + line.body());
    }

    private static String kind(Line line) {
        return line.kind() == Kind.EVENT ? line.type() : line.kind().toString();
    }
}
