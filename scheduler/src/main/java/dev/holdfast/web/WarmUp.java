package dev.holdfast.web;

import dev.holdfast.core.View;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does beforehand, for nobody and on a thread of its own, what the first visitor would wait for otherwise: classes of templates and of the
 * server are loaded, and pages painted until they are compiled. As what clusters look like is seen only where there are some, it is done
 * again when the first one comes.
 */
final class WarmUp implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);

    /** What is painted once is loaded, but still slow. */
    static final int ROUNDS = 4;

    private static final int MOST_MILLIS = 10_000;

    private final Sources sources;
    private final Painting painting;
    private final Assets assets;
    private final Consumer<View> newest = this::seen;
    private final AtomicBoolean again = new AtomicBoolean();
    private volatile boolean closed;

    WarmUp(Sources sources, Painting painting, Assets assets) {
        this.sources = sources;
        this.painting = painting;
        this.assets = assets;
    }

    /** The server at this address answers now. */
    void begin(URI server) {
        thread(() -> {
            boolean empty = sources.view().clusters().isEmpty();
            if (empty) {
                sources.watch(newest);
            }
            paint();
            ask(server);
        });
    }

    private void seen(View view) {
        if (!view.clusters().isEmpty() && again.compareAndSet(false, true)) {
            thread(() -> {
                sources.unwatch(newest);
                paint();
            });
        }
    }

    private static void thread(Runnable work) {
        Thread thread = new Thread(work, "web-warm-up");
        thread.setDaemon(true);
        thread.start();
    }

    private void paint() {
        for (int round = 0; round < ROUNDS && !closed; round++) {
            Glance glance = Glance.at(sources);
            for (Page page : Addresses.first(glance.view())) {
                try {
                    painting.document(page, glance, assets);
                } catch (RuntimeException e) {
                    LOG.debug("{} could not be painted beforehand", page.title(), e);
                }
            }
        }
    }

    /** As a browser does, without a token: where one is needed it is the door that is opened. */
    private static void ask(URI server) {
        String request = "GET / HTTP/1.1\r\nHost: " + server.getAuthority()
                + "\r\nAccept: text/html\r\nConnection: close\r\n\r\n";
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(MOST_MILLIS);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().readAllBytes();
        } catch (IOException e) {
            LOG.debug("{} could not be asked beforehand", server, e);
        }
    }

    @Override
    public void close() {
        closed = true;
        sources.unwatch(newest);
    }
}
