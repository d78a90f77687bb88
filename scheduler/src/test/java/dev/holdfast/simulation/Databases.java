package dev.holdfast.simulation;

import dev.holdfast.core.Effect;
import dev.holdfast.core.Event;
import dev.holdfast.database.Driver;
import dev.holdfast.database.Observation;
import dev.holdfast.model.ClusterName;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;

/** All databases, and the way to them: looks and chores take time, come late, or never. */
final class Databases {

    private final World world;
    final TreeMap<ClusterName, Model> models = new TreeMap<>();

    Databases(World world) {
        this.world = world;
    }

    private Model model(ClusterName cluster) {
        return Optional.ofNullable(models.get(cluster)).orElseThrow();
    }

    void pass() {
        models.values().forEach(Model::pass);
    }

    Optional<String> start(Container container) {
        if (container.isChore()) {
            container.processUp = true;
            model(container.node.cluster()).choreStarts(container);
            return Optional.empty();
        }
        Optional<String> refusal = model(container.node.cluster()).start(container);
        if (refusal.isEmpty()) {
            container.processUp = true;
            world.watchdog.started(container);
        }
        return refusal;
    }

    long ending(Container container) {
        Model model = model(container.node.cluster());
        return container.isChore() ? model.choreEnding(container) : model.ending(container);
    }

    void ended(Container container) {
        Model model = model(container.node.cluster());
        if (container.isChore()) {
            model.choreEnded(container);
        } else {
            model.ended(container);
        }
    }

    void look(SchedulerProcess process, Effect.Probe probe) {
        long now = world.agenda.millis();
        if (now < world.hazards.hangingUntil) {
            return; // nobody will ever hear of this one
        }
        ClusterName name = probe.cluster().target().name();
        Instant begin = world.agenda.now();
        long seen = world.chance.nextInt(10, 80);
        long answered =
                now < world.hazards.slowUntil ? world.chance.nextInt(2000, 30_000) : world.chance.nextInt(5, 60);
        boolean blind = now < world.hazards.blindUntil;
        world.agenda.in(seen, () -> {
            Instant end = world.agenda.now();
            Observation observation = blind
                    ? Observation.noAnswer(begin, end, "timed out")
                    : model(name).look(probe.cluster(), begin, end);
            world.agenda.in(answered, () -> process.hear(new Event.Observed(name, observation)));
        });
    }

    void perform(SchedulerProcess process, Effect.Perform perform) {
        var hazards = world.hazards.chores;
        if (Hazards.strikes(hazards, Hazards.Work.NEVER_BEGINS)) {
            return;
        }
        boolean fails = Hazards.strikes(hazards, Hazards.Work.FAILS);
        boolean unheard = Hazards.strikes(hazards, Hazards.Work.UNHEARD);
        boolean late = Hazards.strikes(hazards, Hazards.Work.LATE);
        ClusterName name = perform.cluster().target().name();
        world.agenda.in(late ? world.hazards.lateness : world.chance.nextInt(20, 200), () -> {
            Driver.Outcome outcome = fails
                    ? new Driver.Outcome(false, "connection refused")
                    : model(name).perform(perform.cluster(), perform.chore());
            world.trace.line(name.toString(), Text.of(perform.chore()) + ": " + outcome.text());
            if (!unheard) {
                world.agenda.in(
                        world.chance.nextInt(10, 100),
                        () -> process.hear(new Event.ChoreFinished(name, perform.chore(), outcome)));
            }
        });
    }

    boolean canSpare(Machine machine) {
        return models.values().stream().allMatch(model -> model.canSpare(machine));
    }
}
