package dev.holdfast.simulation;

import dev.holdfast.core.Core;
import dev.holdfast.core.Publishing;
import dev.holdfast.core.View;
import dev.holdfast.database.DatabasePackage;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.Labels;
import dev.holdfast.model.Quantity;
import dev.holdfast.model.Reservation;
import dev.holdfast.model.Resource;
import dev.holdfast.model.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;

/** Everything of one run. */
final class World {

    private static final int MACHINES = 8;

    final Agenda agenda = new Agenda();
    final Trace trace;
    /** How long things take, and what comes first: every throw of the dice but the faults. */
    final SplittableRandom chance;

    final Hazards hazards = new Hazards();
    final Watchdog watchdog = new Watchdog(this);
    final Churn churn = new Churn(this);
    final SharedStore store = new SharedStore(this);
    final List<Machine> machines = new ArrayList<>();
    final Agents agents = new Agents(this);
    final Master master = new Master(this);
    final Windows windows = new Windows(this);
    final Cuts cuts = new Cuts(this);
    final Schedulers schedulers = new Schedulers(this);
    final Databases databases = new Databases(this);
    final Person person = new Person(this);
    final Caretaker caretaker = new Caretaker(this);
    final Copies copies = new Copies(this);
    final Leftovers leftovers = new Leftovers(this);
    final Adversary adversary = new Adversary(this);
    /** Disks and machines that were lost for good. */
    int permanentLosses;

    private final SortedMap<String, DatabasePackage> packages;
    private final Optional<Mutant> mutant;
    private final Map<ClusterName, Function<World, Model>> kinds = new TreeMap<>();

    World(
            SplittableRandom chance,
            SortedMap<String, DatabasePackage> packages,
            Map<ClusterName, Function<World, Model>> kinds,
            Optional<Mutant> mutant,
            int keep) {
        this.trace = new Trace(agenda, keep);
        this.chance = chance;
        this.packages = mutant.map(broken -> Mutants.packages(broken, packages)).orElse(packages);
        this.mutant = mutant;
        this.kinds.putAll(kinds);
        for (int number = 1; number <= MACHINES; number++) {
            Machine machine = new Machine(number);
            machines.add(machine);
        }
        reserveForOthers();
        kinds.keySet().forEach(this::install);
        machines.forEach(master::register);
        schedulers.elect();
        second();
    }

    private void second() {
        agenda.in(1000, () -> {
            master.pass();
            databases.pass();
            watchdog.pass();
            copies.pass();
            second();
        });
    }

    /** A cluster's data begins anew. */
    void install(ClusterName cluster) {
        databases.models.put(
                cluster, kinds.getOrDefault(cluster, world -> model(cluster)).apply(this));
    }

    Model model(ClusterName cluster) {
        return Optional.ofNullable(databases.models.get(cluster)).orElseThrow();
    }

    boolean has(Mutant which) {
        return mutant.filter(found -> found == which).isPresent();
    }

    /** What decides in a new process. */
    Mind mind() {
        Core core = new Core(packages, Watchdog.PRINCIPAL);
        return mutant.map(broken -> Mutants.mind(broken, core)).orElse(core::decide);
    }

    /** What a scheduler shows people. */
    View shown(SchedulerProcess process) {
        return new Publishing(name ->
                        Optional.ofNullable(packages.get(name)).orElseThrow().rules())
                .view(process.state(), 0, agenda.now());
    }

    boolean isForeign(Resource resource) {
        return resource.isReserved()
                && !resource.label(Labels.OWNER).equals(store.durable().self().owner());
    }

    /** Other frameworks are there too: one with a role of its own, and another Holdfast with the same role as ours. */
    private void reserveForOthers() {
        TreeMap<String, String> theirs = new TreeMap<>(Map.of(Labels.OWNER, "owner-2", Labels.CLAIM, "m9-1"));
        reserve(machines.get(0), new Reservation("other", true, "other", new TreeMap<>()));
        reserve(machines.get(1), new Reservation("holdfast/orders", true, "another", theirs));
    }

    private static void reserve(Machine machine, Reservation reservation) {
        Resources some = new Resources(List.of(
                Resource.of(Resource.CPUS, Quantity.Amount.of(1), ""),
                Resource.of(Resource.MEM, new Quantity.Amount(512_000), "")));
        Resources reserved = new Resources(
                some.stream().map(resource -> resource.reserve(reservation)).toList());
        machine.total = machine.total.minus(some).plus(reserved);
    }
}
