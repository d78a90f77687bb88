package dev.holdfast.mesos;

import com.google.protobuf.Message;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Messages over HTTP/1.1, to masters and agents alike. */
final class MesosHttp implements AutoCloseable {

    static final int OK = 200;
    static final int ACCEPTED = 202;
    static final int UNAUTHORIZED = 401;
    static final int FORBIDDEN = 403;
    static final int NOT_FOUND = 404;
    static final int UNAVAILABLE = 503;

    private static final int FIRST_REDIRECT = 301;
    private static final int LAST_REDIRECT = 308;
    private static final int WORKERS = 2;
    private static final int MAX_TEXT = 500;

    private final Credentials credentials;
    private final ClientSettings settings;
    private final ExecutorService workers;
    private final HttpClient http;

    MesosHttp(Credentials credentials, ClientSettings settings) {
        this.credentials = credentials;
        this.settings = settings;
        this.workers = Executors.newFixedThreadPool(WORKERS, task -> Threads.daemon("mesos-http", task));
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(settings.connectTimeout())
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(workers)
                .build();
    }

    /** A POST without a time limit of its own: from Java 26 on that would cut off an endless answer. */
    HttpRequest.Builder post(URI base, String path, Message body) {
        WireFormat format = settings.format();
        return authorized(HttpRequest.newBuilder(base.resolve(path)))
                .header("Content-Type", format.contentType())
                .header("Accept", format.contentType())
                .POST(HttpRequest.BodyPublishers.ofByteArray(format.write(body)));
    }

    HttpRequest get(URI base, String path) {
        return authorized(HttpRequest.newBuilder(base.resolve(path))).GET().build();
    }

    private HttpRequest.Builder authorized(HttpRequest.Builder request) {
        credentials.authorization().ifPresent(value -> request.header("Authorization", value));
        return request;
    }

    /** Starts an exchange whose whole answer is wanted. */
    CompletableFuture<HttpResponse<byte[]>> exchange(HttpRequest request) {
        return http.sendAsync(request, answer -> new BoundedBytes(settings.maxRecordBytes()));
    }

    /** Opens a stream. Only a good answer streams; any other is read to its end before this returns. */
    HttpResponse<InputStream> open(HttpRequest request, Duration timeout) throws IOException, InterruptedException {
        BodyHandler<InputStream> handler = answer -> answer.statusCode() == OK
                ? BodySubscribers.ofInputStream()
                : BodySubscribers.mapping(new BoundedBytes(settings.maxRecordBytes()), ByteArrayInputStream::new);
        return await(http.sendAsync(request, handler), timeout);
    }

    /** Waits for an answer; what does not come in time is given up, connection and all. */
    static <T> T await(CompletableFuture<T> answer, Duration timeout) throws IOException, InterruptedException {
        try {
            return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            throw new HttpTimeoutException("no answer within " + timeout.toMillis() + " ms");
        } catch (CancellationException givenUp) {
            throw new IOException("given up, as the subscription ended", givenUp);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof IOException io ? io : new IOException(failed.getCause());
        } finally {
            answer.cancel(true);
        }
    }

    static boolean isRedirect(int status) {
        return status >= FIRST_REDIRECT && status <= LAST_REDIRECT;
    }

    /** Where the leader is, by a redirect's Location. Mesos leaves out the scheme ({@code //host:port/path}). */
    static Optional<URI> leader(HttpResponse<?> redirect, URI from) {
        return redirect.headers().firstValue("Location").flatMap(location -> {
            try {
                URI to = from.resolve(location);
                return to.getRawAuthority() == null
                        ? Optional.empty()
                        : Optional.of(URI.create(to.getScheme() + "://" + to.getRawAuthority()));
            } catch (IllegalArgumentException notAnAddress) {
                return Optional.empty();
            }
        });
    }

    static String text(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8).strip();
        return text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) + "…" : text;
    }

    /** Whether the request certainly never reached the other side. */
    static boolean neverLeft(IOException failure) {
        return failure instanceof ConnectException || failure instanceof HttpConnectTimeoutException;
    }

    /** In words; the client's own exceptions often have none. */
    static String describe(IOException failure) {
        if (failure instanceof HttpConnectTimeoutException) {
            return "no connection within the time allowed";
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return "unknown host";
            }
        }
        String message = failure.getMessage();
        if (failure instanceof ConnectException) {
            return message == null ? "connection refused" : message;
        }
        return message == null ? failure.getClass().getSimpleName() : message;
    }

    @Override
    public void close() {
        workers.shutdownNow();
    }
}
