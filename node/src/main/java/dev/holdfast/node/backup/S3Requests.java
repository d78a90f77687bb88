package dev.holdfast.node.backup;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/**
 * Requests to an S3-compatible store, signed, and tried again a few times where trying helps.
 *
 * <ol>
 *   <li>No answer, "try later" (429, 5xx) and a body that did not arrive whole are tried again, after a pause that doubles.
 *   <li>What says that we may not, or that there is no such bucket, is refused at once, with what the store said.
 *   <li>Each request has a time limit, so the whole has one too.
 * </ol>
 */
final class S3Requests {

    static final int NOT_FOUND = 404;
    private static final int TOO_MANY = 429;
    private static final int SERVER_FAULT = 500;
    private static final int FIRST_FAULT = 400;
    private static final int TRIES = 6;
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofMinutes(10);
    private static final int MOST_ERROR_CHARACTERS = 300;

    /** Faults that the next try may not have: the clock of a signature, a body that was cut off. */
    private static final Set<String> PASSING = Set.of("RequestTimeout", "IncompleteBody", "SlowDown", "InternalError");

    private final S3Location location;
    private final S3Signature signature;
    private final Clock clock;
    private final Duration firstPause;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();

    S3Requests(S3Location location, S3Keys keys, Clock clock, Duration firstPause) {
        this.location = location;
        this.signature = new S3Signature(keys, location.region());
        this.clock = clock;
        this.firstPause = firstPause;
    }

    /** What is sent, which can be sent again, and its SHA-256. */
    record Body(HttpRequest.BodyPublisher publisher, String sha256) {

        static Body none() {
            return of("");
        }

        static Body of(String text) {
            return new Body(
                    HttpRequest.BodyPublishers.ofString(text), Checksum.of(text.getBytes(StandardCharsets.UTF_8)));
        }
    }

    /**
     * The answer, also where there is nothing of that name.
     *
     * @param key of the object; empty for the bucket
     */
    HttpResponse<String> send(String method, String key, SortedMap<String, String> query, Body body)
            throws IOException, RefusedException {
        return send(method, key, query, body, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    <T> HttpResponse<T> send(
            String method, String key, SortedMap<String, String> query, Body body, HttpResponse.BodyHandler<T> handler)
            throws IOException, RefusedException {
        String what = method + " " + location.bucket() + "/" + key;
        Duration pause = firstPause;
        String problem = "";
        for (int i = 0; i < TRIES; i++) {
            try {
                if (i > 0) {
                    Thread.sleep(pause.toMillis());
                    pause = pause.multipliedBy(2);
                }
                HttpResponse<T> answer = client.send(request(method, key, query, body), handler);
                if (answer.statusCode() < FIRST_FAULT || answer.statusCode() == NOT_FOUND) {
                    return answer;
                }
                problem = said(answer);
                if (!isPassing(answer)) {
                    throw refused(what, answer.statusCode(), problem);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(what + " was interrupted", e);
            } catch (IOException e) {
                problem = e.getClass().getSimpleName() + (e.getMessage() == null ? "" : ": " + e.getMessage());
            }
        }
        throw new IOException(
                "the store " + location.endpoint() + " did not do " + what + " in " + TRIES + " tries: " + problem);
    }

    private HttpRequest request(String method, String key, SortedMap<String, String> query, Body body) {
        String path = "/" + location.bucket() + (key.isEmpty() ? "" : "/" + key);
        String asked = S3Signature.text(query);
        URI address =
                URI.create(location.endpoint() + S3Signature.encode(path, true) + (asked.isEmpty() ? "" : "?" + asked));
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address).timeout(ANSWER).method(method, body.publisher());
        Map<String, String> headers = signature.headers(method, address, query, body.sha256(), clock.instant());
        headers.forEach(request::setHeader);
        return request.build();
    }

    private static boolean isPassing(HttpResponse<?> answer) {
        int status = answer.statusCode();
        return status == TOO_MANY || status >= SERVER_FAULT || PASSING.contains(code(answer));
    }

    private static String code(HttpResponse<?> answer) {
        return answer.body() instanceof String text ? S3Xml.text(text, "Code").orElse("") : "";
    }

    private static String said(HttpResponse<?> answer) {
        Optional<String> message =
                answer.body() instanceof String text ? S3Xml.text(text, "Message") : Optional.empty();
        String all = (code(answer) + " " + message.orElse("")).strip().replaceAll("\\s+", " ");
        String shown = all.length() > MOST_ERROR_CHARACTERS ? all.substring(0, MOST_ERROR_CHARACTERS) : all;
        return "HTTP " + answer.statusCode() + (shown.isEmpty() ? "" : " " + shown);
    }

    private RefusedException refused(String what, int status, String problem) {
        String cause = "the store " + location.endpoint() + " refuses " + what + ": " + problem;
        if (problem.contains("TimeTooSkewed")) {
            return new RefusedException(cause, "set this machine's clock");
        }
        boolean denied = status == 401 || status == 403;
        return new RefusedException(
                cause,
                denied
                        ? "see that the keys are right and may read, write, list and delete in the bucket"
                        : "see backup-location: bucket, endpoint and region");
    }
}
