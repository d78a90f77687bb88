package dev.holdfast.simulation;

import dev.holdfast.core.Decision;
import dev.holdfast.core.Effect;
import dev.holdfast.core.Event;
import dev.holdfast.core.Fact;
import dev.holdfast.core.State;
import dev.holdfast.engine.Turns;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.OfferId;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.store.FencedException;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * One scheduler process. Its turns are the product's own {@link Turns}; here is what the engine's thread and the network do around
 * them. Effects leave one by one, and between any two of them the process may die or be frozen for a while.
 */
final class SchedulerProcess {

    private static final long LONGEST_SLEEP = 5000;
    private static final long STORE_RETRY = 2000;
    private static final long RECONNECT = 1500;
    private static final long OFFERS_BACK = 5000;

    private final World world;
    private final int number;
    private final long epoch;
    private final Turns turns;
    private final Deque<Event> inbox = new ArrayDeque<>();
    private final Deque<Effect> held = new ArrayDeque<>();
    private final TreeSet<String> roles = new TreeSet<>();
    /** What agents may fetch from this process, by checksum. */
    final Map<String, String> served = new HashMap<>();

    private boolean alive = true;
    private boolean begun;
    private boolean paused;
    private boolean planned;
    private long wakeNumber;
    private Optional<Stream> stream = Optional.empty();
    private int crashIn = -1;
    private int pauseIn = -1;
    private long pauseFor;

    SchedulerProcess(World world, int number, long epoch, Mind mind) {
        this.world = world;
        this.number = number;
        this.epoch = epoch;
        this.turns = new Turns(
                (state, event, now) -> watched(mind, state, event, now),
                new ProcessStore(),
                () -> world.chance.nextLong(1L << 40));
        state().clusters().values().forEach(cluster -> roles.add(cluster.spec().role()));
        state().surplus().values().forEach(surplus -> roles.add(surplus.role()));
    }

    /** The store as this process has it: its commits count in its epoch only. */
    private final class ProcessStore implements Store {

        @Override
        public State load() {
            return world.has(Mutant.TRUSTS_MEMORY) && begun ? state() : world.store.durable();
        }

        @Override
        public void commit(List<Fact> facts) {
            try {
                world.store.commit(epoch, facts);
            } catch (SharedStore.Fenced e) {
                throw new FencedException("another leads", e);
            } catch (SharedStore.Failed e) {
                throw new StoreException("cannot commit", "wait", e);
            }
        }

        @Override
        public List<Fact.Told> history(ClusterName cluster, int limit) {
            return List.of();
        }

        @Override
        public List<Fact.Told> told(long after, int limit) {
            return List.of();
        }

        @Override
        public Optional<ClusterSpec> target(ClusterName cluster, long number) {
            return Optional.empty();
        }

        @Override
        public void close() {}
    }

    String name() {
        return "scheduler-" + number;
    }

    long epoch() {
        return epoch;
    }

    State state() {
        return turns.state();
    }

    boolean isAlive() {
        return alive;
    }

    boolean isPaused() {
        return paused;
    }

    void begin() {
        begun = true;
        hear(new Event.ServingAt("http://" + name() + ":8080"));
        connect();
    }

    // The connection

    private void connect() {
        Stream next = new Stream(this);
        stream = Optional.of(next);
        world.agenda.in(world.chance.nextInt(5, 60), () -> {
            if (alive && stream.filter(current -> current == next).isPresent()) {
                world.master.subscribe(next, roles);
                if (world.master.stream.filter(current -> current == next).isEmpty()) {
                    world.agenda.in(RECONNECT, () -> disconnected(next, "connection refused"));
                }
            }
        });
    }

    /** A stream is over. If it was the newest, the client connects anew by itself. */
    void disconnected(Stream which, String why) {
        if (!alive || stream.filter(current -> current == which).isEmpty()) {
            return;
        }
        hear(new Event.Disconnected(why));
        stream = Optional.empty();
        world.agenda.in(RECONNECT, () -> {
            if (alive && stream.isEmpty()) {
                connect();
            }
        });
    }

    // Turns

    void hear(Event event) {
        if (alive) {
            inbox.add(event);
            plan(world.chance.nextInt(0, 4));
        }
    }

    private void plan(long delay) {
        if (!planned && !paused) {
            planned = true;
            world.agenda.in(delay, () -> {
                planned = false;
                turn();
            });
        }
    }

    private void wake(Instant at) {
        wakeNumber++;
        long mine = wakeNumber;
        Instant latest = world.agenda.now().plusMillis(LONGEST_SLEEP);
        Instant when = at.isAfter(latest) ? latest : at;
        long delay = Math.max(1, Duration.between(world.agenda.now(), when).toMillis());
        world.agenda.in(delay, () -> {
            if (mine == wakeNumber && alive) {
                plan(0);
            }
        });
    }

    private void turn() {
        if (!alive || paused) {
            return;
        }
        while (turns.room() > 0 && !inbox.isEmpty()) {
            turns.add(inbox.poll());
        }
        if (turns.isIdle()) {
            turns.add(new Event.Tick(world.agenda.now()));
        }
        turned().ifPresent(turned -> {
            world.watchdog.remembers(this);
            letOutAll(turned.effects());
            if (alive && !paused) {
                wake(turned.wakeAt());
                if (!inbox.isEmpty()) {
                    plan(0);
                }
            }
        });
    }

    /** A turn, as the engine's thread drives it; empty if it never happened. */
    private Optional<Turns.Turned> turned() {
        try {
            return Optional.of(turns.turn(world.agenda::now));
        } catch (FencedException e) {
            die("another leads");
        } catch (StoreException e) {
            turns.refuse().forEach(asked -> world.person.notAnswered(asked.ticket()));
            wake(world.agenda.now().plusMillis(STORE_RETRY));
        } catch (SharedStore.Crash e) {
            world.schedulers.crash(this);
        }
        return Optional.empty();
    }

    private Decision watched(Mind mind, State state, Event event, Instant now) {
        if (world.has(Mutant.ACKNOWLEDGES_FIRST)) {
            Mutants.acknowledgement(event).ifPresent(this::letOut);
        }
        Decision decision = mind.decide(state, event, now);
        world.watchdog.decided(this, state, event, decision);
        if (!world.has(Mutant.ACTS_FIRST)) {
            return decision;
        }
        decision.effects().forEach(this::letOut);
        return new Decision(decision.state(), decision.facts(), List.of(), decision.wakeAt());
    }

    private void letOutAll(List<Effect> effects) {
        held.addAll(effects);
        while (alive && !paused && !held.isEmpty()) {
            if (crashIn >= 0 && crashIn-- == 0) {
                world.schedulers.crash(this);
                return;
            }
            if (pauseIn >= 0 && pauseIn-- == 0) {
                world.schedulers.pause(this, pauseFor);
                return;
            }
            letOut(held.poll());
        }
    }

    private void letOut(Effect effect) {
        if (!alive) {
            return;
        }
        world.watchdog.leaves(this, effect);
        if (effect instanceof Effect.Reply reply) {
            world.person.answered(reply.ticket(), reply.answer());
        } else if (effect instanceof Effect.Halt halt) {
            die(halt.why());
        } else if (effect instanceof Effect.Probe probe) {
            world.databases.look(this, probe);
        } else if (effect instanceof Effect.Perform perform) {
            world.databases.perform(this, perform);
        } else if (effect instanceof Effect.Prepare prepare) {
            world.schedulers.prepare(this, prepare);
        } else if (effect instanceof Effect.Serve serve) {
            served.putAll(serve.filesBySha256());
        } else if (effect instanceof Effect.AskForAgents) {
            world.agenda.in(
                    40,
                    () -> hear(world.master
                            .describeAgents()
                            .map(agents -> new Event.AgentsKnown(Optional.of(agents), ""))
                            .orElse(new Event.AgentsKnown(Optional.empty(), "no answer"))));
        } else if (effect instanceof Effect.ReadLastWords read) {
            world.agenda.in(40, () -> hear(new Event.LastWords(read.node(), read.incarnation(), "it ended")));
        } else if (effect instanceof Effect.ReadChore read) {
            world.agenda.in(40, () -> hear(world.agents.read(read)));
        } else {
            call(effect);
        }
    }

    private void call(Effect effect) {
        if (effect instanceof Effect.Roles wanted) {
            roles.clear();
            roles.addAll(wanted.roles());
        }
        stream.ifPresent(current -> {
            long at = Math.max(current.lastToMaster, world.agenda.millis() + world.chance.nextInt(1, 12));
            current.lastToMaster = at;
            world.agenda.at(at, () -> world.master.call(current, effect));
        });
    }

    /**
     * A call got lost on its way: offers that it was about are given back as {@code engine.OfferReturn} does it, what it said about roles is
     * said again as {@code engine.RoleCalls} does.
     */
    void unanswered(Stream which, Effect call) {
        if (call instanceof Effect.Revive || (call instanceof Effect.Roles named && roles.equals(named.roles()))) {
            world.agenda.in(OFFERS_BACK, () -> {
                boolean overtaken = call instanceof Effect.Roles named && !roles.equals(named.roles());
                if (alive
                        && !paused
                        && !overtaken
                        && stream.filter(current -> current == which).isPresent()) {
                    call(call);
                }
            });
        }
        List<OfferId> offers = call instanceof Effect.Accept accept
                ? accept.offers()
                : call instanceof Effect.Decline decline ? decline.offers() : List.of();
        List<OfferId> inverse = call instanceof Effect.AcceptInverse accept
                ? accept.offers()
                : call instanceof Effect.DeclineInverse decline ? decline.offers() : List.of();
        if ((offers.isEmpty() && inverse.isEmpty()) || world.has(Mutant.LOSES_DECLINES)) {
            return;
        }
        world.agenda.in(OFFERS_BACK, () -> {
            if (alive && !paused && stream.filter(current -> current == which).isPresent()) {
                call(offers.isEmpty() ? new Effect.DeclineInverse(inverse, 1) : new Effect.Decline(offers, 1));
            }
        });
    }

    // Its end, and its pauses

    /** After so many more effects it dies, or stands still for some time. */
    void dieAfter(int effects) {
        crashIn = effects;
    }

    void pauseAfter(int effects, long millis) {
        pauseIn = effects;
        pauseFor = millis;
    }

    void freeze() {
        paused = true;
    }

    /** It goes on where it was frozen: it cannot know yet that time has passed, and lets out what it was about to. */
    void thaw(boolean noticesFirst) {
        paused = false;
        if (noticesFirst && epoch != world.store.epoch()) {
            die("its session is over");
            return;
        }
        letOutAll(List.of());
        if (alive && !paused) {
            plan(0);
        }
    }

    void die(String why) {
        if (alive) {
            alive = false;
            world.trace.line(name(), "ends: " + why);
            inbox.clear();
            Optional<Stream> last = stream;
            stream = Optional.empty();
            last.ifPresent(old -> {
                if (world.master.stream.filter(current -> current == old).isPresent()) {
                    world.master.breakStream("the scheduler is gone");
                }
            });
            world.schedulers.died(this);
        }
    }
}
