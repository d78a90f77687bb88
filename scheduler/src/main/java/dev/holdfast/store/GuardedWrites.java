package dev.holdfast.store;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.data.Stat;

/**
 * Transactions of one epoch, each done exactly once.
 *
 * <p>An answer may be lost with the connection, and then nobody knows whether the transaction was done. So each one also writes a
 * stamp of its own to one znode, on the condition of that znode's version: sent again, it either goes through, then the first was not
 * done and can be done no more; or the version is another and the stamp says that it was ours.
 */
final class GuardedWrites {

    private static final int EPOCH = 0;
    private static final int STAMP = 1;

    private final ZooKeeperSession session;
    private final Epoch epoch;
    private final String stampPath;
    private int stampVersion;
    private long count;

    GuardedWrites(ZooKeeperSession session, Epoch epoch, String stampPath) {
        this.session = session;
        this.epoch = epoch;
        this.stampPath = stampPath;
        Stat stat = new Stat();
        byte[] unused = session.call("its stamp", zookeeper -> zookeeper.getData(stampPath, false, stat));
        this.stampVersion = stat.getVersion();
    }

    /** How many were done in this epoch. */
    long count() {
        return count;
    }

    /** @throws FencedException if this epoch is over, or it cannot be known any more whether it was done */
    void run(List<Op> ops) {
        byte[] stamp = (epoch.number() + "." + (count + 1)).getBytes(StandardCharsets.UTF_8);
        List<Op> all = new ArrayList<>();
        all.add(epoch.check());
        all.add(Op.setData(stampPath, stamp, stampVersion));
        all.addAll(ops);
        while (!epoch.over().isDone()) {
            long sentAt = System.nanoTime();
            try {
                session.zookeeper().multi(all);
                epoch.proved(sentAt);
                done();
                return;
            } catch (KeeperException.ConnectionLossException | KeeperException.OperationTimeoutException e) {
                ZooKeeperSession.pause();
            } catch (KeeperException.SessionExpiredException e) {
                session.end("the session with ZooKeeper has expired");
            } catch (KeeperException e) {
                if (failedAt(e) == STAMP && stampIs(stamp)) {
                    done();
                    return;
                }
                throw fenced(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                epoch.end("interrupted in a commit");
            }
        }
        throw new FencedException(epoch.over().join(), new IllegalStateException("epoch " + epoch.number()));
    }

    private void done() {
        count++;
        stampVersion++;
    }

    /** A read after a sync sees all that was done before. */
    private boolean stampIs(byte[] stamp) {
        return Arrays.equals(stamp, session.call("its stamp", zookeeper -> {
            zookeeper.sync(stampPath, (code, path, context) -> {}, null);
            return zookeeper.getData(stampPath, false, null);
        }));
    }

    private FencedException fenced(KeeperException e) {
        String why = failedAt(e) == EPOCH
                ? "another scheduler leads now"
                : "ZooKeeper did not take a transaction: " + e.getMessage();
        epoch.end(why);
        return new FencedException(why, e);
    }

    /** Which of the operations was refused; behind the last if that is not said. */
    private static int failedAt(KeeperException e) {
        List<OpResult> results = e.getResults();
        if (results == null) {
            return Integer.MAX_VALUE;
        }
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i) instanceof OpResult.ErrorResult error
                    && error.getErr() != KeeperException.Code.OK.intValue()) {
                return i;
            }
        }
        return Integer.MAX_VALUE;
    }
}
