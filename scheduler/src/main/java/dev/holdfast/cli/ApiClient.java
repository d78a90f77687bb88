package dev.holdfast.cli;

import dev.holdfast.api.Call;
import dev.holdfast.api.wire.ProblemInfo;
import dev.holdfast.api.wire.ProblemsInfo;
import dev.holdfast.api.wire.WireJson;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Speaks to a scheduler's API. Whatever goes wrong becomes a {@link Failure} with its cause, remedy and exit code. */
public final class ApiClient {

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(60);

    private final String given;
    private final List<String> bases;
    private volatile int at;

    /** Where a request was sent on to: the next goes there at once, so that who has changed something also sees it changed. */
    private volatile Optional<String> leader = Optional.empty();

    private final Optional<String> token;
    private final JsonMapper json = WireJson.mapper();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NORMAL) // a scheduler that stands by sends us on to the one that leads
            .build();

    /** @param base of a scheduler's API; of several, with commas between, whichever answers is asked */
    public ApiClient(String base, Optional<String> token) {
        this.given = base;
        this.bases = Stream.of(base.split(",", -1))
                .map(one -> one.endsWith("/") ? one.substring(0, one.length() - 1) : one)
                .toList();
        this.token = token;
    }

    /** As it was given, for another client. */
    public String base() {
        return bases.size() == 1 ? bases.get(0) : given;
    }

    public <T> T get(String path, Class<T> type) {
        return read(text("GET", path, BodyPublishers.noBody()), type);
    }

    public <T> List<T> list(String path, Class<T> element) {
        String text = text("GET", path, BodyPublishers.noBody());
        try {
            return json.readerForListOf(element).readValue(text);
        } catch (JacksonException e) {
            throw strange(e);
        }
    }

    public String text(String path) {
        return text("GET", path, BodyPublishers.noBody());
    }

    public <T> T post(String path, Object ask, Class<T> type) {
        return send("POST", path, ask, type);
    }

    /** {@code ask} becomes JSON. */
    public <T> T send(String method, String path, Object ask, Class<T> type) {
        return read(text(method, path, BodyPublishers.ofString(json.writeValueAsString(ask))), type);
    }

    public <T> T delete(String path, Class<T> type) {
        return read(text("DELETE", path, BodyPublishers.noBody()), type);
    }

    /** Sends a YAML text as it is. */
    public <T> T put(String path, String yaml, Class<T> type) {
        return read(text("PUT", path, BodyPublishers.ofString(yaml)), type);
    }

    /** Lines of an endless answer. Must be closed. */
    public Stream<String> lines(String path) {
        return lines(path, "");
    }

    /** Likewise, of Server-Sent Events after the one with that id; empty for none. */
    Stream<String> lines(String path, String lastEventId) {
        HttpResponse<Stream<String>> response = exchange(
                base -> {
                    HttpRequest.Builder request = request(base, path).GET();
                    return lastEventId.isEmpty()
                            ? request.build()
                            : request.header("Last-Event-ID", lastEventId).build();
                },
                BodyHandlers.ofLines());
        if (response.statusCode() != 200) {
            throw refused(
                    response.statusCode(), String.join("\n", response.body().toList()));
        }
        return response.body();
    }

    /** A piece of a path, safe whatever is in it. */
    public static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private String text(String method, String path, HttpRequest.BodyPublisher body) {
        HttpResponse<String> response = exchange(
                base -> request(base, path).timeout(ANSWER).method(method, body).build(), BodyHandlers.ofString());
        if (response.statusCode() >= 300) {
            throw refused(response.statusCode(), response.body());
        }
        return response.body();
    }

    private HttpRequest.Builder request(String base, String path) {
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path));
            request.header(Call.USER_HEADER, System.getProperty("user.name", "").replaceAll("[^\\p{Alnum}@._-]", "?"));
            token.ifPresent(text -> request.header("Authorization", "Bearer " + text));
            return request;
        } catch (IllegalArgumentException e) {
            throw new Failure(
                    Exit.USAGE, "'" + base + "' is no address of a scheduler", "write as in http://127.0.0.1:4040", e);
        }
    }

    /** Goes on to the next scheduler where none answers; one that answered is asked first the next time. */
    private <T> HttpResponse<T> exchange(Function<String, HttpRequest> request, HttpResponse.BodyHandler<T> handler) {
        int tries = 0;
        while (true) {
            String base = leader.orElse(bases.get(at));
            try {
                HttpResponse<T> response = http.send(request.apply(base), handler);
                if (response.previousResponse().isPresent()) {
                    leader = Optional.of(
                            response.uri().getScheme() + "://" + response.uri().getRawAuthority());
                }
                return response;
            } catch (ConnectException e) {
                if (leader.isPresent()) {
                    leader = Optional.empty();
                } else if (++tries < bases.size()) {
                    at = (at + 1) % bases.size();
                } else {
                    throw new Failure(
                            Exit.UNAVAILABLE,
                            "no scheduler answers at " + base(),
                            "start one (./holdfast up kafka), or say where it is with --api or " + Remote.API_VARIABLE,
                            e);
                }
            } catch (IOException e) {
                throw new Failure(
                        Exit.UNAVAILABLE, "the scheduler at " + base + " broke off: " + e.getMessage(), "try again", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Failure(Exit.INTERRUPTED, "interrupted", "", e);
            }
        }
    }

    private <T> T read(String text, Class<T> type) {
        try {
            return json.readValue(text, type);
        } catch (JacksonException e) {
            throw strange(e);
        }
    }

    private Failure strange(JacksonException e) {
        return new Failure(
                Exit.UNAVAILABLE,
                base() + " does not answer like a Holdfast scheduler: " + e.getOriginalMessage(),
                "see that --api is right, and that both are of about the same version",
                e);
    }

    private Failure refused(int status, String body) {
        List<ProblemInfo> problems;
        try {
            problems = json.readValue(body, ProblemsInfo.class).problems();
        } catch (JacksonException e) {
            return new Failure(
                    Exit.UNAVAILABLE, base() + " answers " + status + ": " + body, "see that --api is right", e);
        }
        int code = switch (status) {
            case 400 -> Exit.INVALID;
            case 401, 403 -> Exit.DENIED;
            case 404, 405 -> Exit.UNKNOWN;
            case 409 -> Exit.CONFLICT;
            // Sent on for ever: whoever stands by does not know yet that the one who led is gone.
            case 307, 503 -> Exit.UNAVAILABLE;
            default -> Exit.INTERNAL;
        };
        return Problems.failure(code, problems);
    }
}
