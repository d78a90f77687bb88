package dev.holdfast.simulation;

import dev.holdfast.core.Answer;
import dev.holdfast.core.ClusterRecord;
import dev.holdfast.core.Command;
import dev.holdfast.core.Event;
import dev.holdfast.core.Freeze;
import dev.holdfast.core.NodeRecord;
import dev.holdfast.core.NodeState;
import dev.holdfast.core.SurplusRecord;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.Labels;
import dev.holdfast.model.NodeId;
import dev.holdfast.model.Resource;
import dev.holdfast.model.Resources;
import dev.holdfast.plan.Goal;
import dev.holdfast.plan.Plan;
import dev.holdfast.plan.StepKind;
import dev.holdfast.simulation.Fault.Kind;
import dev.holdfast.spec.ClusterSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Whoever uses the clusters: wants things at any moment, asks again what nobody answered, and in the end wants what there was at first. */
final class Person {

    private static final long PATIENCE = 20_000;
    private static final int TRIES = 30;
    private final World world;
    private final Map<Long, Command> open = new TreeMap<>();
    private final TreeSet<ClusterName> uninstalling = new TreeSet<>();
    /** When the last of what was there before was gone. */
    private final TreeMap<ClusterName, Long> uninstalled = new TreeMap<>();

    private final TreeSet<ClusterName> stopped = new TreeSet<>();
    /** Those of them that the scheduler has taken down since. */
    private final TreeSet<ClusterName> down = new TreeSet<>();

    /** Of which he has said that users will have to miss something for a moment. */
    private final TreeSet<ClusterName> accepted = new TreeSet<>();

    private final Forgotten forgotten = new Forgotten();
    private final Losses losses;
    private final Waits waits;
    /** Which he wanted as they were after a copy, in vain: what is lost holds that up. */
    private final TreeSet<ClusterName> heldUp = new TreeSet<>();

    private long tickets;

    Person(World world) {
        this.world = world;
        this.losses = new Losses(world);
        this.waits = new Waits(world);
    }

    /** What he has allowed at one moment, beyond what is always: to stop all of some clusters, to do away with some. */
    record Licence(TreeSet<ClusterName> stopped, TreeSet<ClusterName> down, TreeSet<ClusterName> uninstalling) {}

    Licence licence() {
        return new Licence(new TreeSet<>(stopped), new TreeSet<>(down), new TreeSet<>(uninstalling));
    }

    /**
     * With an older copy of the state, what he had allowed then is about to be done again. What he has done away with since has no volume
     * any more, and he does so again.
     *
     * @param taken when the copy was
     */
    void again(Licence then, long taken) {
        uninstalled.forEach((name, at) -> {
            if (at > taken && world.store.durable().cluster(name).isPresent()) {
                uninstalling.add(name);
            }
        });
        stopped.addAll(then.stopped());
        down.addAll(then.down());
        then.uninstalling().stream()
                .filter(name -> world.store.durable().cluster(name).isPresent())
                .forEach(uninstalling::add);
    }

    boolean isUninstalling(ClusterName cluster) {
        return uninstalling.contains(cluster);
    }

    /** Whether more than one node may be down on purpose. */
    boolean mayStopAll(ClusterName cluster) {
        return uninstalling.contains(cluster) || stopped.contains(cluster);
    }

    /** Whether he was told of an outage, and accepted it. */
    boolean hasAccepted(ClusterName cluster) {
        return accepted.contains(cluster);
    }

    /** Nobody holds anything of that cluster any more: its name is free, its data was given up. */
    void forgotten(ClusterName cluster) {
        if (uninstalling.remove(cluster)) {
            uninstalled.put(cluster, world.agenda.millis());
            world.trace.line("user", cluster + " is uninstalled");
            world.watchdog.abandoned(cluster);
            world.install(cluster);
        }
    }

    /** Something is durable: a cluster that was stopped is as any other again when all of it is up. */
    void committed() {
        for (ClusterName name : List.copyOf(stopped)) {
            boolean asked = world.store
                    .durable()
                    .cluster(name)
                    .filter(known -> !known.stopped().isEmpty())
                    .isPresent();
            if (asked) {
                down.add(name);
            } else if (down.contains(name)
                    && world.store.durable().nodesOf(name).stream().allMatch(node -> node.state() == NodeState.READY)) {
                down.remove(name);
                stopped.remove(name);
            }
        }
    }

    // Asking

    void asks(Command command, int tries) {
        Optional<SchedulerProcess> leader = world.schedulers.leader().filter(process -> !process.isPaused());
        if (leader.isEmpty()) {
            if (tries > 0) {
                world.agenda.in(2000, () -> asks(command, tries - 1));
            }
            return;
        }
        tickets++;
        long ticket = tickets;
        open.put(ticket, command);
        world.trace.line("user", "asks " + ticket + ": " + Text.brief(command.toString()));
        leader.get().hear(new Event.Asked(ticket, command));
        world.agenda.in(PATIENCE, () -> {
            if (open.remove(ticket) != null && tries > 0) {
                asks(command, tries - 1);
            }
        });
    }

    void asks(Command command) {
        asks(command, TRIES);
    }

    void answered(long ticket, Answer answer) {
        open.remove(ticket);
        world.trace.line("user", "hears on " + ticket + ": " + Text.of(answer));
        if (answer instanceof Answer.Audited audited) {
            world.caretaker.reads(audited.audit());
        }
    }

    void notAnswered(long ticket) {
        Command command = open.remove(ticket);
        world.trace.line("user", "hears on " + ticket + " that nothing can be kept now");
        if (command != null) {
            world.agenda.in(3000, () -> asks(command, 5));
        }
    }

    // What he wants at any moment

    void wants(Kind kind, int which) {
        List<ClusterName> names = List.copyOf(world.databases.models.keySet());
        ClusterName name = names.get(which / 5 % names.size());
        Optional<ClusterRecord> found = world.store.durable().cluster(name);
        if (found.isEmpty() || uninstalling.contains(name)) {
            return;
        }
        ClusterSpec spec = found.get().spec();
        Model model = world.model(name);
        List<NodeId> nodes =
                world.store.durable().nodesOf(name).stream().map(NodeRecord::id).toList();
        NodeId node = nodes.isEmpty() ? new NodeId(name, "broker", 0) : nodes.get(which / 7 % nodes.size());
        switch (kind) {
            case USER_SCALES -> asks(new Command.Apply(model.scaled(spec, which / 3), "scale", 0));
            case USER_SETS ->
                asks(model.another(which).orElseGet(() -> new Command.Apply(model.set(spec, which / 3), "set", 0)));
            case USER_UPGRADES -> asks(new Command.Apply(model.upgraded(spec), "upgrade", 0));
            case USER_RESIZES ->
                asks(new Command.Apply(
                        Wishes.sized(spec, node.group(), 500 + 250 * (which % 4), 768 + 256 * (which % 3)), "size", 0));
            case USER_RESTARTS -> asks(new Command.Restart(name, which % 2 == 0 ? List.of() : List.of(node)));
            case USER_STOPS -> {
                if (which % 5 == 0) {
                    stopped.add(name);
                    asks(new Command.Stop(name, List.of()));
                } else {
                    asks(new Command.Stop(name, List.of(node)));
                }
            }
            case USER_STARTS -> asks(new Command.Start(name, List.of()));
            case USER_REPLACES ->
                asks(new Command.Replace(
                        name, which % 3 == 0 ? node : losses.outOfReach(name).orElse(node)));
            case USER_REMOVES -> asks(new Command.Remove(name, node));
            case USER_CANCELS -> asks(new Command.Cancel(name));
            case USER_PAUSES -> asks(new Command.Pause(name));
            case USER_RESUMES -> asks(new Command.Resume(name, ""));
            case USER_UNINSTALLS -> {
                if (which % 4 == 0) {
                    uninstalling.add(name);
                    asks(new Command.Uninstall(name, name.toString()));
                }
            }
            default -> throw new IllegalArgumentException(kind.toString());
        }
    }

    // What he does until all is as it was at first

    /** Looks at one cluster, and does what a person would do who wants it whole. */
    void tends(ClusterName name) {
        Optional<ClusterRecord> found = world.store.durable().cluster(name);
        ClusterSpec first = world.model(name).firstWish();
        if (found.isEmpty()) {
            asks(new Command.Apply(first, "create", 0), 2);
            return;
        }
        ClusterRecord cluster = found.get();
        boolean active = cluster.plan().filter(Plan::isActive).isPresent();
        if (uninstalling.contains(name)) {
            // An older copy may be of before he wanted that: what it has under way will never be done, for disks are
            // gone already.
            boolean goes = active && cluster.plan().orElseThrow().title().equals("uninstall");
            if (!goes || isPaused(cluster)) {
                asks(new Command.Uninstall(name, name.toString()), 2);
            }
            return;
        }
        losses.markGone(name);
        if (waits.areForStray(cluster)) {
            losses.markAllGone();
        }
        if (isFrozen()) {
            asks(new Command.Thaw(), 2);
        }
        if (world.store.durable().self().freeze().filter(Freeze::on).isPresent()) {
            asks(new Command.Thaw(), 2);
        }
        ClusterSpec wish = world.caretaker.wish(first.withVersion(cluster.spec().version()));
        Optional<NodeId> lost = losses.lost(name);
        boolean replacing = lost.isPresent()
                && cluster.plan()
                        .filter(plan -> plan.steps()
                                .anyMatch(step -> step.kind() == StepKind.REPLACE
                                        && step.node().equals(lost)
                                        && !step.status().isOver()))
                        .isPresent();
        if (isPaused(cluster)) {
            asks(new Command.Resume(name, ""), 2);
        } else if (active && !waits.areHopeless(cluster) && Forgotten.isTakenOut(cluster)) {
            return; // what he asked for himself goes first
        } else if (lost.isEmpty() || !(active && replacing) || waits.areHopeless(cluster)) {
            wantsAsAtFirst(name, cluster, wish, lost, active);
        } else {
            triesParked(name);
        }
    }

    /** A replacement may wait for the word of nodes that are started no more by themselves: they may come up now. */
    private void triesParked(ClusterName name) {
        List<NodeId> parked = nodes(name).stream()
                .filter(node -> node.goal() == Goal.RUNNING && node.trouble().isParked())
                .map(NodeRecord::id)
                .toList();
        if (!parked.isEmpty()) {
            asks(new Command.Start(name, parked), 2);
        }
    }

    private void wantsAsAtFirst(
            ClusterName name, ClusterRecord cluster, ClusterSpec wish, Optional<NodeId> lost, boolean active) {
        List<NodeId> startable = nodes(name).stream()
                .filter(node -> cluster.stopped().contains(node.id()) || node.goal() == Goal.STOPPED)
                .filter(node -> lost.filter(node.id()::equals).isEmpty() && !losses.isWithoutVolume(node))
                .map(NodeRecord::id)
                .filter(node -> world.model(name).knows(node))
                .toList();
        Optional<String> outage = waits.outage(cluster);
        forgotten.reads(cluster);
        if (active && outage.isPresent()) {
            accepted.add(name);
            asks(new Command.Resume(name, outage.get()), 2);
        } else if (active && waits.isHeldThoughGivenBack(cluster)) {
            asks(new Command.Resume(name, Waits.ONLY_COPY), 2); // it is on the disk that he gave back
        } else if (active && waits.areHopeless(cluster)) {
            asks(new Command.Cancel(name), 2);
        } else if (!active && forgotten.isOne(nodes(name))) {
            asks(new Command.Remove(name, forgotten.next(nodes(name)), true), 2);
        } else if (!active && world.model(name).advice().isPresent()) {
            asks(world.model(name).advice().get(), 2);
        } else if (!active && lost.isPresent() && !startable.isEmpty()) {
            asks(new Command.Start(name, startable), 2); // the others must be there to tell what may be given up
        } else if (active && lost.isPresent() && world.caretaker.widens(name) && waits.areForLost(cluster, losses)) {
            heldUp.add(name);
            asks(new Command.Cancel(name), 2);
        } else if (lost.isPresent()
                && world.caretaker.widens(name)
                && !heldUp.contains(name)
                && !cluster.spec().equals(wish)) {
            // What nobody can tell of without it may be on a volume that no record tells of: that comes back first.
            asks(new Command.Apply(wish, "as it was after the copy", 0), 2);
        } else if (active && world.caretaker.widens(name) && losses.isGone(lost)) {
            return; // it comes back
        } else if (lost.isPresent()) {
            // A plan that waits for what is lost must be given up first.
            asks(active ? new Command.Cancel(name) : new Command.Replace(name, lost.get()), 2);
        } else if (!cluster.stopped().isEmpty()) {
            asks(new Command.Start(name, List.of()), 2);
        } else if (!cluster.spec().equals(wish)) {
            asks(new Command.Apply(wish, "as at first", 0), 2);
        } else if (!active && nodes(name).stream().anyMatch(node -> node.goal() == Goal.STOPPED)) {
            asks(new Command.Start(name, List.of()), 2);
        } else if (!active && nodes(name).stream().anyMatch(node -> !isIn(wish, node.id()))) {
            asks(new Command.Apply(wish, "the same again", 0), 2); // as the note of the plan that was cancelled says
        }
    }

    private List<NodeRecord> nodes(ClusterName name) {
        return world.store.durable().nodesOf(name);
    }

    private static boolean isIn(ClusterSpec wish, NodeId node) {
        return wish.group(node.group())
                .filter(group -> group.indexes().contains(node.index()))
                .isPresent();
    }

    /** So much was lost at once that a person must look first. */
    private boolean isFrozen() {
        return world.store.durable().self().freeze().filter(Freeze::on).isPresent();
    }

    private static boolean isPaused(ClusterRecord cluster) {
        return cluster.plan()
                .filter(plan -> plan.status() == Plan.Status.PAUSED)
                .isPresent();
    }

    /** Volumes that were kept for him he has looked through, and gives up by hand. */
    void clearsUp() {
        for (SurplusRecord surplus : world.store.durable().surplus().values()) {
            for (Machine machine : surplus.keepVolume() ? world.machines : List.<Machine>of()) {
                Resources free = machine.total.minus(machine.used).minus(machine.offered);
                Resources kept = free.filter(resource ->
                        resource.isVolume() && resource.label(Labels.CLAIM).equals(surplus.uid()));
                for (Resource volume : kept.all()) {
                    Optional.ofNullable(machine.volumes.remove(Operations.persistenceId(volume)))
                            .ifPresent(gone -> gone.gone = true);
                    Resources one = new Resources(List.of(volume));
                    machine.total =
                            machine.total.minus(one).plus(new Resources(List.of(Operations.asUnreservedDisk(volume))));
                }
            }
        }
    }
}
