package dev.holdfast.core;

import dev.holdfast.model.Agent;
import dev.holdfast.model.AgentId;
import dev.holdfast.model.FrameworkId;
import dev.holdfast.model.Labels;
import dev.holdfast.model.Offer;
import dev.holdfast.model.OfferId;
import dev.holdfast.model.Operation;
import dev.holdfast.model.OperationId;
import dev.holdfast.model.OperationStatus;
import dev.holdfast.model.Resource;
import dev.holdfast.model.Resources;
import dev.holdfast.model.TaskSpec;
import dev.holdfast.model.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A Mesos in memory, as {@code mesos-v1-observed} describes the real one: master and agents without processes or messages. Calls
 * are effects, answers are events that {@link #heard} hands out. It does what it is told and can be told to fail.
 */
final class SimMesos {

    /** What comes of the next operation of a kind. */
    enum Fault {
        /** Nothing is done and nothing said. */
        SILENCE,
        /** Nothing is done and that is said. */
        ERROR
    }

    static final String PRINCIPAL = "toy";

    final List<SimAgent> agents = new ArrayList<>();
    final SimOffers offers = new SimOffers();
    final SimOperations operations = new SimOperations(PRINCIPAL);
    final SimTasks tasks = new SimTasks();
    final Map<Class<? extends Operation>, Fault> faults = new LinkedHashMap<>();
    /** How the next launch ends, without a process, and Mesos's reason for it. */
    Optional<TaskState> launchEnds = Optional.empty();

    String launchReason = "TASK_GROUP_INVALID";

    /** Whether agents report what became of operations. */
    boolean feedback = true;
    /** Whether a framework is connected. */
    boolean connected;
    /** Whether the master answers nothing about tasks, as after it has started. */
    boolean mute;
    /** Whether the master tells which agents there are. */
    boolean tellsAgents = true;

    private final List<Event> said = new ArrayList<>();
    private final Map<String, Unheard> unheard = new LinkedHashMap<>();
    private Instant allocateAt = Instant.MIN;
    private int uuids;
    private final SimWindows windows = new SimWindows();

    /** An operation's outcome that is sent until it is acknowledged. */
    private record Unheard(OperationStatus status, SimAgent agent, Instant sendAt) {}

    SimAgent agent(int number) {
        return agents.get(number - 1);
    }

    SimAgent addAgent(double cpus, long memoryMegabytes, long diskMegabytes) {
        int number = agents.size() + 1;
        SimAgent agent = new SimAgent("agent-" + number, number, cpus, memoryMegabytes, diskMegabytes);
        agents.add(agent);
        return agent;
    }

    // What the scheduler hears

    /** Everything said since the last time, in order. */
    List<Event> heard() {
        List<Event> all = new ArrayList<>(said);
        all.addAll(tasks.takeSaid());
        said.clear();
        return connected ? all : List.of();
    }

    void connect(Instant now) {
        offers.forgetAll();
        windows.forgetAll();
        said.clear();
        tasks.takeSaid();
        connected = true;
        allocateAt = now.plusSeconds(1);
        tasks.resendAll(now.plusSeconds(2));
        unheard.replaceAll((id, waiting) -> new Unheard(waiting.status(), waiting.agent(), now.plusSeconds(2)));
        said.add(new Event.Subscribed(new FrameworkId("framework-1"), "127.0.0.1:5050", "1.11.0"));
    }

    void disconnect(String why) {
        connected = false;
        offers.forgetAll();
        said.clear();
        tasks.takeSaid();
    }

    /** What time brings. */
    void pass(Instant now) {
        tasks.pass(now, connected);
        if (!connected) {
            return;
        }
        for (Map.Entry<String, Unheard> entry : unheard.entrySet()) {
            Unheard waiting = entry.getValue();
            if (!waiting.sendAt().isAfter(now) && waiting.agent().connected) {
                said.add(new Event.OperationUpdate(waiting.status()));
                entry.setValue(new Unheard(waiting.status(), waiting.agent(), now.plusSeconds(10)));
            }
        }
        if (!allocateAt.isAfter(now)) {
            allocateAt = now.plusSeconds(1);
            said.addAll(windows.askAgain(agents, now));
            List<Offer> made = offers.allocate(agents, now);
            if (!made.isEmpty()) {
                said.add(new Event.Offered(made));
            }
        }
    }

    // What the scheduler says

    void act(Effect effect, Instant now) {
        if (!connected) {
            if (effect instanceof Effect.Roles roles) {
                setRoles(roles); // the client says them when it subscribes
            }
            return;
        }
        if (effect instanceof Effect.Accept accept) {
            accept(accept, now);
        } else if (effect instanceof Effect.Decline decline) {
            for (OfferId id : decline.offers()) {
                offers.take(id).ifPresent(open -> offers.giveBack(open, open.bare(), decline.refuseSeconds(), now));
            }
        } else if (effect instanceof Effect.AcceptInverse accept) {
            windows.answered(accept.offers(), accept.refuseSeconds(), now);
        } else if (effect instanceof Effect.DeclineInverse decline) {
            windows.answered(decline.offers(), decline.refuseSeconds(), now);
        } else if (effect instanceof Effect.Revive revive) {
            offers.revive(revive.roles());
        } else if (effect instanceof Effect.Suppress suppress) {
            offers.suppressed.addAll(suppress.roles());
        } else if (effect instanceof Effect.Roles roles) {
            setRoles(roles);
        } else if (effect instanceof Effect.Kill kill) {
            tasks.kill(kill.task(), kill.agent(), now, agentOf(kill.agent()).isPresent());
        } else if (effect instanceof Effect.Acknowledge acknowledge) {
            tasks.acknowledge(acknowledge.status(), now);
        } else if (effect instanceof Effect.AcknowledgeOperation acknowledge) {
            unheard.remove(acknowledge.status().uuid());
        } else if (effect instanceof Effect.Reconcile reconcile && !mute) {
            reconcile.tasks().forEach((task, agent) -> tasks.reconcile(task, agent, agentOf(agent), now));
            if (reconcile.tasks().isEmpty()) {
                tasks.reconcileAll(now);
            }
        } else if (effect instanceof Effect.AskForAgents) {
            said.add(new Event.AgentsKnown(
                    tellsAgents ? Optional.of(described()) : Optional.empty(), tellsAgents ? "" : "403 Forbidden"));
        }
    }

    private void setRoles(Effect.Roles roles) {
        offers.suppressed.clear(); // the call names the suppressed roles, and it names none
        offers.roles.clear();
        offers.roles.addAll(roles.roles());
    }

    private List<Agent> described() {
        return agents.stream()
                .filter(agent -> agent.connected)
                .map(SimAgent::described)
                .toList();
    }

    private Optional<SimAgent> agentOf(AgentId id) {
        return agents.stream().filter(agent -> agent.id.equals(id)).findFirst();
    }

    private void accept(Effect.Accept accept, Instant now) {
        List<SimOffers.Open> open = new ArrayList<>();
        accept.offers().forEach(id -> offers.take(id).ifPresent(open::add));
        if (open.size() < accept.offers().size()) {
            open.forEach(valid -> offers.giveBack(valid, valid.bare(), 0, now));
            accept.operations()
                    .forEach(operation -> dropped(operation, accept.offers().get(0), now));
            return;
        }
        SimAgent agent = open.get(0).agent();
        Resources working = Resources.NONE;
        for (SimOffers.Open part : open) {
            if (part.agent() != agent
                    || !part.offer().role().equals(open.get(0).offer().role())) {
                throw new AssertionError("offers of different agents or roles are accepted together: " + accept);
            }
            working = working.plus(part.bare());
        }
        for (Operation operation : accept.operations()) {
            working = operation instanceof Operation.LaunchGroup launch
                    ? launch(launch, agent, working, now)
                    : perform(operation, agent, working, now);
        }
        offers.giveBack(open.get(0), working, accept.refuseSeconds(), now);
    }

    private Resources perform(Operation operation, SimAgent agent, Resources working, Instant now) {
        Fault fault = faults.remove(operation.getClass());
        if (fault == Fault.SILENCE) {
            return working;
        }
        Optional<Resources> after =
                fault == Fault.ERROR ? Optional.empty() : operations.apply(operation, agent, working);
        Optional<OperationId> id = SimOperations.idOf(operation);
        if (feedback && id.isPresent()) {
            answer(id.get(), agent, after.isPresent(), now);
        }
        return after.orElse(working);
    }

    private void answer(OperationId id, SimAgent agent, boolean ok, Instant now) {
        if (!ok) {
            said.add(new Event.OperationUpdate(new OperationStatus(
                    id, OperationStatus.State.ERROR, "invalid resources", "", Optional.of(agent.id))));
            return;
        }
        uuids++;
        OperationStatus status = new OperationStatus(
                id, OperationStatus.State.FINISHED, "", "operation-" + uuids, Optional.of(agent.id));
        unheard.put(status.uuid(), new Unheard(status, agent, now.plus(Duration.ofMillis(300))));
    }

    private Resources launch(Operation.LaunchGroup launch, SimAgent agent, Resources working, Instant now) {
        TaskSpec task = launch.tasks().get(0);
        if (launchEnds.isPresent()) {
            tasks.neverBegan(task, launchEnds.get(), launchReason, "as the story wants it", agent.id, now);
            launchEnds = Optional.empty();
            return working;
        }
        Resources executor = SimAgent.bare(launch.executor().resources());
        Optional<SimTask> holder = tasks.holderOf(launch.executor().id(), agent);
        if (holder.isPresent() && !tasks.mayJoin(holder.get(), task, launch.executor(), now)) {
            return working;
        }
        Resources own = SimAgent.bare(task.resources());
        Resources needed = holder.isPresent() ? own : executor.plus(own);
        if (!working.contains(needed) || executor.milli(Resource.DISK) == 0 || executor.milli(Resource.MEM) < 32_000) {
            tasks.neverBegan(task, TaskState.ERROR, "TASK_GROUP_INVALID", "more than offered", agent.id, now);
            return working;
        }
        agent.used = agent.used.plus(needed);
        agent.offered = agent.offered.minus(needed);
        executor.filter(Resource::isVolume).stream()
                .forEach(volume -> operations.written.add(SimOperations.persistenceId(volume)));
        tasks.launch(task, launch.executor(), agent, now);
        return working.minus(needed);
    }

    private void dropped(Operation operation, OfferId offer, Instant now) {
        String why = "Offer " + offer + " is no longer valid";
        if (operation instanceof Operation.LaunchGroup launch) {
            TaskSpec task = launch.tasks().get(0);
            tasks.neverBegan(task, TaskState.DROPPED, "INVALID_OFFERS", why, task.agentId(), now);
        } else if (feedback) {
            SimOperations.idOf(operation)
                    .ifPresent(id -> said.add(new Event.OperationUpdate(
                            new OperationStatus(id, OperationStatus.State.DROPPED, why, "", Optional.empty()))));
        }
    }

    // What happens to agents

    void rescind(SimAgent agent) {
        offers.rescind(agent).forEach(id -> said.add(new Event.Rescinded(id)));
    }

    /** An operator announces a maintenance window, or moves it. */
    void announce(SimAgent agent, Instant from, Duration lasts) {
        announce(agent, from, Optional.of(lasts));
    }

    void announce(SimAgent agent, Instant from, Optional<Duration> lasts) {
        callOff(agent);
        said.addAll(windows.announce(agent, from, lasts));
    }

    /** The window is over for the operator, or never comes: all that is heard of it is that offers do not speak of it. */
    void callOff(SimAgent agent) {
        offers.withdraw(agent).forEach(id -> said.add(new Event.Rescinded(id)));
        said.addAll(windows.callOff(agent));
    }

    /** The master loses sight of an agent; what runs there goes on. */
    void cutOff(SimAgent agent, Instant now) {
        rescind(agent);
        agent.connected = false;
        tasks.unreachable(agent, now);
        said.add(new Event.Failure(Optional.of(agent.id), Optional.empty(), -1));
    }

    /** The agent is back as it was, with its tasks. */
    void comesBack(SimAgent agent, Instant now) {
        agent.connected = true;
        tasks.back(agent, now);
    }

    /** The machine was started anew and lost its id; volumes are still there, processes are not. */
    void comesBackAs(SimAgent agent, String newId, Instant now) {
        tasks.endSilently(agent, now);
        agent.used = Resources.NONE;
        agent.id = new AgentId(newId);
        agent.connected = true;
    }

    /** What we had on an agent is not there any more: a lost disk, or an operator's UNRESERVE. */
    void losesAll(SimAgent agent) {
        Resources ours =
                agent.total.filter(resource -> resource.label(Labels.OWNER).equals(operations.owner.orElse("-")));
        agent.total = agent.total.minus(ours).plus(SimAgent.unreserved(ours));
    }

    /** An operator says that an agent will not come back; if it lives, it is shut down. */
    void markGone(SimAgent agent, Instant now) {
        rescind(agent);
        tasks.goneByOperator(agent, now);
        agent.used = Resources.NONE;
        agent.connected = false;
    }

    // What a story asks

    /** What is reserved with our label, on all agents, by claim. */
    Map<String, Resources> reservations() {
        Map<String, Resources> byClaim = new LinkedHashMap<>();
        for (SimAgent agent : agents) {
            for (Resource resource : agent.total.all()) {
                String uid = resource.label(Labels.CLAIM);
                boolean ours = resource.label(Labels.OWNER).equals(operations.owner.orElse("-"));
                if (ours) {
                    byClaim.merge(uid, new Resources(List.of(resource)), Resources::plus);
                }
            }
        }
        return byClaim;
    }

    /** A reservation that was there before us. */
    void reserveForeign(SimAgent agent, Resources which, dev.holdfast.model.Reservation reservation) {
        Resources reserved = new Resources(
                which.stream().map(resource -> resource.reserve(reservation)).toList());
        agent.total = agent.total.minus(which).plus(reserved);
    }
}
