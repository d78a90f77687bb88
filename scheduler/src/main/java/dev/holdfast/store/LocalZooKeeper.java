package dev.holdfast.store;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.zookeeper.server.NIOServerCnxnFactory;
import org.apache.zookeeper.server.ZooKeeperServer;
import org.apache.zookeeper.server.persistence.FileTxnSnapLog;

/** A real ZooKeeper server, alone on one machine: for trying out and for tests, not for production. */
public final class LocalZooKeeper implements AutoCloseable {

    private static final int TICK_MILLIS = 500;
    private static final int SHORTEST_SESSION_MILLIS = 1_000;
    private static final int LONGEST_SESSION_MILLIS = 60_000;
    private static final int MOST_CONNECTIONS = 200;
    private static final int PREALLOCATED_KILOBYTES = 1024;

    private final NIOServerCnxnFactory connections;
    private final FileTxnSnapLog files;

    private LocalZooKeeper(NIOServerCnxnFactory connections, FileTxnSnapLog files) {
        this.connections = connections;
        this.files = files;
    }

    /** Starts on what the directory holds; port 0 picks one. */
    public static LocalZooKeeper start(Path directory, InetSocketAddress address)
            throws IOException, InterruptedException {
        setUnlessGiven("zookeeper.admin.enableServer", "false");
        setUnlessGiven("zookeeper.preAllocSize", Integer.toString(PREALLOCATED_KILOBYTES));
        setUnlessGiven("zookeeper.extendedTypesEnabled", "true");
        Files.createDirectories(directory);
        FileTxnSnapLog files = new FileTxnSnapLog(directory.toFile(), directory.toFile());
        ZooKeeperServer server = new ZooKeeperServer(files, TICK_MILLIS, "");
        server.setMinSessionTimeout(SHORTEST_SESSION_MILLIS);
        server.setMaxSessionTimeout(LONGEST_SESSION_MILLIS);
        NIOServerCnxnFactory connections = new NIOServerCnxnFactory();
        connections.configure(address, MOST_CONNECTIONS);
        connections.startup(server);
        return new LocalZooKeeper(connections, files);
    }

    private static void setUnlessGiven(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    public int port() {
        return connections.getLocalPort();
    }

    @Override
    public void close() {
        connections.shutdown();
        try {
            files.close();
        } catch (IOException e) {
            // What was acknowledged is on disk.
        }
    }
}
