package dev.holdfast.simulation;

import dev.holdfast.core.Fact;
import dev.holdfast.core.Self;
import dev.holdfast.core.State;
import java.util.List;
import java.util.Optional;

/** Where facts are kept, for all schedulers: what is committed, and under whose epoch commits count. */
final class SharedStore {

    private final World world;
    private State durable = State.fresh(new Self("owner-1", "m1", Optional.empty(), 0));
    private long epoch;
    private long commits;

    /** The store did not say that the facts are durable. */
    static final class Failed extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** Another leads now. */
    static final class Fenced extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** The process ends while it commits. */
    static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    SharedStore(World world) {
        this.world = world;
    }

    /** Somebody is elected. */
    long lead() {
        epoch++;
        return epoch;
    }

    long epoch() {
        return epoch;
    }

    long commits() {
        return commits;
    }

    /** What all commits add up to. */
    State durable() {
        return durable;
    }

    /** Somebody replaces it all while nobody leads. */
    void putBack(State older) {
        world.databases.models.forEach(
                (name, model) -> durable.cluster(name).ifPresent(cluster -> model.putBack(cluster.debts())));
        durable = older;
        world.watchdog.putBack();
    }

    void commit(long asEpoch, List<Fact> facts) {
        if (facts.isEmpty()) {
            return;
        }
        commits++;
        if (asEpoch != epoch && !world.has(Mutant.IGNORES_EPOCH)) {
            throw new Fenced();
        }
        var commits = world.hazards.commits;
        if (Hazards.strikes(commits, Hazards.Commit.FAILS)) {
            world.trace.line("store", "cannot commit");
            throw new Failed();
        }
        if (Hazards.strikes(commits, Hazards.Commit.CRASH_BEFORE)) {
            throw new Crash();
        }
        for (Fact fact : facts) {
            durable = durable.after(fact);
            world.trace.line("store", Text.of(fact));
            if (fact instanceof Fact.Told told) {
                world.churn.told(told);
            }
        }
        world.watchdog.committed(asEpoch);
        if (Hazards.strikes(commits, Hazards.Commit.UNANSWERED)) {
            world.trace.line("store", "commits, and does not say so");
            throw new Failed();
        }
        if (Hazards.strikes(commits, Hazards.Commit.CRASH_AFTER)) {
            throw new Crash();
        }
    }
}
