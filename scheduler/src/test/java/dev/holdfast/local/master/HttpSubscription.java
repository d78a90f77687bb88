package dev.holdfast.local.master;

import dev.holdfast.local.wire.MesosJson;
import dev.holdfast.local.wire.RecordReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLSession;
import tools.jackson.databind.JsonNode;

/** A scheduler's stream of events over HTTP, as JSON, read by a thread of its own. */
final class HttpSubscription implements AutoCloseable {

    private static final Duration FIRST_EVENT = Duration.ofSeconds(10);

    private final String id;
    private final InputStream body;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<JsonNode> events = new ArrayList<>();
    private final Map<String, JsonNode> offers = new LinkedHashMap<>();
    private final Set<String> read = new HashSet<>();
    private boolean ended;

    /** Either a stream, or the whole answer where the master ended it at once. */
    record Opened(Optional<HttpResponse<String>> answer, Optional<HttpSubscription> stream) {}

    private HttpSubscription(String id, InputStream body) {
        this.id = id;
        this.body = body;
    }

    static HttpResponse<String> post(HttpClient http, URI uri, Map<String, String> headers, String body)
            throws IOException, InterruptedException {
        return http.send(request(uri, headers, body), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest request(URI uri, Map<String, String> headers, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return request.build();
    }

    static Opened open(HttpClient http, URI uri, Map<String, String> headers, String body)
            throws IOException, InterruptedException {
        HttpResponse<InputStream> response =
                http.send(request(uri, headers, body), HttpResponse.BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
            return whole(response, "");
        }
        HttpSubscription stream = new HttpSubscription(
                response.headers().firstValue("Mesos-Stream-Id").orElse(""), response.body());
        Thread reader = new Thread(stream::read, "transcript-reader");
        reader.setDaemon(true);
        reader.start();
        return stream.startsWithError()
                ? whole(response, stream.asText())
                : new Opened(Optional.empty(), Optional.of(stream));
    }

    private static Opened whole(HttpResponse<InputStream> response, String text) throws IOException {
        String body = text.isEmpty() ? new String(response.body().readAllBytes(), StandardCharsets.UTF_8) : text;
        return new Opened(Optional.of(new Answer(response, body)), Optional.empty());
    }

    private boolean startsWithError() throws InterruptedException {
        lock.lock();
        try {
            long left = FIRST_EVENT.toNanos();
            while (events.isEmpty() && !ended && left > 0) {
                left = changed.awaitNanos(left);
            }
            return !events.isEmpty() && events.get(0).path("type").asString("").equals("ERROR");
        } finally {
            lock.unlock();
        }
    }

    private String asText() {
        String json = events.get(0).toString();
        return json.getBytes(StandardCharsets.UTF_8).length + "\n" + json;
    }

    String id() {
        return id;
    }

    private void read() {
        try (RecordReader records = new RecordReader(body)) {
            for (Optional<byte[]> record = records.next(); record.isPresent(); record = records.next()) {
                take(MesosJson.MAPPER.readTree(record.get()));
            }
        } catch (IOException broken) {
            // The other side went away, or this one hung up: the stream has ended either way.
        }
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void take(JsonNode event) {
        lock.lock();
        try {
            switch (event.path("type").asString("")) {
                case "HEARTBEAT" -> {}
                case "OFFERS" -> event.path("offers").path("offers").forEach(offer -> offers.put(idOf(offer), offer));
                case "RESCIND" -> {
                    String offer =
                            event.path("rescind").path("offer_id").path("value").asString("");
                    if (offers.remove(offer) == null) {
                        // Only of one the replay knows: what it never looked at was not recorded either.
                        events.add(event);
                    }
                }
                default -> events.add(event);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private static String idOf(JsonNode offer) {
        return offer.path("id").path("value").asString("");
    }

    /** Open offers nobody looked at yet. */
    List<JsonNode> offers() {
        lock.lock();
        try {
            return List.copyOf(offers.values());
        } finally {
            lock.unlock();
        }
    }

    /** The offer was looked at. */
    void seen(JsonNode offer) {
        lock.lock();
        try {
            offers.values().remove(offer);
        } finally {
            lock.unlock();
        }
    }

    List<JsonNode> unread() {
        lock.lock();
        try {
            return List.copyOf(events);
        } finally {
            lock.unlock();
        }
    }

    void awaitMore(Duration longest) throws InterruptedException {
        lock.lock();
        try {
            long left = longest.toNanos();
            while (left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The first unread event about the same thing. */
    Optional<JsonNode> next(JsonNode recorded, Matching matching, Duration patience) throws InterruptedException {
        String subject = matching.translated(subject(recorded));
        boolean isRepeat = matching.knows(uuid(recorded));
        lock.lock();
        try {
            long left = patience.toNanos();
            while (true) {
                // An update is sent again when its acknowledgement is slow; that need not have been recorded.
                events.removeIf(event -> !isRepeat && read.contains(uuid(event)));
                for (JsonNode event : events) {
                    if (subject(event).equals(subject)) {
                        events.remove(event);
                        if (!uuid(event).isEmpty()) {
                            read.add(uuid(event));
                        }
                        return Optional.of(event);
                    }
                }
                if (left <= 0) {
                    return Optional.empty();
                }
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private static String uuid(JsonNode event) {
        return event.path("update").path("status").path("uuid").asString("");
    }

    private static String subject(JsonNode event) {
        return event.path("type")
                + ":" + event.path("update").path("status").path("task_id")
                + event.path("failure").path("agent_id")
                + event.path("failure").path("executor_id")
                + event.path("rescind").path("offer_id")
                + event.path("update_operation_status").path("status").path("operation_id");
    }

    boolean awaitEnd(Duration patience) throws InterruptedException {
        lock.lock();
        try {
            long left = patience.toNanos();
            while (!ended && left > 0) {
                left = changed.awaitNanos(left);
            }
            return ended;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        try {
            body.close();
        } catch (IOException gone) {
            // It was closed already.
        }
    }

    /** An answer whose body was read as a stream. */
    private record Answer(HttpResponse<InputStream> head, String body) implements HttpResponse<String> {

        @Override
        public int statusCode() {
            return head.statusCode();
        }

        @Override
        public HttpRequest request() {
            return head.request();
        }

        @Override
        public Optional<HttpResponse<String>> previousResponse() {
            return Optional.empty();
        }

        @Override
        public HttpHeaders headers() {
            return head.headers();
        }

        @Override
        public Optional<SSLSession> sslSession() {
            return head.sslSession();
        }

        @Override
        public URI uri() {
            return head.uri();
        }

        @Override
        public HttpClient.Version version() {
            return head.version();
        }
    }
}
