package dev.holdfast.store;

import dev.holdfast.model.ZooKeeperAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.api.ACLProvider;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.curator.framework.state.SessionConnectionStateErrorPolicy;
import org.apache.curator.retry.RetryOneTime;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.data.ACL;

/**
 * One session with ZooKeeper, and not a second one: when it is lost, {@link #over} says so and this object is of no more use.
 * Who leads by a session leads no longer than it.
 */
public final class ZooKeeperSession implements AutoCloseable {

    /** The shortest that a ZooKeeper with usual settings grants: so another decides within ten seconds, on a busy machine, too. */
    public static final Duration USUAL_TIMEOUT = Duration.ofSeconds(4);

    private static final Duration CONNECT = Duration.ofSeconds(15);
    private static final Duration READ = Duration.ofSeconds(15);
    private static final int RETRY_MILLIS = 200;

    private final ZooKeeperAddress address;
    private final CuratorFramework curator;
    private final CompletableFuture<String> over = new CompletableFuture<>();

    private ZooKeeperSession(ZooKeeperAddress address, CuratorFramework curator) {
        this.address = address;
        this.curator = curator;
    }

    /**
     * Opens a session.
     *
     * @param timeout after which the servers take a silent client for gone
     * @throws StoreException if no server answers
     */
    public static ZooKeeperSession open(ZooKeeperAddress address, Duration timeout) {
        return open(address, timeout, CONNECT);
    }

    static ZooKeeperSession open(ZooKeeperAddress address, Duration timeout, Duration patience) {
        ZKClientConfig told = ZooKeeperTls.checked(address);
        CuratorFrameworkFactory.Builder builder = CuratorFrameworkFactory.builder()
                .connectString(address.servers())
                .zkClientConfig(told)
                .sessionTimeoutMs((int) timeout.toMillis())
                .connectionTimeoutMs((int) timeout.toMillis())
                .retryPolicy(new RetryOneTime(RETRY_MILLIS))
                .connectionStateErrorPolicy(new SessionConnectionStateErrorPolicy());
        address.login()
                .ifPresent(login -> builder.authorization("digest", login.getBytes(StandardCharsets.UTF_8))
                        .aclProvider(onlyUs()));
        CuratorFramework curator = builder.build();
        ZooKeeperSession session = new ZooKeeperSession(address, curator);
        curator.getConnectionStateListenable().addListener((client, state) -> {
            if (state == ConnectionState.LOST) {
                session.end("the session with ZooKeeper (" + address.servers() + ") is lost");
            }
        });
        curator.start();
        try {
            if (!curator.blockUntilConnected((int) patience.toMillis(), TimeUnit.MILLISECONDS)) {
                curator.close();
                throw address.secure() ? ZooKeeperTls.refused(address, told) : nobody(address);
            }
            return session;
        } catch (InterruptedException e) {
            curator.close();
            Thread.currentThread().interrupt();
            throw new StoreException("interrupted", "start it again", e);
        }
    }

    private static StoreException nobody(ZooKeeperAddress address) {
        return new StoreException(
                "no ZooKeeper answers at " + address.servers(),
                "see that it runs and that the address is right (zks:// where it wants TLS); it is looked for again at the"
                        + " next start",
                new IllegalStateException("not connected"));
    }

    /** With a login, what we write is for that login only. */
    private static ACLProvider onlyUs() {
        return new ACLProvider() {
            @Override
            public List<ACL> getDefaultAcl() {
                return ZooDefs.Ids.CREATOR_ALL_ACL;
            }

            @Override
            public List<ACL> getAclForPath(String path) {
                return ZooDefs.Ids.CREATOR_ALL_ACL;
            }
        };
    }

    List<ACL> acl() {
        return address.login().isPresent() ? ZooDefs.Ids.CREATOR_ALL_ACL : ZooDefs.Ids.OPEN_ACL_UNSAFE;
    }

    ZooKeeperAddress address() {
        return address;
    }

    CuratorFramework curator() {
        return curator;
    }

    /** Completes with the reason when the session is lost or closed. */
    public CompletableFuture<String> over() {
        return over;
    }

    void end(String why) {
        over.complete(why);
    }

    /** What the servers agreed to. */
    Duration timeout() {
        return call("its session", zookeeper -> Duration.ofMillis(zookeeper.getSessionTimeout()));
    }

    /** Something to ask ZooKeeper for. */
    interface Question<T> {
        T of(ZooKeeper zookeeper) throws KeeperException, InterruptedException;
    }

    /** Asks until there is an answer; for questions that do no harm when asked twice. */
    <T> T call(String what, Question<T> question) {
        long until = System.nanoTime() + READ.toNanos();
        while (true) {
            Optional<String> ended = Optional.ofNullable(over.getNow(null));
            if (ended.isPresent()) {
                throw new FencedException(ended.get(), new IllegalStateException(what));
            }
            try {
                return question.of(zookeeper());
            } catch (KeeperException.ConnectionLossException | KeeperException.OperationTimeoutException e) {
                if (System.nanoTime() > until) {
                    throw silent(what, e);
                }
                pause();
            } catch (KeeperException.SessionExpiredException e) {
                end("the session with ZooKeeper (" + address.servers() + ") has expired");
            } catch (KeeperException.NoAuthException | KeeperException.InvalidACLException e) {
                throw new StoreException(
                        "ZooKeeper does not let us use " + what + " below " + address,
                        "give the login that made it, with --zookeeper-login-file or as in zk://user:password@"
                                + address.servers() + address.path(),
                        e);
            } catch (KeeperException e) {
                throw new StoreException(
                        "ZooKeeper refuses " + what + " below " + address + ": " + e.getMessage(),
                        "see ZooKeeper's own log",
                        e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw silent(what, e);
            }
        }
    }

    private StoreException silent(String what, Exception e) {
        return new StoreException(
                "ZooKeeper at " + address.servers() + " does not answer (" + what + ")",
                "see that most of its servers run",
                e);
    }

    ZooKeeper zookeeper() throws KeeperException, InterruptedException {
        try {
            return curator.getZookeeperClient().getZooKeeper();
        } catch (KeeperException | InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    static void pause() {
        try {
            Thread.sleep(RETRY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the session at once, and with it all that lives by it. */
    @Override
    public void close() {
        curator.close();
        end("the session with ZooKeeper is closed");
    }
}
