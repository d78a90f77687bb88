package dev.holdfast.simulation;

import dev.holdfast.core.Effect;
import dev.holdfast.core.Event;
import dev.holdfast.model.Agent;
import dev.holdfast.model.AgentId;
import dev.holdfast.model.FrameworkId;
import dev.holdfast.model.Offer;
import dev.holdfast.model.OfferId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The Mesos master: who is subscribed, which agents there are, what is offered, and who hears what. */
final class Master {

    /** How an agent stands with the master. */
    enum Standing {
        REGISTERED,
        UNREACHABLE,
        /** Known from before a failover, and not back yet. */
        EXPECTED,
        GONE
    }

    private static final FrameworkId FRAMEWORK = new FrameworkId("framework-1");

    private final World world;
    final Allocator allocator = new Allocator();
    final Map<AgentId, Standing> agents = new LinkedHashMap<>();
    final MasterTasks tasks;
    final Acceptance acceptance;
    boolean up = true;
    Optional<Stream> stream = Optional.empty();

    Master(World world) {
        this.world = world;
        this.tasks = new MasterTasks(world, this);
        this.acceptance = new Acceptance(world, this);
    }

    // The framework

    void subscribe(Stream next, Iterable<String> roles) {
        if (!up || !next.process.isAlive()) {
            return;
        }
        stream.filter(old -> old.open).ifPresent(old -> {
            if (old.process != next.process) {
                tell(old, new Event.Fenced("Framework failed over"));
            }
            old.open = false;
        });
        stream = Optional.of(next);
        allocator.forgetAll();
        world.windows.forgetAll();
        allocator.roles.clear();
        roles.forEach(allocator.roles::add);
        tell(new Event.Subscribed(FRAMEWORK, "10.0.9.1:5050", "1.11.0"));
        tasks.resendIn(2000);
    }

    /** A stream breaks: the scheduler hears so a moment later, if it lives. */
    void breakStream(String why) {
        stream.filter(old -> old.open).ifPresent(old -> {
            old.open = false;
            allocator.forgetAll();
            world.agenda.in(world.chance.nextInt(50, 3000), () -> old.process.disconnected(old, why));
        });
        stream = Optional.empty();
    }

    boolean isServing() {
        return up && stream.filter(current -> current.open).isPresent();
    }

    void tell(Event event) {
        stream.ifPresent(current -> tell(current, event));
    }

    private void tell(Stream to, Event event) {
        long at = Math.max(to.lastToScheduler, world.agenda.millis() + world.chance.nextInt(1, 15));
        to.lastToScheduler = at;
        boolean last = event instanceof Event.Fenced;
        world.agenda.at(at, () -> {
            if (to.open || last) {
                world.trace.line("master", "-> " + to.process.name() + " " + Text.of(event));
                to.process.hear(event);
            }
        });
    }

    /** A call arrives. One of a stream that was closed, or of another than the newest, is refused. */
    void call(Stream from, Effect effect) {
        if (!up || !from.open || stream.filter(current -> current == from).isEmpty()) {
            world.trace.line("master", "refuses " + Text.of(effect) + " of " + from.process.name());
            return;
        }
        if (Hazards.strikes(world.hazards.calls, effect.getClass().getSimpleName())) {
            world.trace.line("network", "loses " + Text.of(effect));
            from.process.unanswered(from, effect);
            return;
        }
        world.trace.line("master", "<- " + from.process.name() + " " + Text.of(effect));
        long now = world.agenda.millis();
        if (effect instanceof Effect.Accept accept) {
            acceptance.accept(accept);
        } else if (effect instanceof Effect.Decline decline) {
            for (OfferId id : decline.offers()) {
                allocator
                        .take(id)
                        .ifPresent(open -> allocator.giveBack(open, open.bare(), decline.refuseSeconds(), now));
            }
        } else if (effect instanceof Effect.AcceptInverse accept) {
            world.windows.answered(accept.offers(), accept.refuseSeconds());
        } else if (effect instanceof Effect.DeclineInverse decline) {
            world.windows.answered(decline.offers(), decline.refuseSeconds());
        } else if (effect instanceof Effect.Revive revive) {
            allocator.revive(revive.roles());
        } else if (effect instanceof Effect.Suppress suppress) {
            allocator.suppressed.addAll(suppress.roles());
        } else if (effect instanceof Effect.Roles roles) {
            allocator.suppressed.clear(); // the call names the suppressed roles, and it names none
            allocator.roles.clear();
            allocator.roles.addAll(roles.roles());
        } else if (effect instanceof Effect.Kill kill) {
            tasks.kill(kill.task(), kill.agent());
        } else if (effect instanceof Effect.Acknowledge acknowledge) {
            tasks.acknowledge(acknowledge.status());
        } else if (effect instanceof Effect.AcknowledgeOperation acknowledge) {
            acceptance.acknowledge(acknowledge.status());
        } else if (effect instanceof Effect.Reconcile reconcile) {
            tasks.reconcile(reconcile.tasks());
        }
    }

    Optional<List<Agent>> describeAgents() {
        return up
                ? Optional.of(world.machines.stream()
                        .filter(this::isRegistered)
                        .map(Machine::described)
                        .toList())
                : Optional.empty();
    }

    // Agents

    boolean isRegistered(Machine machine) {
        return machine.known && agents.get(machine.id) == Standing.REGISTERED && machine.up && machine.linked;
    }

    Optional<Machine> machineOf(AgentId id) {
        return world.machines.stream().filter(machine -> machine.id.equals(id)).findFirst();
    }

    /** An agent says that it is there. One that was marked gone is shut down, and comes back as another. */
    void register(Machine machine) {
        if (!up || !machine.up || !machine.linked || isRegistered(machine)) {
            return;
        }
        if (agents.get(machine.id) == Standing.GONE) {
            world.agents.endAll(machine);
            machine.renew();
            world.trace.line("master", machine.hostname + " was marked gone, and is " + machine.id + " now");
        }
        for (AgentId other : List.copyOf(agents.keySet())) {
            boolean before = machine.isFormer(other)
                    && (agents.get(other) == Standing.REGISTERED || agents.get(other) == Standing.EXPECTED);
            if (before) {
                unreachable(other); // it has another's address: that one is gone
            }
        }
        Optional<Standing> standing = Optional.ofNullable(agents.put(machine.id, Standing.REGISTERED));
        machine.known = true;
        allocator.forgetFilters(machine);
        tasks.back(machine, standing);
    }

    /** The connection to an agent is gone: nothing of it is offered; whether it is lost is not known yet. */
    void disconnected(Machine machine) {
        machine.known = false;
        rescind(machine);
    }

    /** An agent has been away for too long. */
    void unreachable(Machine machine, AgentId id) {
        if (up && (agents.get(id) == Standing.REGISTERED || agents.get(id) == Standing.EXPECTED)) {
            rescind(machine);
            unreachable(id);
        }
    }

    private void unreachable(AgentId id) {
        agents.put(id, Standing.UNREACHABLE);
        tasks.unreachable(id);
        tell(new Event.Failure(Optional.of(id), Optional.empty(), -1));
    }

    void gone(Machine machine) {
        agents.put(machine.id, Standing.GONE);
        machine.known = false;
        rescind(machine);
        tasks.goneByOperator(machine.id);
        if (machine.linked && machine.up) {
            world.agents.endAll(machine);
            AgentId old = machine.id;
            world.agenda.in(60_000, () -> {
                if (machine.id.equals(old)) {
                    register(machine);
                }
            });
        }
    }

    /** The same of an id that no machine has any more. */
    void gone(AgentId id) {
        if (up && agents.get(id) != Standing.GONE) {
            agents.put(id, Standing.GONE);
            tasks.goneByOperator(id);
        }
    }

    /** Agents that it waits for, and whose machines are others now: they never come back. */
    List<AgentId> awaitedInVain() {
        return agents.entrySet().stream()
                .filter(entry -> entry.getValue() == Standing.UNREACHABLE)
                .map(Map.Entry::getKey)
                .filter(id -> world.machines.stream().noneMatch(machine -> machine.id.equals(id)))
                .toList();
    }

    void rescind(Machine machine) {
        allocator.rescind(machine).forEach(id -> tell(new Event.Rescinded(id)));
    }

    // Itself

    /** The master ends. A new one takes its place later, with or without the registry of agents. */
    void fail(long downFor, boolean memory) {
        if (!up) {
            return;
        }
        up = false;
        breakStream("the master is gone");
        world.agenda.in(downFor, () -> {
            up = true;
            world.trace.line("master", "a new master, " + (memory ? "with" : "without") + " memory");
            agents.replaceAll((id, standing) -> standing == Standing.REGISTERED ? Standing.EXPECTED : standing);
            if (!memory) {
                agents.clear();
            }
            tasks.forgetAll();
            acceptance.forgetAll();
            for (Machine machine : world.machines) {
                machine.known = false;
                world.agenda.in(world.chance.nextInt(200, 20_000), () -> register(machine));
            }
            for (AgentId id : List.copyOf(agents.keySet())) {
                world.agenda.in(600_000, () -> {
                    if (agents.get(id) == Standing.EXPECTED) {
                        unreachable(id);
                    }
                });
            }
        });
    }

    /** Once a second. */
    void pass() {
        if (!up) {
            return;
        }
        tasks.send();
        if (!isServing()) {
            return;
        }
        acceptance.send();
        world.windows.pass();
        List<Machine> offering = world.machines.stream()
                .filter(machine -> isRegistered(machine) && !machine.draining)
                .toList();
        List<Offer> offers = allocator.allocate(offering, world.agenda.millis());
        if (!offers.isEmpty()) {
            tell(new Event.Offered(offers));
        }
    }
}
