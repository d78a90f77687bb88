package dev.holdfast.local.master;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import java.net.URI;

/** A master that does not lead: it answers everything with 307 and the leader's address, as Mesos does. */
public final class Standby implements AutoCloseable {

    private final Javalin server;

    private Standby(Javalin server) {
        this.server = server;
    }

    /**
     * Starts answering.
     *
     * @param leader where the leading master answers; its path is ignored
     */
    public static Standby start(String address, int port, URI leader) {
        Javalin server = Javalin.create(config -> {
            config.http.compressionStrategy = CompressionStrategy.NONE;
            config.startup.showJavalinBanner = false;
            config.startup.startupWatcherEnabled = false;
            config.routes.before(context -> {
                context.status(307).header("Location", "//" + leader.getAuthority() + context.path());
                context.skipRemainingHandlers();
            });
        });
        server.start(address, port);
        return new Standby(server);
    }

    /** The port it listens on. */
    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.stop();
    }
}
