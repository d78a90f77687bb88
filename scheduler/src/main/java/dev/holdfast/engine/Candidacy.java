package dev.holdfast.engine;

import dev.holdfast.core.State;
import dev.holdfast.core.View;
import dev.holdfast.store.Election;
import dev.holdfast.store.FencedException;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.Tenure;
import dev.holdfast.store.ZooKeeperSession;
import dev.holdfast.store.ZooKeeperStore;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One scheduler's part in an election, on a thread of its own.
 *
 * <ol>
 *   <li>It stands by: shows what the one that leads shows, and knows where that one's API is.
 *   <li>It wins: takes over the state, which ends the epoch of whoever led before, and lets the scheduler begin.
 *   <li>It leads: puts what its loop sees where those that stand by find it.
 *   <li>It is over when the session is lost or another has taken over. There is no way back in this process: a process that begins
 *       anew has nothing in flight. Whoever runs it starts it again.
 * </ol>
 */
final class Candidacy implements Leadership, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Candidacy.class);
    private static final long MILLIS_BETWEEN_LOOKS = 500;

    /** So that those who stand by can tell an old picture from a quiet cluster. */
    private static final long LONGEST_SILENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final ZooKeeperSession session;
    private final ZooKeeperStore store;
    private final Engine engine;
    private final Election election;
    private final URI api;
    private final Consumer<Tenure> begin;
    private final Consumer<State> rehearse;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "election");

    private volatile Optional<Tenure> tenure = Optional.empty();
    private volatile Optional<URI> leader = Optional.empty();
    private Optional<View> shown = Optional.empty();
    private long shownAt;
    private boolean rehearsed;

    /**
     * A part in an election.
     *
     * @param begin called once, when this one leads
     * @param rehearse called once with what is stored, when this one stands by and there is something to lead; must return
     *     at once
     */
    private Candidacy(
            ZooKeeperSession session,
            ZooKeeperStore store,
            Engine engine,
            URI api,
            Consumer<Tenure> begin,
            Consumer<State> rehearse) {
        this.session = session;
        this.store = store;
        this.engine = engine;
        this.api = api;
        this.begin = begin;
        this.rehearse = rehearse;
        this.election = Election.enter(session, api.toString());
    }

    static Candidacy stand(
            ZooKeeperSession session,
            ZooKeeperStore store,
            Engine engine,
            URI api,
            Consumer<Tenure> begin,
            Consumer<State> rehearse) {
        Candidacy candidacy = new Candidacy(session, store, engine, api, begin, rehearse);
        candidacy.thread.setDaemon(true);
        candidacy.thread.start();
        return candidacy;
    }

    @Override
    public boolean leads() {
        return tenure.isPresent();
    }

    @Override
    public Optional<URI> leader() {
        return leader;
    }

    private void run() {
        try {
            while (!session.over().isDone() && !engine.halted().isDone()) {
                look();
                if (closed.await(MILLIS_BETWEEN_LOOKS, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
            engine.halt(session.over().getNow("it has halted"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (FencedException e) {
            LOG.warn("this scheduler acts no more: {}", e.getMessage());
            engine.halt(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) { // nobody else would notice, and a scheduler that half leads is the worst of all
            LOG.error("this scheduler cannot go on", e);
            engine.halt(e instanceof StoreException told ? told.getMessage() + "; " + told.remedy() : e.toString());
        }
    }

    private void look() {
        if (tenure.isPresent()) {
            showOn();
        } else if (election.won().isDone()) {
            takeOver();
        } else {
            // An entry with our own address is of the process before this one, until its session is over.
            leader = election.leader().map(URI::create).filter(other -> !other.equals(api));
            standBy();
        }
    }

    private void takeOver() {
        long from = System.nanoTime();
        Tenure begun = store.takeOver(api.toString());
        engine.takeUp();
        leader = Optional.of(api);
        begin.accept(begun);
        tenure = Optional.of(begun);
        LOG.info("this scheduler leads now; it took over in {} ms", (System.nanoTime() - from) / 1_000_000);
    }

    private void standBy() {
        try {
            Optional<View> page = store.shown();
            if (page.isPresent() && !page.equals(shown)) {
                shown = page;
                engine.show(page.get());
            }
            if (!rehearsed && shown.filter(view -> !view.clusters().isEmpty()).isPresent()) {
                rehearsed = true;
                rehearse.accept(store.load());
            }
        } catch (StoreException e) {
            LOG.info("standing by: {}", e.getMessage());
        }
    }

    private void showOn() {
        View now = engine.view();
        boolean same = shown.filter(before -> before.showsTheSameAs(now)).isPresent();
        if (same && System.nanoTime() - shownAt < LONGEST_SILENCE_NANOS) {
            return;
        }
        if (!store.show(now) && shown.isEmpty()) {
            LOG.warn("the picture of all clusters is too long for ZooKeeper; those that stand by show none");
        }
        shown = Optional.of(now);
        shownAt = System.nanoTime();
    }

    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        election.close();
    }
}
