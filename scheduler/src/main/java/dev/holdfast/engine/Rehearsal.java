package dev.holdfast.engine;

import dev.holdfast.core.Core;
import dev.holdfast.core.Decision;
import dev.holdfast.core.Effect;
import dev.holdfast.core.Event;
import dev.holdfast.core.Publishing;
import dev.holdfast.core.State;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Driver;
import dev.holdfast.mesos.OperatorApi;
import dev.holdfast.mesos.OperatorException;
import dev.holdfast.model.Agent;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What who stands by tries once beforehand, and forgets: a look at the master, the decisions of a beginning on the state as it is now, and
 * one look at a cluster of each package. A Java that has never done so takes seconds for it on a busy machine, and would take them while
 * nobody leads.
 *
 * <p>It has a core of its own, persists nothing, and only asks.
 */
final class Rehearsal implements Consumer<State> {

    private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);

    private static final Duration LOOK_TIMEOUT = Duration.ofSeconds(10);

    private final Core core;
    private final Function<String, Driver> drivers;
    private final Publishing publishing;
    private final OperatorApi operator;
    private final Clock clock;

    /** @param drivers by package */
    Rehearsal(Core core, Function<String, Driver> drivers, Publishing publishing, OperatorApi operator, Clock clock) {
        this.core = core;
        this.drivers = drivers;
        this.publishing = publishing;
        this.operator = operator;
        this.clock = clock;
    }

    /** Begins on a thread of its own. */
    @Override
    public void accept(State state) {
        Thread thread = new Thread(() -> rehearse(state), "rehearsal");
        thread.setDaemon(true);
        thread.start();
    }

    private void rehearse(State loaded) {
        long from = System.nanoTime();
        try {
            List<Event> events = new ArrayList<>();
            loaded.self().frameworkId().ifPresent(id -> events.add(new Event.Subscribed(id, "", "")));
            agents().ifPresent(known -> events.add(new Event.AgentsKnown(Optional.of(known), "")));
            events.add(new Event.Tick(clock.instant()));
            State state = loaded;
            SortedMap<String, ClusterView> looks = new TreeMap<>();
            for (Event event : events) {
                Decision decision = core.decide(state, event, clock.instant());
                state = decision.state();
                decision.effects().stream()
                        .filter(Effect.Probe.class::isInstance)
                        .map(effect -> ((Effect.Probe) effect).cluster())
                        .forEach(cluster -> looks.putIfAbsent(cluster.target().packageName(), cluster));
            }
            publishing.view(state, 0, clock.instant());
            looks.forEach((name, cluster) -> drivers.apply(name).observe(cluster, LOOK_TIMEOUT));
            LOG.debug("rehearsed in {} ms", (System.nanoTime() - from) / 1_000_000);
        } catch (RuntimeException e) { // who leads would have stopped, and still can
            LOG.warn("a rehearsal of leading failed", e);
        }
    }

    private Optional<List<Agent>> agents() {
        try {
            return Optional.of(operator.agents());
        } catch (OperatorException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
