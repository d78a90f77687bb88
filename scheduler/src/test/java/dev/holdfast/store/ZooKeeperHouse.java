package dev.holdfast.store;

import dev.holdfast.core.Self;
import dev.holdfast.model.ZooKeeperAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A real ZooKeeper server in this process, and sessions with it. */
final class ZooKeeperHouse implements AutoCloseable {

    static final Duration TIMEOUT = Duration.ofSeconds(3);

    private final LocalZooKeeper server;
    private final List<ZooKeeperSession> sessions = new ArrayList<>();

    ZooKeeperHouse(Path directory) {
        System.setProperty("zookeeper.forceSync", "no"); // only a machine's crash would show it
        try {
            server = LocalZooKeeper.start(directory, new InetSocketAddress("127.0.0.1", 0));
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    int port() {
        return server.port();
    }

    ZooKeeperSession session(String path) {
        return session("127.0.0.1:" + port(), path);
    }

    ZooKeeperSession session(String servers, String path) {
        ZooKeeperSession session = ZooKeeperSession.open(
                ZooKeeperAddress.parse("zk://" + servers + path).orElseThrow(), TIMEOUT);
        sessions.add(session);
        return session;
    }

    /** Of one that may write. */
    static ZooKeeperStore leading(ZooKeeperSession session, Self fresh) {
        ZooKeeperStore store = ZooKeeperStore.open(session, () -> fresh);
        store.takeOver("a test");
        return store;
    }

    @Override
    public void close() {
        sessions.forEach(ZooKeeperSession::close);
        server.close();
    }
}
