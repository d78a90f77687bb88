package dev.holdfast.store;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.data.Stat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A tenure by ZooKeeper's word.
 *
 * <ol>
 *   <li>Whoever takes over writes the epoch znode, which raises its version. That version is the epoch. Every commit has a check of
 *       it in its own transaction, so that nobody of an earlier epoch writes anything from then on, however late, however paused.
 *   <li>Effects cannot be checked by ZooKeeper. They leave under a proof: an answer to such a check that was asked for less than
 *       {@link #PROOF_PERCENT} of the session's time-out ago, by a clock that goes on while the process is paused. Nobody else can lead
 *       before the whole time-out has passed, for we would still be in the election.
 *   <li>What was on its way when the process was paused may still arrive. It was committed before the other one took over, which has
 *       loaded it; Mesos refuses it once the other has subscribed, by the stream's id; a database finds it done or does it once.
 * </ol>
 */
final class Epoch implements Tenure, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Epoch.class);
    private static final int PROOF_PERCENT = 60;
    private static final int PROOFS_PER_TIMEOUT = 5;
    private static final long MILLIS_BETWEEN_LOOKS = 20;

    private final ZooKeeperSession session;
    private final String path;
    private final int version;
    private final Duration timeout;
    private final CompletableFuture<String> over = new CompletableFuture<>();
    private final Thread prover = new Thread(this::prove, "store-tenure");
    private volatile long provedAt;

    private Epoch(ZooKeeperSession session, String path, int version, Duration timeout) {
        this.session = session;
        this.path = path;
        this.version = version;
        this.timeout = timeout;
        this.provedAt = System.nanoTime() - timeout.toNanos();
        CompletableFuture<Void> unused = session.over().thenAccept(this::end);
        prover.setDaemon(true);
    }

    /** Begins a new epoch. A write whose answer was lost is found again by its token, and not repeated. */
    static Epoch begin(ZooKeeperSession session, String path, String holder) {
        byte[] claim = (holder + " " + UUID.randomUUID()).getBytes(StandardCharsets.UTF_8);
        int version = session.call("its epoch", zookeeper -> {
            Stat stat = new Stat();
            byte[] found = zookeeper.getData(path, false, stat);
            while (!Arrays.equals(found, claim)) {
                try {
                    return zookeeper.setData(path, claim, stat.getVersion()).getVersion();
                } catch (KeeperException.BadVersionException e) {
                    found = zookeeper.getData(
                            path, false, stat); // another was faster; the election will tell who leads
                }
            }
            return stat.getVersion();
        });
        Epoch epoch = new Epoch(session, path, version, session.timeout());
        epoch.prover.start();
        return epoch;
    }

    @Override
    public int number() {
        return version;
    }

    /** To be the first of every transaction. */
    Op check() {
        return Op.check(path, version);
    }

    /** A transaction with the check in it, which was sent at that time, went through. */
    void proved(long sentAt) {
        if (sentAt - provedAt > 0) {
            provedAt = sentAt;
        }
    }

    void end(String why) {
        if (over.complete(why)) {
            LOG.warn("epoch {} is over: {}", version, why);
        }
    }

    @Override
    public boolean holds() {
        long fresh = timeout.toNanos() / 100 * PROOF_PERCENT;
        while (!over.isDone()) {
            if (System.nanoTime() - provedAt < fresh) {
                return true;
            }
            try {
                Thread.sleep(MILLIS_BETWEEN_LOOKS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return false;
    }

    @Override
    public CompletableFuture<String> over() {
        return over;
    }

    private void prove() {
        while (!over.isDone()) {
            long sentAt = System.nanoTime();
            try {
                session.zookeeper().multi(List.of(check()));
                proved(sentAt);
            } catch (KeeperException.BadVersionException e) {
                end("another scheduler leads now");
            } catch (KeeperException.SessionExpiredException e) {
                end("the session with ZooKeeper has expired");
            } catch (KeeperException e) {
                LOG.info("no proof of epoch {}: {}", version, e.getMessage());
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.info("no proof of epoch {}: {}", version, e.toString());
            }
            try {
                Thread.sleep(timeout.toMillis() / PROOFS_PER_TIMEOUT);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    @Override
    public void close() {
        end("closed");
        prover.interrupt();
    }
}
