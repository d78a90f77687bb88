package dev.holdfast.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/** Downloads one file from an http or https address, straight through to where it is digested and stored. */
final class UrlDownload {

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);
    private static final Duration SILENCE_LIMIT = Duration.ofSeconds(60);
    private static final int ATTEMPTS = 3;
    private static final int BUFFER_BYTES = 1 << 16;

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(CONNECT_LIMIT)
            .build();

    /** Told how much has come. */
    interface Listener {

        /** @param total -1 if the server did not say */
        void received(long bytes, long total);
    }

    /** A complete answer that is not the file, so that asking again would not help. */
    private static final class Refused extends IOException {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }

    /** Receives the whole file; the caller checks and installs it. */
    Incoming download(ArtifactSource.Url url, ArtifactCache cache, Listener progress)
            throws ArtifactException, InterruptedException {
        IOException last = new IOException("not tried");
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                return attempt(url, cache, progress);
            } catch (Refused e) {
                last = e;
                break;
            } catch (IOException e) {
                last = e;
            }
        }
        throw new ArtifactException(
                url + " could not be fetched: " + why(last, url.address().getHost()),
                "Check the address and the network between here and there.",
                last);
    }

    /** Java's own words for the most common causes are none. */
    private static String why(IOException failure, String host) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
                return "no address is known for " + host;
            }
        }
        if (failure instanceof ConnectException) {
            return host + " cannot be reached"
                    + (failure.getMessage() == null ? "" : " (" + failure.getMessage() + ")");
        }
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    private Incoming attempt(ArtifactSource.Url url, ArtifactCache cache, Listener progress)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(url.bare()).timeout(SILENCE_LIMIT).header("User-Agent", "Holdfast");
        url.credentials()
                .ifPresent(text -> request.header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))));
        HttpResponse<InputStream> response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            if (response.statusCode() != 200) {
                String message = "the server answered " + response.statusCode();
                throw response.statusCode() >= 500 ? new IOException(message) : new Refused(message);
            }
            long length = response.headers().firstValueAsLong("Content-Length").orElse(-1);
            Incoming incoming = cache.receive();
            try {
                receive(body, incoming, bytes -> progress.received(bytes, length));
                if (length >= 0 && incoming.size() != length) {
                    throw new IOException("the server promised " + length + " bytes and sent " + incoming.size());
                }
                return incoming;
            } catch (IOException | RuntimeException e) {
                incoming.close();
                throw e;
            }
        }
    }

    /**
     * The client has no limit for a body that stops coming, so a watch closes a stream that was silent for too long.
     */
    private static void receive(InputStream body, Incoming incoming, LongConsumer progress) throws IOException {
        AtomicLong heardAt = new AtomicLong(System.nanoTime());
        ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "artifact-watch");
            thread.setDaemon(true);
            return thread;
        });
        try {
            ScheduledFuture<?> ignored = watch.scheduleAtFixedRate(
                    () -> {
                        if (System.nanoTime() - heardAt.get() > SILENCE_LIMIT.toNanos()) {
                            closeQuietly(body);
                        }
                    },
                    1,
                    1,
                    TimeUnit.SECONDS);
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
                heardAt.set(System.nanoTime());
                incoming.write(buffer, n);
                progress.accept(incoming.size());
            }
        } finally {
            watch.shutdownNow();
        }
    }

    private static void closeQuietly(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            return; // The reader of this stream gets the failure that counts.
        }
    }
}
