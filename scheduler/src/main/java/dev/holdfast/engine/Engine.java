package dev.holdfast.engine;

import dev.holdfast.core.Answer;
import dev.holdfast.core.Command;
import dev.holdfast.core.Core;
import dev.holdfast.core.Effect;
import dev.holdfast.core.Event;
import dev.holdfast.core.Fact;
import dev.holdfast.core.PastLaunch;
import dev.holdfast.core.Publishing;
import dev.holdfast.core.State;
import dev.holdfast.core.View;
import dev.holdfast.core.Written;
import dev.holdfast.database.ClusterView;
import dev.holdfast.metrics.SchedulerMeter;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import dev.holdfast.spec.Problem;
import dev.holdfast.store.FencedException;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.Tenure;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop: its thread, its queue, and who is told. A turn ({@link Turns}) takes what has happened since the last, decides on each event
 * in order, makes all facts durable in one transaction; only then a picture is published and the effects are let out.
 *
 * <p>If facts cannot be made durable, the turn never happened: the state is still the old one, no effect has left, the events are
 * kept and tried again, and users are told why nothing moves.
 */
public final class Engine implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

    private static final int QUEUE_SIZE = 20_000;
    private static final long COUNTER_MASK = (1L << 50) - 1;
    private static final Duration LONGEST_SLEEP = Duration.ofSeconds(5);
    private static final Duration STORE_RETRY = Duration.ofSeconds(2);

    private final Turns turns;
    private final Publishing publishing;
    private final Clock clock;
    private final SchedulerMeter meter = new SchedulerMeter();
    private final BlockingQueue<Event> queue = new ArrayBlockingQueue<>(QUEUE_SIZE);
    private final Map<Long, CompletableFuture<Answer>> tickets = new ConcurrentHashMap<>();
    private final AtomicLong nextTicket = new AtomicLong();
    private final List<Consumer<View>> watchers = new CopyOnWriteArrayList<>();
    private final CompletableFuture<String> halted = new CompletableFuture<>();
    private final Thread thread = new Thread(this::run, "engine");

    private final EventTail tail = new EventTail();
    private final ThreadLocal<String> asker = ThreadLocal.withInitial(() -> "");

    private final FreshAgents agents = new FreshAgents();
    private volatile Optional<Outside> outside = Optional.empty();
    private Tenure tenure = Tenure.alone();
    private volatile View view;
    /** The state that the view shows. */
    private State shown;

    private volatile boolean stopping;
    private long pictures;

    /** An engine on what the store holds; it does nothing before {@link #start}. */
    public Engine(Core core, Store store, Publishing publishing, Clock clock) {
        SecureRandom random = new SecureRandom();
        this.turns = new Turns(core::decide, store, () -> random.nextLong() & COUNTER_MASK, meter);
        this.publishing = publishing;
        this.clock = clock;
        this.shown = turns.state();
        this.tail.beginAfter(shown.told());
        this.view = publishing.view(shown, 0, clock.instant());
        meter.loop(queue::size, QUEUE_SIZE, () -> halted.isDone() ? 1 : 0, turns::state);
    }

    /** What this loop and all around it are counted with. */
    public SchedulerMeter meter() {
        return meter;
    }

    /** The state as it was loaded, for those who must know who we are before the loop runs. */
    public State loaded() {
        return turns.state();
    }

    /** The state anew, by whoever stood by and takes over now. */
    State takeUp() {
        turns.takeUp();
        shown = turns.state();
        tail.beginAfter(shown.told());
        view = publishing.view(shown, pictures, clock.instant());
        return shown;
    }

    /** Begins to turn. */
    public void start(Outside world) {
        start(world, Tenure.alone());
    }

    /** Begins to turn, and acts for as long as the tenure lasts. */
    void start(Outside world, Tenure forHowLong) {
        outside = Optional.of(world);
        tenure = forHowLong;
        CompletableFuture<Void> unused = forHowLong.over().thenAccept(this::halt);
        thread.start();
    }

    /** The picture of the one that leads, for who stands by. */
    void show(View picture) {
        pictures++;
        View counted = picture.withTurn(pictures);
        view = counted;
        watchers.forEach(watcher -> watcher.accept(counted));
    }

    /** Something happened. Waits if the loop is far behind, so that nothing is lost. */
    public void submit(Event event) {
        try {
            queue.put(event);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Asks for something; the answer comes when it is durable. */
    public CompletableFuture<Answer> ask(Command command) {
        return ask(command, asker.get());
    }

    /** Likewise. {@code by} is who asks, as far as that is known, for the event log. */
    public CompletableFuture<Answer> ask(Command command, String by) {
        if (halted.isDone()) {
            return CompletableFuture.completedFuture(stopped(halted.getNow("")));
        }
        long ticket = nextTicket.incrementAndGet();
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        tickets.put(ticket, answer);
        submit(new Event.Asked(ticket, command, by));
        return answer;
    }

    /** What the calling thread asks for from now on, it asks for somebody: who, as far as that is known. */
    public void askingAs(String who) {
        asker.set(who);
    }

    /** What was just told, for who wants to hear of it as it happens. */
    public EventTail tail() {
        return tail;
    }

    /** The newest picture. */
    public View view() {
        return view;
    }

    /** The newest picture with agents as the master knows them now, if it says so in time. Who stands by asks nobody. */
    public View viewOfAgents(Duration patience) throws InterruptedException {
        if (outside.isPresent() && !halted.isDone()) {
            agents.await(outside.get(), patience);
        }
        return view;
    }

    /** How long ago the newest picture was made; a loop that turns makes one every few seconds. */
    public Duration silence() {
        return Duration.between(view.at(), clock.instant());
    }

    /** A cluster as rules and drivers see it now. */
    public Optional<ClusterView> clusterView(ClusterName cluster) {
        return Publishing.clusterView(turns.state(), cluster, clock.instant());
    }

    /** Where a node's newest process is or was. */
    Optional<Publishing.Standing> standing(NodeId node) {
        return Publishing.standing(turns.state(), node);
    }

    /** Where a chore beside a node writes, or the last wrote. */
    Optional<Written> written(NodeId node, String chore) {
        return Publishing.written(turns.state(), node, chore);
    }

    /** Where a node's launches are and were, the newest first. */
    List<PastLaunch> launches(NodeId node) {
        return Publishing.launches(turns.state(), node);
    }

    /** Calls back with every new picture, on the loop's thread: must return at once. */
    public void watch(Consumer<View> watcher) {
        watchers.add(watcher);
    }

    public void unwatch(Consumer<View> watcher) {
        watchers.remove(watcher);
    }

    /** Completes with the reason when this engine may act no more. */
    public CompletableFuture<String> halted() {
        return halted;
    }

    private void run() {
        Instant wakeAt = clock.instant();
        while (!stopping) {
            try {
                collect(wakeAt);
                if (stopping) {
                    return;
                }
                wakeAt = turn();
            } catch (InterruptedException e) {
                return;
            } catch (FencedException e) {
                LOG.error("this scheduler leads no longer: {}", e.getMessage());
                halt(String.valueOf(e.getMessage()));
                return;
            } catch (StoreException e) {
                LOG.error("cannot persist, so nothing is done: {} ({})", e.getMessage(), e.remedy());
                refuse(e);
                wakeAt = clock.instant().plus(STORE_RETRY);
                pauseBeforeRetry();
            } catch (RuntimeException e) {
                // A broken invariant. What is durable is whole; to go on from a wrong decision would be worse than to
                // stop.
                LOG.error("the loop stops: a decision failed", e);
                halt("internal error: " + e);
                return;
            }
        }
    }

    private void collect(Instant wakeAt) throws InterruptedException {
        if (turns.isIdle()) {
            Duration sleep = Duration.between(clock.instant(), wakeAt);
            Duration bounded = sleep.compareTo(LONGEST_SLEEP) > 0 ? LONGEST_SLEEP : sleep;
            Event first = bounded.isNegative() || bounded.isZero()
                    ? queue.poll()
                    : queue.poll(bounded.toMillis() + 1, TimeUnit.MILLISECONDS);
            take(first == null ? new Event.Tick(clock.instant()) : first);
        }
        List<Event> more = new ArrayList<>();
        queue.drainTo(more, turns.room());
        more.forEach(this::take);
    }

    private void take(Event event) {
        agents.hears(event);
        turns.add(event);
    }

    private Instant turn() {
        Turns.Turned turned = turns.turn(clock::instant);
        List<Fact.Told> lines = new ArrayList<>();
        for (Fact fact : turned.facts()) {
            if (fact instanceof Fact.Told told) {
                lines.add(told);
                LOG.info(
                        "cluster={} {}{}",
                        told.cluster().map(ClusterName::value).orElse("-"),
                        told.text(),
                        told.by().isEmpty() ? "" : " [" + told.by() + "]");
            }
        }
        tail.add(lines);
        publish(); // before anybody is answered: who then looks must see what was answered
        turned.effects().forEach(this::letOut);
        return turned.wakeAt();
    }

    private void letOut(Effect effect) {
        if (halted.isDone()) {
            return;
        }
        if (effect instanceof Effect.Reply reply) {
            Optional.ofNullable(tickets.remove(reply.ticket())).ifPresent(ticket -> ticket.complete(reply.answer()));
        } else if (effect instanceof Effect.Halt halt) {
            halt(halt.why());
        } else if (!tenure.holds()) {
            halt(tenure.over().getNow("this scheduler was interrupted"));
        } else {
            outside.orElseThrow().act(effect);
        }
    }

    private void publish() {
        long begun = System.nanoTime();
        pictures++;
        State state = turns.state();
        View picture = publishing.view(state, pictures, clock.instant(), shown, view);
        shown = state;
        view = picture;
        agents.shown();
        watchers.forEach(watcher -> watcher.accept(picture));
        meter.drew(System.nanoTime() - begun);
    }

    private void refuse(StoreException e) {
        for (Event.Asked asked : turns.refuse()) {
            Optional.ofNullable(tickets.remove(asked.ticket()))
                    .ifPresent(ticket -> ticket.complete(new Answer.Refused(
                            Answer.Kind.CONFLICT,
                            List.of(Problem.of("", String.valueOf(e.getMessage()), e.remedy())))));
        }
    }

    private void pauseBeforeRetry() {
        try {
            Thread.sleep(STORE_RETRY.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Acts no more, whatever is under way. Called by any thread. */
    void halt(String why) {
        stopping = true;
        halted.complete(why);
        tickets.values().forEach(ticket -> ticket.complete(stopped(why)));
    }

    private static Answer stopped(String why) {
        return new Answer.Refused(
                Answer.Kind.CONFLICT, List.of(Problem.of("", "this scheduler has stopped: " + why, "start it again")));
    }

    /** Stops turning. Tasks go on running; the next engine on this store finds them. */
    @Override
    public void close() {
        stopping = true;
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(10).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        halted.complete("closed");
    }
}
