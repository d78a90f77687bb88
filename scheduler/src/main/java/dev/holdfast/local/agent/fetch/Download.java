package dev.holdfast.local.agent.fetch;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Copies what a URI names into a file, with the time it was last changed. */
final class Download {

    private static final int OK = 200;

    private final HttpClient http;
    private final Duration timeout;

    /**
     * @param http follows redirects
     * @param timeout for one whole file
     */
    Download(HttpClient http, Duration timeout) {
        this.http = http;
        this.timeout = timeout;
    }

    /** Fetches into {@code target}, which must not exist yet; the message of a failure says what went wrong. */
    void to(Path target, String uri) throws IOException {
        if (uri.startsWith("http://") || uri.startsWith("https://")) {
            overHttp(target, uri);
            return;
        }
        Path source = Path.of(uri.startsWith("file://") ? uri.substring("file://".length()) : uri);
        if (!source.isAbsolute()) {
            throw new IOException("neither http, https, file nor an absolute path");
        }
        if (!Files.isRegularFile(source)) {
            throw new IOException("no such file");
        }
        Files.copy(source, target, StandardCopyOption.COPY_ATTRIBUTES);
    }

    private void overHttp(Path target, String uri) throws IOException {
        HttpRequest request;
        try {
            request = HttpRequest.newBuilder(URI.create(uri))
                    .timeout(timeout)
                    .GET()
                    .build();
        } catch (IllegalArgumentException notUri) {
            throw new IOException("not a URI: " + notUri.getMessage(), notUri);
        }
        CompletableFuture<HttpResponse<Path>> answer =
                http.sendAsync(request, HttpResponse.BodyHandlers.ofFile(target));
        HttpResponse<Path> response = await(answer);
        if (response.statusCode() != OK) {
            throw new IOException("the server answered " + response.statusCode());
        }
        long expected = response.headers().firstValueAsLong("Content-Length").orElse(-1);
        long got = Files.size(target);
        if (expected >= 0 && expected != got) {
            throw new IOException("got " + got + " of " + expected + " bytes");
        }
        response.headers().firstValue("Last-Modified").ifPresent(date -> setTime(target, date));
    }

    private HttpResponse<Path> await(CompletableFuture<HttpResponse<Path>> answer) throws IOException {
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException tooLong) {
            answer.cancel(true);
            throw new IOException("not finished after " + timeout.toSeconds() + " s", tooLong);
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause() == null ? failed : failed.getCause();
            throw new IOException(
                    cause.getMessage() == null
                            ? "no connection (" + cause.getClass().getSimpleName() + ")"
                            : cause.getMessage(),
                    cause);
        } catch (InterruptedException closing) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new IOException("the agent is closing", closing);
        }
    }

    private static void setTime(Path file, String httpDate) {
        try {
            Instant time = ZonedDateTime.parse(httpDate, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Files.setLastModifiedTime(file, FileTime.from(time));
        } catch (DateTimeException | IOException unimportant) {
            // The time of arrival serves as well: all sandboxes see the same file.
        }
    }
}
