package dev.holdfast.engine;

import dev.holdfast.core.Decision;
import dev.holdfast.core.Effect;
import dev.holdfast.core.Event;
import dev.holdfast.core.Fact;
import dev.holdfast.core.State;
import dev.holdfast.metrics.TurnWatch;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What a turn is, whoever drives it: the engine's thread, or the simulator, which has no thread and no clock.
 *
 * <ol>
 *   <li>What has come since the last turn is decided on in order, each event on what the one before left.
 *   <li>All facts are committed in one transaction. Only then is the new state the state, and may the effects leave, one by one.
 *   <li>If they could not be committed, the turn never happened: the state is the old one, no effect may leave, the events are kept for
 *       the next turn. Questions among them are given back, so that users are told.
 *   <li>But a commit that failed may have been made all the same. So before the next decision what is durable is read again.
 * </ol>
 */
public final class Turns {

    /** So many events at most are decided on in one turn. */
    private static final int MOST = 256;

    /** What decides. */
    @FunctionalInterface
    public interface Mind {
        Decision decide(State state, Event event, Instant now);
    }

    /**
     * A turn that is durable.
     *
     * @param effects to be let out now, in this order
     * @param wakeAt when the next turn is due if nothing happens before
     */
    public record Turned(List<Fact> facts, List<Effect> effects, Instant wakeAt) {}

    private final Mind mind;
    private final Store store;
    private final LongSupplier leap;
    private final TurnWatch watch;
    private final LongSupplier nanos;
    private final List<Event> pending = new ArrayList<>();
    private volatile State state;
    private boolean unsure;

    /**
     * Takes up what the store holds.
     *
     * @param leap how far the counter of names leaps, each time it is asked another number nobody can foresee
     */
    public Turns(Mind mind, Store store, LongSupplier leap) {
        this(mind, store, leap, TurnWatch.NOBODY);
    }

    /** The same, with somebody who is told of each turn. */
    Turns(Mind mind, Store store, LongSupplier leap, TurnWatch watch) {
        this(mind, store, leap, watch, System::nanoTime);
    }

    /** The same, on a stopwatch. */
    Turns(Mind mind, Store store, LongSupplier leap, TurnWatch watch, LongSupplier nanos) {
        this.mind = mind;
        this.store = store;
        this.leap = leap;
        this.watch = watch;
        this.nanos = nanos;
        this.state = begun(store.load());
    }

    /** As of the newest turn that is durable. */
    public State state() {
        return state;
    }

    /** Reads the state anew, for who stood by and takes over now. */
    public void takeUp() {
        state = begun(store.load());
    }

    /** Whoever begins names things as nobody did before, also if the state is an older copy that was put back. */
    private State begun(State loaded) {
        return loaded.after(new Fact.SelfIs(loaded.self().leapt(leap.getAsLong())));
    }

    /** How many more events this turn takes. */
    public int room() {
        return Math.max(0, MOST - pending.size());
    }

    /** Whether nothing is to be decided on yet. */
    public boolean isIdle() {
        return pending.isEmpty();
    }

    public void add(Event event) {
        pending.add(event);
    }

    /**
     * Decides on all that was added, and makes it durable.
     *
     * @throws StoreException if it could not be; then {@link #refuse} says who is to be told
     */
    public Turned turn(Supplier<Instant> clock) {
        if (unsure) {
            state = begun(store.load()).seeing(state.sight());
            unsure = false;
        }
        State next = state;
        List<Fact> facts = new ArrayList<>();
        List<Effect> effects = new ArrayList<>();
        Instant wakeAt = clock.get();
        List<TurnWatch.Decided> decided = new ArrayList<>();
        for (Event event : pending) {
            Instant now = clock.get();
            long begun = nanos.getAsLong();
            Decision decision = mind.decide(next, event, now);
            decided.add(new TurnWatch.Decided(event, next, decision, now, nanos.getAsLong() - begun));
            next = decision.state();
            facts.addAll(decision.facts());
            effects.addAll(decision.effects());
            wakeAt = decision.wakeAt();
        }
        long begun = nanos.getAsLong();
        try {
            store.commit(facts);
        } catch (StoreException e) {
            unsure = true;
            watch.failed();
            throw e;
        }
        long committed = nanos.getAsLong() - begun;
        state = next;
        pending.clear();
        watch.turned(decided, committed);
        return new Turned(facts, effects, wakeAt);
    }

    /** Takes questions out of what is kept for the next turn. */
    public List<Event.Asked> refuse() {
        List<Event.Asked> asked = new ArrayList<>();
        pending.removeIf(event -> event instanceof Event.Asked question && asked.add(question));
        return asked;
    }
}
