package dev.holdfast.local.master;

import dev.holdfast.local.link.ToAgent;
import dev.holdfast.local.master.Checkpoint.KnownAgent;
import dev.holdfast.local.master.Checkpoint.Standing;
import dev.holdfast.mesos.v1.MachineID;
import dev.holdfast.mesos.v1.MachineInfo;
import dev.holdfast.mesos.v1.MasterInfo;
import dev.holdfast.mesos.v1.maintenance.Schedule;
import dev.holdfast.mesos.v1.scheduler.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/** Everything the master holds, the time of the event at hand, and what that event wants sent. */
final class World {

    private static final int MAX_REMOVED_FRAMEWORKS = 50;
    private static final int MAX_ABSENT_AGENTS = 10_000;

    final MasterTimings timings;
    final MasterInfo self;
    final Supplier<UUID> uuids;
    final Instant started;
    Instant now;

    final Map<String, Framework> frameworks = new LinkedHashMap<>();
    final Map<String, Framework> completedFrameworks = new LinkedHashMap<>();
    final Set<String> removedFrameworks = new LinkedHashSet<>();
    final Map<String, Agent> agents = new LinkedHashMap<>();

    /** Known before a restart and not back yet. */
    final Map<String, KnownAgent> recoveredAgents = new LinkedHashMap<>();

    final Map<String, KnownAgent> unreachableAgents = new LinkedHashMap<>();
    final Map<String, KnownAgent> goneAgents = new LinkedHashMap<>();
    final Map<String, OpenOffer> offers = new LinkedHashMap<>();

    /** In the maintenance schedule, by {@link Machines#key}. */
    final Map<MachineID, MachineInfo> machines = new LinkedHashMap<>();

    Schedule schedule;

    private final List<MasterOutput> outputs = new ArrayList<>();
    private boolean unsaved;
    private long frameworksNamed;
    private long agentsNamed;
    private long offersNamed;

    World(MasterInfo self, MasterTimings timings, Checkpoint checkpoint, Supplier<UUID> uuids, Instant now) {
        this.self = self;
        this.timings = timings;
        this.uuids = uuids;
        this.started = now;
        this.now = now;
        checkpoint.frameworks().forEach(info -> {
            Framework framework = new Framework(info, now);
            framework.recovered = true;
            frameworks.put(info.getId().getValue(), framework);
        });
        removedFrameworks.addAll(checkpoint.removedFrameworks());
        checkpoint.agents().forEach(agent -> absent(agent.standing()).put(idOf(agent), agent));
        checkpoint.machines().forEach(machine -> machines.put(machine.getId(), machine));
        schedule = checkpoint.schedule();
    }

    private Map<String, KnownAgent> absent(Standing standing) {
        return switch (standing) {
            case MEMBER -> recoveredAgents;
            case UNREACHABLE -> unreachableAgents;
            case GONE -> goneAgents;
        };
    }

    private static String idOf(KnownAgent agent) {
        return agent.info().getId().getValue();
    }

    String nextFrameworkId() {
        return String.format(Locale.ROOT, "%s-%04d", self.getId(), frameworksNamed++);
    }

    String nextAgentId() {
        return self.getId() + "-S" + agentsNamed++;
    }

    String nextOfferId() {
        return self.getId() + "-O" + offersNamed++;
    }

    Optional<Framework> framework(String id) {
        return Optional.ofNullable(frameworks.get(id));
    }

    Optional<Agent> agent(String id) {
        return Optional.ofNullable(agents.get(id));
    }

    void forget(Framework framework) {
        String id = framework.id.getValue();
        frameworks.remove(id);
        completedFrameworks.put(id, framework);
        removedFrameworks.add(id);
        trim(completedFrameworks.keySet(), MAX_REMOVED_FRAMEWORKS);
        trim(removedFrameworks, MAX_REMOVED_FRAMEWORKS);
        save();
    }

    /** The agent is no longer registered; what is known of it goes where its new standing puts it. */
    void remove(Agent agent, Standing standing) {
        String id = agent.id.getValue();
        agents.remove(id);
        absent(standing)
                .put(id, new KnownAgent(agent.info, standing, now.toEpochMilli(), agent.deactivated, agent.drain));
        trim(absent(standing).keySet(), MAX_ABSENT_AGENTS);
        save();
    }

    private static void trim(Set<String> keys, int size) {
        while (keys.size() > size) {
            keys.remove(keys.iterator().next());
        }
    }

    void tell(Framework framework, Event.Builder event) {
        if (framework.isConnected()) {
            tell(framework.stream, event);
        }
    }

    void tell(UUID stream, Event.Builder event) {
        outputs.add(new MasterOutput.ToScheduler(stream, event.build()));
    }

    void tell(Agent agent, ToAgent record) {
        if (agent.isConnected()) {
            outputs.add(new MasterOutput.ToLink(agent.link, record));
        }
    }

    void output(MasterOutput output) {
        outputs.add(output);
    }

    /** Something changed that must outlive a restart. */
    void save() {
        unsaved = true;
    }

    List<MasterOutput> takeOutputs() {
        List<MasterOutput> taken = new ArrayList<>(outputs.size() + 1);
        if (unsaved) {
            taken.add(new MasterOutput.Save(checkpoint()));
        }
        taken.addAll(outputs);
        outputs.clear();
        unsaved = false;
        return List.copyOf(taken);
    }

    private Checkpoint checkpoint() {
        List<KnownAgent> known = new ArrayList<>();
        agents.values()
                .forEach(agent ->
                        known.add(new KnownAgent(agent.info, Standing.MEMBER, 0, agent.deactivated, agent.drain)));
        known.addAll(recoveredAgents.values());
        known.addAll(unreachableAgents.values());
        known.addAll(goneAgents.values());
        return new Checkpoint(
                frameworks.values().stream().map(framework -> framework.info).toList(),
                List.copyOf(removedFrameworks),
                List.copyOf(known),
                List.copyOf(machines.values()),
                schedule);
    }
}
