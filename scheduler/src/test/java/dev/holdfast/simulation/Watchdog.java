package dev.holdfast.simulation;

import dev.holdfast.core.ClusterRecord;
import dev.holdfast.core.Decision;
import dev.holdfast.core.Effect;
import dev.holdfast.core.Event;
import dev.holdfast.core.Fact;
import dev.holdfast.core.NodeRecord;
import dev.holdfast.core.NodeState;
import dev.holdfast.core.State;
import dev.holdfast.core.SurplusRecord;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.Labels;
import dev.holdfast.model.NodeId;
import dev.holdfast.model.Operation;
import dev.holdfast.model.Resource;
import dev.holdfast.model.Resources;
import dev.holdfast.model.TaskId;
import dev.holdfast.plan.Goal;
import dev.holdfast.plan.Step;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.WeakHashMap;

/** The promises of DESIGN §4, asked after every event. Models ask for their data themselves ({@code write-lost}, {@code last-copy}). */
final class Watchdog {

    static final String PRINCIPAL = "holdfast";

    private static final long OFFER_AT_MOST = 240_000;

    private final World world;
    private final TreeSet<TaskId> launched = new TreeSet<>();
    private final Generations generations = new Generations();
    /** Tasks of which the master has not spoken since a process subscribed. */
    private final Map<SchedulerProcess, Set<TaskId>> awaited = new WeakHashMap<>();

    private final Budget budget;
    private final Renewals renewals;

    /** Volumes of clusters that were uninstalled. */
    private final Set<String> abandoned = new TreeSet<>();

    private Optional<Resources> foreign = Optional.empty();

    Watchdog(World world) {
        this.world = world;
        this.budget = new Budget(world);
        this.renewals = new Renewals(world);
    }

    private State durable() {
        return world.store.durable();
    }

    // What schedulers do

    /** Silence is not loss: nothing is taken down before the master has said how all of its cluster is. */
    void decided(SchedulerProcess process, State before, Event event, Decision decision) {
        Set<TaskId> open = awaited.computeIfAbsent(process, each -> new TreeSet<>());
        if (event instanceof Event.Subscribed) {
            open.clear();
            before.nodes().values().stream()
                    .filter(node -> node.state().mayRun() && node.claim().isPresent())
                    .flatMap(node -> node.incarnation().stream())
                    .forEach(last -> open.add(last.taskId()));
        } else if (event instanceof Event.TaskUpdate update) {
            open.remove(update.status().taskId());
        }
        for (Fact fact : decision.facts()) {
            if (fact instanceof Fact.NodeIs is) {
                if (!world.person.mayStopAll(is.node().id().cluster())) {
                    stopsUnasked(open, before, event, is.node());
                }
            } else if (fact instanceof Fact.ClusterIs is) {
                waitsExplainThemselves(is.cluster());
            }
        }
    }

    private static void stopsUnasked(Set<TaskId> open, State before, Event event, NodeRecord node) {
        NodeState was = before.node(node.id()).map(NodeRecord::state).orElse(NodeState.WANTED);
        boolean stops = node.state() == NodeState.STOPPING
                && was != NodeState.STOPPING
                && node.goal() != Goal.RUNNING
                && !(event instanceof Event.TaskUpdate);
        if (!stops || open.isEmpty()) {
            return;
        }
        before.nodesOf(node.id().cluster()).stream()
                .filter(other -> other.incarnation()
                        .filter(last -> open.contains(last.taskId()))
                        .isPresent())
                .findFirst()
                .ifPresent(other -> {
                    throw new BrokenPromise(
                            "silence",
                            node.id() + " is stopped though the master has not said yet how " + other.id() + " is");
                });
    }

    private static void waitsExplainThemselves(ClusterRecord cluster) {
        cluster.plan().stream()
                .flatMap(plan -> plan.steps())
                .filter(step -> step.status() == Step.Status.WAITING)
                .filter(step ->
                        step.reason().filter(reason -> !reason.text().isBlank()).isEmpty())
                .findFirst()
                .ifPresent(step -> {
                    throw new BrokenPromise("unexplained", step.id() + " waits and does not say for what");
                });
    }

    /** What a process believes is what is durable, or a crash would bring out another past. */
    void remembers(SchedulerProcess process) {
        if (process.epoch() != world.store.epoch()) {
            return; // it decided nothing that had to be durable, and will hear at its next commit that another leads
        }
        State durable = durable();
        State state = process.state();
        boolean same = durable.self().owner().equals(state.self().owner())
                && durable.clusters().equals(state.clusters())
                && durable.nodes().equals(state.nodes())
                && durable.surplus().equals(state.surplus());
        if (!same) {
            throw new BrokenPromise(
                    "durable", process.name() + " believes what is not durable, in epoch " + process.epoch());
        }
    }

    /** An effect leaves: what it is about must be durable. */
    void leaves(SchedulerProcess process, Effect effect) {
        if (process.epoch() != world.store.epoch()) {
            return; // one that does not know yet that another leads: the master refuses it
        }
        if (effect instanceof Effect.Accept accept) {
            accept.operations().forEach(this::isDurable);
        } else if (effect instanceof Effect.Acknowledge acknowledge) {
            acknowledgedIsDurable(acknowledge);
        } else if (effect instanceof Effect.Kill kill) {
            keepsBudget(kill.task());
        } else if (effect instanceof Effect.Roles roles) {
            keepsRoles(roles);
        }
    }

    private void isDurable(Operation operation) {
        if (operation instanceof Operation.LaunchGroup launch) {
            TaskId id = launch.tasks().get(0).id();
            boolean known = durable().nodes().values().stream()
                    .anyMatch(node -> node.incarnation()
                                    .filter(last -> last.taskId().equals(id))
                                    .isPresent()
                            || node.beside()
                                    .task()
                                    .filter(chore -> chore.taskId().equals(id))
                                    .isPresent());
            check(known, "persist-then-act", id + " is launched before that is durable");
            return;
        }
        Resources resources = operation instanceof Operation.Reserve reserve
                ? reserve.resources()
                : operation instanceof Operation.Create create ? create.volumes() : Resources.NONE;
        for (Resource resource : resources.all()) {
            String uid = resource.label(Labels.CLAIM);
            check(isKnown(uid), "persist-then-act", "claim " + uid + " is sent before it is durable");
        }
    }

    private boolean isKnown(String uid) {
        return durable().surplus().containsKey(uid)
                || durable().nodes().values().stream()
                        .anyMatch(node -> node.claim()
                                .filter(claim -> claim.uid().equals(uid))
                                .isPresent());
    }

    private void acknowledgedIsDurable(Effect.Acknowledge acknowledge) {
        TaskId id = acknowledge.status().taskId();
        durable().nodes().values().stream()
                .flatMap(node -> node.incarnation().stream())
                .filter(last -> last.taskId().equals(id))
                .findFirst()
                .ifPresent(last -> check(
                        last.isOver() || !acknowledge.status().state().isOver(),
                        "persist-then-act",
                        "the end of " + id + " is acknowledged before it is durable"));
    }

    /** A process is ended on purpose: its users must not miss it. */
    private void keepsBudget(TaskId task) {
        Optional<Container> found = world.agents.find(task);
        if (found.isEmpty() || found.get().isOver() || found.get().killed || !found.get().processUp) {
            return;
        }
        NodeId id = found.get().node;
        Optional<NodeRecord> node = durable()
                .node(id)
                .filter(known -> known.incarnation()
                        .filter(last -> last.taskId().equals(task))
                        .isPresent());
        boolean exempt = world.person.mayStopAll(id.cluster());
        if (node.isEmpty() || exempt) {
            return; // a process that should not be
        }
        check(
                node.get().goal() != Goal.RUNNING
                        || node.get().state() == NodeState.STOPPING // wanted again, but its end is under way
                        || node.get().incarnation().orElseThrow().isOver(),
                "budget",
                id + " is killed though it shall run, in state " + node.get().state());
        Optional.ofNullable(world.databases.models.get(id.cluster()))
                .flatMap(model -> model.misses(id))
                .ifPresent(missed -> {
                    throw new BrokenPromise("budget", id + " is stopped, which takes away " + missed);
                });
    }

    private void keepsRoles(Effect.Roles roles) {
        for (Machine machine : world.machines) {
            for (Resource resource : machine.total.all()) {
                if (isOurs(resource) && !world.leftovers.isOne(resource.label(Labels.CLAIM))) {
                    String role = resource.reservation().orElseThrow().role();
                    check(
                            roles.roles().contains(role),
                            "role",
                            "role " + role + " is given up while " + resource.label(Labels.NODE) + " has "
                                    + resource.label(Labels.CLAIM) + " on " + machine.hostname);
                }
            }
        }
    }

    // What is durable

    void committed(long epoch) {
        check(epoch == world.store.epoch(), "one-writer", "a commit of epoch " + epoch + " counts");
        budget.committed(durable());
        renewals.committed();
        world.person.committed();
        for (ClusterName name : List.copyOf(world.databases.models.keySet())) {
            if (durable().cluster(name).isEmpty()) {
                world.person.forgotten(name);
            }
        }
        generations.committed(durable());
    }

    // What comes of it

    /** Foreign is whatever lacks our owner's label. */
    void touches(Operation operation, Resources resources) {
        for (Resource resource : resources.all()) {
            check(
                    isOurs(resource),
                    "foreign",
                    operation.getClass().getSimpleName() + " of what is not ours: " + resource);
            world.leftovers.touches(operation, resource);
        }
    }

    /** An older copy of the state is what is durable now. */
    void putBack() {
        generations.putBack(durable());
        renewals.putBack();
    }

    private boolean isOurs(Resource resource) {
        return resource.isReserved()
                && resource.label(Labels.OWNER).equals(durable().self().owner());
    }

    void launches(Container container) {
        check(launched.add(container.task.id()), "task-id", container.task.id() + " repeats");
        for (Machine machine : world.machines) {
            for (Container other : machine.containers) {
                boolean seen = machine.up && machine.reachable && !other.isOver();
                check(
                        !seen || !other.node.equals(container.node),
                        "one-incarnation",
                        container.task.id() + " is launched beside " + other.task.id());
            }
        }
        generations.launches(container);
    }

    /** Two chores never run beside one node at once. */
    void launchesChore(Container chore) {
        check(launched.add(chore.task.id()), "task-id", chore.task.id() + " repeats");
        chore.machine.containers.stream()
                .filter(other -> other.isChore() && !other.isOver() && other.node.equals(chore.node))
                .findFirst()
                .ifPresent(other -> {
                    throw new BrokenPromise("chore-twice", chore.task.id() + " is launched beside " + other.task.id());
                });
    }

    void started(Container container) {
        generations.started(container);
    }

    /** A cluster is gone by its user's word, and all that is still left of it may go. */
    void abandoned(ClusterName cluster) {
        for (Machine machine : world.machines) {
            machine.volumes.values().stream()
                    .filter(volume -> nodeId(volume.node).cluster().equals(cluster))
                    .forEach(volume -> abandoned.add(volume.id));
        }
    }

    /** Absent is not gone: what a process has written on goes only with its node, or after the node came up on a newer one. */
    void destroyed(Volume volume) {
        NodeId id = nodeId(volume.node);
        if (world.person.isUninstalling(id.cluster())) {
            return;
        }
        durable().surplus().values().stream()
                .filter(SurplusRecord::keepVolume)
                .filter(kept -> volume.id.contains(kept.uid()))
                .findFirst()
                .ifPresent(kept -> {
                    throw new BrokenPromise(
                            "absent-is-not-gone", volume.id + " is destroyed, which was kept for a person");
                });
        if (abandoned.contains(volume.id)) {
            return; // of a cluster that was uninstalled; another may have its name
        }
        Optional<NodeRecord> node = durable().node(id).filter(known -> known.goal() != Goal.RELEASED);
        if (!volume.mark.isEmpty() && node.isPresent() && !world.caretaker.hasDecided(volume)) {
            check(
                    node.get().generation() > volume.generation,
                    "absent-is-not-gone",
                    volume.id + " of " + id + " is destroyed, and the node is still of generation "
                            + node.get().generation());
        }
        Optional.ofNullable(world.databases.models.get(id.cluster())).ifPresent(model -> model.destroyed(volume));
    }

    private static NodeId nodeId(String text) {
        int slash = text.indexOf('/');
        int dash = text.lastIndexOf('-');
        return new NodeId(
                new ClusterName(text.substring(0, slash)),
                text.substring(slash + 1, dash),
                Integer.parseInt(text.substring(dash + 1)));
    }

    /** Once a second: what is reserved is accounted for, what is foreign is as it was, no offer is held for ever. */
    void pass() {
        Resources others = Resources.NONE;
        for (Machine machine : world.machines) {
            for (Resource resource : machine.total.all()) {
                if (isOurs(resource)) {
                    String uid = resource.label(Labels.CLAIM);
                    check(
                            isKnown(uid) || world.leftovers.isOne(uid),
                            "accounted",
                            uid + " is reserved on " + machine.hostname + ", and nobody knows");
                } else if (resource.isReserved()) {
                    others = others.plus(new Resources(List.of(resource)));
                }
            }
        }
        Resources before = foreign.orElse(others);
        check(before.contains(others) && others.contains(before), "foreign", "what others reserved has changed");
        foreign = Optional.of(before);
        long now = world.agenda.millis();
        for (Allocator.Open open : world.master.allocator.outstanding()) {
            check(
                    now - open.since() < OFFER_AT_MOST,
                    "offers",
                    open.offer().id() + " has been held for " + (now - open.since()) / 1000 + " s");
        }
    }

    private static void check(boolean holds, String promise, String text) {
        if (!holds) {
            throw new BrokenPromise(promise, text);
        }
    }
}
