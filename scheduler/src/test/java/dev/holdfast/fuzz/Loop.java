package dev.holdfast.fuzz;

import dev.holdfast.api.ApiHouse;
import dev.holdfast.core.Command;
import dev.holdfast.core.Core;
import dev.holdfast.core.Event;
import dev.holdfast.core.Fact;
import dev.holdfast.core.Publishing;
import dev.holdfast.core.Self;
import dev.holdfast.core.State;
import dev.holdfast.database.DatabasePackage;
import dev.holdfast.database.kafka.KafkaPackage;
import dev.holdfast.model.FrameworkId;
import dev.holdfast.spec.ClusterSpec;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The loop with a cluster that wants its nodes, to see that nothing from outside can make a decision fail. */
final class Loop {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final DatabasePackage kafka = new KafkaPackage(new ApiHouse.SilentDriver());
    private final Core core = new Core(new TreeMap<>(Map.of("kafka", kafka)), "");
    private final Publishing publishing = new Publishing(any -> kafka.rules());
    private final State start;

    Loop(ClusterSpec spec) {
        State state = State.fresh(new Self("owner-1", "m1", Optional.empty(), 0));
        state = core.decide(state, new Event.Subscribed(new FrameworkId("F"), "127.0.0.1:5050", "1.11.0"), NOW)
                .state();
        state = core.decide(state, new Event.AgentsKnown(Optional.empty(), "closed"), NOW)
                .state();
        state = core.decide(state, new Event.Asked(1, new Command.Apply(spec, "create", 0)), NOW)
                .state();
        start = core.decide(state, new Event.Tick(NOW), NOW).state();
    }

    /** Decides on it, once more with nothing new, and shows what came of it. */
    void take(Event event) {
        State after = core.decide(start, event, NOW).state();
        after = core.decide(after, new Event.Tick(NOW), NOW.plusSeconds(40)).state();
        publishing.view(after, 1, NOW);
    }

    /** Begins with this fact beside the others. */
    void begin(Fact fact) {
        State after = start.after(fact);
        after = core.decide(after, new Event.Tick(NOW), NOW).state();
        publishing.view(after, 1, NOW);
    }
}
