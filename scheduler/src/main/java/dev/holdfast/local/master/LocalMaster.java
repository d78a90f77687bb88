package dev.holdfast.local.master;

import dev.holdfast.mesos.v1.Address;
import dev.holdfast.mesos.v1.MasterInfo;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.UUID;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * An embedded Mesos master that answers over HTTP as a real one does. For one machine; it says itself that it is not
 * for production.
 */
public final class LocalMaster implements AutoCloseable {

    /** Every subscription and every agent's link holds one thread. */
    private static final int MAX_THREADS = 600;

    /** Longest request, in bytes: a call with thousands of operations, or an agent with thousands of tasks. */
    private static final long MAX_REQUEST_BYTES = 64L * 1024 * 1024;

    /** Longer than any heartbeat, so that it ends no stream. */
    private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(10);

    private static final Duration STOP_TIMEOUT = Duration.ofMillis(500);

    private final String id;
    private final URI uri;
    private final MasterLoop loop;
    private final Javalin server;

    private LocalMaster(String id, URI uri, MasterLoop loop, Javalin server) {
        this.id = id;
        this.uri = uri;
        this.loop = loop;
        this.server = server;
    }

    /**
     * Starts a master; what an earlier one with the same directory left is taken over, under a new id.
     *
     * @throws IOException when the directory cannot be used, its checkpoint is broken, or the address is taken
     */
    public static LocalMaster start(MasterConfig config) throws IOException {
        Files.createDirectories(config.data());
        CheckpointFile checkpoints = new CheckpointFile(config.data());
        Checkpoint checkpoint = checkpoints.load();
        int port = config.port() == 0 ? freePort(config.address()) : config.port();
        String id = UUID.randomUUID().toString();
        MasterCore core = new MasterCore(
                info(id, config.address(), port),
                config.timings(),
                checkpoint,
                UUID::randomUUID,
                config.clock().instant());
        MasterLoop loop = new MasterLoop(core, checkpoints, config.clock());
        String self = config.address() + ":" + port;
        MasterHttp pages = new MasterHttp(loop, config.credentials(), self);
        Javalin server = server(config.address(), port, pages);
        try {
            server.start();
        } catch (RuntimeException taken) {
            loop.close();
            throw new IOException(
                    "The embedded master cannot listen on " + self + ": " + taken.getMessage()
                            + "\nChoose another port, or stop what uses this one.",
                    taken);
        }
        loop.start();
        return new LocalMaster(id, URI.create("http://" + self), loop, server);
    }

    private static MasterInfo info(String id, String address, int port) throws IOException {
        byte[] bytes = InetAddress.getByName(address).getAddress();
        int ip = 0;
        for (int i = Math.min(bytes.length, 4) - 1; i >= 0; i--) {
            ip = (ip << 8) | (bytes[i] & 0xff);
        }
        return MasterInfo.newBuilder()
                .setId(id)
                .setIp(ip)
                .setPort(port)
                .setPid("master@" + address + ":" + port)
                .setHostname(address)
                .setVersion(StateViews.VERSION)
                .setAddress(
                        Address.newBuilder().setHostname(address).setIp(address).setPort(port))
                .addCapabilities(MasterInfo.Capability.newBuilder().setType(MasterInfo.Capability.Type.AGENT_UPDATE))
                .addCapabilities(MasterInfo.Capability.newBuilder().setType(MasterInfo.Capability.Type.AGENT_DRAINING))
                .build();
    }

    private static int freePort(String address) throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(address))) {
            return socket.getLocalPort();
        }
    }

    private static Javalin server(String address, int port, MasterHttp pages) {
        return Javalin.create(config -> {
            QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS);
            threads.setName("local-master-http");
            threads.setDaemon(true);
            threads.setStopTimeout(STOP_TIMEOUT.toMillis());
            config.jetty.threadPool = threads;
            config.jetty.addConnector((server, http) -> {
                http.setSendServerVersion(false);
                ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
                connector.setHost(address);
                connector.setPort(port);
                connector.setIdleTimeout(IDLE_TIMEOUT.toMillis());
                connector.setShutdownIdleTimeout(STOP_TIMEOUT.toMillis());
                return connector;
            });
            config.http.compressionStrategy = CompressionStrategy.NONE;
            config.http.maxRequestSize = MAX_REQUEST_BYTES;
            config.http.prefer405over404 = true;
            config.startup.showJavalinBanner = false;
            config.startup.startupWatcherEnabled = false;
            config.startup.showOldJavalinVersionWarning = false;
            pages.addTo(config.routes);
        });
    }

    /** The first part of every id this master gives out; another one after each start. */
    public String id() {
        return id;
    }

    /** Where it answers, {@code http://host:port}. */
    public URI uri() {
        return uri;
    }

    /** Stops at once: schedulers and agents see their connections break, as when a real master dies. */
    @Override
    public void close() {
        loop.close();
        server.stop();
    }
}
