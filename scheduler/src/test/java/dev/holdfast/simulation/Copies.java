package dev.holdfast.simulation;

import dev.holdfast.core.Fact;
import dev.holdfast.core.Self;
import dev.holdfast.core.State;
import java.util.Map;
import java.util.TreeMap;

/**
 * An operator copies the state now and then, and may put an older copy back: he stops every scheduler, does so, and starts one again. Half of
 * the time the copy comes as a file, of {@code holdfast state import}, which gives the state another mark; else the files of the store do.
 */
final class Copies {

    private static final long FROM = 150_000;
    private static final long EVERY = 20_000;
    private static final long KEPT = 900_000;
    private static final long LEAST_AGE = 20_000;
    private static final long AGES = 600_000;
    private static final long MEANWHILE = 5_000;

    private final World world;
    private final TreeMap<Long, Copy> copies = new TreeMap<>();
    private long next = FROM;
    private int used;

    /** What is durable at one moment, and what of it its user wanted then. */
    private record Copy(State state, Person.Licence licence) {}

    Copies(World world) {
        this.world = world;
    }

    /** Once a second. */
    void pass() {
        long now = world.agenda.millis();
        if (now >= next) {
            next = now + EVERY;
            copies.put(now, new Copy(world.store.durable(), world.person.licence()));
            copies.headMap(now - KEPT).clear();
        }
    }

    /** Whether any was ever put back. */
    boolean wereUsed() {
        return used > 0;
    }

    /** @param which how old a copy, and by which way it comes back */
    void putBack(int which, long millis) {
        if (copies.isEmpty() || world.schedulers.areDown()) {
            return;
        }
        world.schedulers.stopAll();
        world.agenda.in(MEANWHILE + millis / 2, () -> {
            long at = world.agenda.millis() - LEAST_AGE - which * 7919L % AGES;
            Map.Entry<Long, Copy> entry = copies.floorEntry(at);
            Map.Entry<Long, Copy> copy = entry == null ? copies.firstEntry() : entry;
            used++;
            boolean asFile = which % 2 == 0;
            world.trace.line(
                    "operator",
                    "puts back the state of " + Trace.clock(copy.getKey()) + (asFile ? ", from a file" : ""));
            State older = copy.getValue().state();
            world.store.putBack(asFile ? marked(older, "m1r" + used) : older);
            world.person.again(copy.getValue().licence(), copy.getKey());
            world.leftovers.putBack();
            world.schedulers.startAgain();
        });
    }

    private static State marked(State state, String mark) {
        Self self = state.self();
        return state.after(new Fact.SelfIs(new Self(self.owner(), mark, self.frameworkId(), 0)));
    }
}
