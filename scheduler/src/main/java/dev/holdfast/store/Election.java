package dev.holdfast.store;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.curator.framework.recipes.leader.LeaderLatch;
import org.apache.curator.framework.recipes.leader.LeaderLatchListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Several schedulers of one state, of which one leads: who has the oldest ephemeral znode below {@code election}. */
public final class Election implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Election.class);

    private final ZooKeeperSession session;
    private final LeaderLatch latch;
    private final CompletableFuture<Void> won = new CompletableFuture<>();

    private Election(ZooKeeperSession session, LeaderLatch latch) {
        this.session = session;
        this.latch = latch;
    }

    /**
     * Stands for election.
     *
     * @param address what the others are told of us if we win: where our API is
     */
    public static Election enter(ZooKeeperSession session, String address) {
        LeaderLatch latch = new LeaderLatch(session.curator(), session.address().child(Znodes.ELECTION), address);
        Election election = new Election(session, latch);
        latch.addListener(new LeaderLatchListener() {
            @Override
            public void isLeader() {
                election.won.complete(null);
            }

            @Override
            public void notLeader() {
                session.end("the election was lost");
            }
        });
        try {
            latch.start();
        } catch (Exception e) {
            throw new StoreException(
                    "the election in " + session.address() + " cannot be entered: " + e.getMessage(),
                    "see that ZooKeeper runs",
                    e);
        }
        return election;
    }

    /** Completes when we have won; it is then for us to take over. */
    public CompletableFuture<Void> won() {
        return won;
    }

    /** The address that the one who leads has entered with; empty if nobody leads or it cannot be told. */
    public Optional<String> leader() {
        if (session.over().isDone()) {
            return Optional.empty();
        }
        try {
            return Optional.of(latch.getLeader().getId()).filter(id -> !id.isEmpty());
        } catch (Exception e) {
            LOG.debug("who leads is not known", e);
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        try {
            latch.close(LeaderLatch.CloseMode.SILENT);
        } catch (Exception e) {
            LOG.debug("leaving the election", e); // the session's end ends it, too
        }
    }
}
