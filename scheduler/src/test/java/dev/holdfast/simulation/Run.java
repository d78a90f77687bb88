package dev.holdfast.simulation;

import dev.holdfast.core.ClusterRecord;
import dev.holdfast.core.Command;
import dev.holdfast.core.NodeRecord;
import dev.holdfast.core.NodeState;
import dev.holdfast.core.SurplusRecord;
import dev.holdfast.database.DatabasePackage;
import dev.holdfast.database.Driver;
import dev.holdfast.database.cassandra.CassandraPackage;
import dev.holdfast.database.crate.CratePackage;
import dev.holdfast.database.kafka.KafkaPackage;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import dev.holdfast.plan.Plan;
import dev.holdfast.spec.ClusterSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * One seed from beginning to end:
 *
 * <ol>
 *   <li>Users create their clusters. When all is ready faults begin, each at its time.
 *   <li>After the last one all that is broken is mended. Users want again what they wanted at first.
 *   <li>Within an hour everything must be as they want it, and tidy: nothing owed, nothing reserved that nobody uses.
 * </ol>
 */
final class Run {

    static final int FAULTS = 40;

    private static final long FIRST_START = 240_000;
    private static final long AFTERWARDS = 60_000;
    private static final long AN_HOUR = 2_700_000;
    private static final long LOOKS_AGAIN = 15_000;

    private final SortedMap<String, DatabasePackage> packages;
    private final Database database;

    /** Which database the clusters of a run are of. */
    enum Database {
        KAFKA,
        CRATE,
        CASSANDRA
    }

    /** What came of it. */
    record Result(
            long seed,
            List<Fault> faults,
            Optional<String> promise,
            String text,
            long hash,
            long lines,
            long commits,
            long millis,
            long acknowledged,
            List<String> table) {}

    Run() {
        this(Database.KAFKA);
    }

    Run(Database database) {
        this.database = database;
        TreeMap<String, DatabasePackage> all = new TreeMap<>();
        all.put("kafka", new KafkaPackage(new NoDriver()));
        all.put("crate", new CratePackage(new NoDriver()));
        all.put("cassandra", new CassandraPackage(new NoDriver()));
        this.packages = all;
    }

    /** Nothing is reached from here: the models are looked at without a driver. */
    private static final class NoDriver implements Driver {
        @Override
        public dev.holdfast.database.Observation observe(
                dev.holdfast.database.ClusterView cluster, java.time.Duration timeout) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Outcome perform(
                dev.holdfast.database.ClusterView cluster,
                dev.holdfast.database.Chore chore,
                java.time.Duration timeout,
                java.util.function.BooleanSupplier mayAct) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Endpoint> endpoints(dev.holdfast.database.ClusterView cluster) {
            return List.of();
        }

        @Override
        public void close() {}
    }

    static List<Fault> faults(long seed, int count) {
        return Fault.plan(new SplittableRandom(seed).split(), count, FIRST_START);
    }

    static List<Fault> faults(long seed, int count, java.util.Set<Rare> rare) {
        return Rare.among(faults(seed, count), seed, rare);
    }

    /** @param keep how many of the newest lines of the table */
    Result play(long seed, List<Fault> faults, Optional<Mutant> mutant, int keep) {
        SplittableRandom random = new SplittableRandom(seed);
        random.split(); // the faults were made of that
        Map<ClusterName, Function<World, Model>> kinds = kinds(seed);
        World world = new World(random.split(), packages, kinds, mutant, keep);
        Optional<String> promise = Optional.empty();
        String text = "";
        try {
            story(world, faults);
        } catch (BrokenPromise e) {
            promise = Optional.of(e.promise());
            text = String.valueOf(e.getMessage());
            world.trace.line("BROKEN", text);
        } catch (RuntimeException e) {
            promise = Optional.of("crash");
            StackTraceElement[] where = e.getStackTrace();
            text = e + (where.length == 0 ? "" : " at " + where[0]);
            world.trace.line("BROKEN", text);
            if (keep > 0) {
                e.printStackTrace();
            }
        }
        long acknowledged = world.databases.models.values().stream()
                .mapToLong(Model::acknowledged)
                .sum();
        return new Result(
                seed,
                faults,
                promise,
                text,
                world.trace.hash(),
                world.trace.count(),
                world.store.commits(),
                world.agenda.millis(),
                acknowledged,
                world.trace.lines());
    }

    private Map<ClusterName, Function<World, Model>> kinds(long seed) {
        ClusterName orders = new ClusterName("orders");
        Map<ClusterName, Function<World, Model>> kinds = new TreeMap<>();
        kinds.put(orders, world -> switch (database) {
            case KAFKA -> new KafkaModel(world, orders, seed % 2 == 0, 4, 0);
            case CRATE -> new CrateModel(world, orders, seed);
            case CASSANDRA -> new RingModel(world, orders, seed);
        });
        if (database == Database.KAFKA && seed % 3 == 0) {
            // Two share their machines, their scheduler and its state.
            ClusterName pay = new ClusterName("pay");
            kinds.put(pay, world -> new KafkaModel(world, pay, seed % 4 < 2, 3, 1000));
        }
        return kinds;
    }

    private static void story(World world, List<Fault> faults) {
        world.agenda.in(
                3000,
                () -> world.databases
                        .models
                        .values()
                        .forEach(model -> world.person.asks(new Command.Apply(model.firstWish(), "create", 0))));
        long last = FIRST_START;
        for (Fault fault : faults) {
            world.agenda.at(fault.at(), () -> world.adversary.strike(fault));
            last = Math.max(last, fault.at());
        }
        pass(world, last + AFTERWARDS);
        world.adversary.relent();
        long end = world.agenda.millis() + AN_HOUR;
        Optional<String> left = left(world);
        while (left.isPresent() && world.agenda.millis() < end) {
            if (!world.caretaker.isBusy()) {
                List.copyOf(world.databases.models.keySet()).forEach(world.person::tends);
            }
            world.person.clearsUp();
            world.caretaker.looks(left.equals(world.leftovers.left()));
            pass(world, world.agenda.millis() + LOOKS_AGAIN);
            left = left(world);
        }
        if (left.isPresent()) {
            throw new BrokenPromise("converges", "an hour after the last fault: " + left.get());
        }
    }

    private static void pass(World world, long until) {
        boolean more = true;
        while (more) {
            more = world.agenda.step(until);
        }
    }

    /** What is not yet as users want it. */
    private static Optional<String> left(World world) {
        for (Map.Entry<ClusterName, Model> entry : world.databases.models.entrySet()) {
            Optional<ClusterRecord> cluster = world.store.durable().cluster(entry.getKey());
            if (cluster.isEmpty()) {
                return Optional.of(entry.getKey() + " is not there");
            }
            if (cluster.get().plan().filter(Plan::isActive).isPresent()) {
                return Optional.of("at work: " + Text.of(new dev.holdfast.core.Fact.ClusterIs(cluster.get())));
            }
            ClusterSpec first = entry.getValue()
                    .firstWish()
                    .withVersion(cluster.get().spec().version());
            if (world.copies.wereUsed() && !cluster.get().spec().equals(first)) {
                return Optional.of(entry.getKey() + " is not as it was wanted at first");
            }
            List<NodeId> wanted = cluster.get().spec().groups().values().stream()
                    .flatMap(group ->
                            group.indexes().stream().map(index -> new NodeId(entry.getKey(), group.name(), index)))
                    .toList();
            for (NodeId id : wanted) {
                Optional<NodeRecord> node = world.store.durable().node(id);
                if (node.filter(found -> found.state() == NodeState.READY).isEmpty()) {
                    return Optional.of(node.map(Text::of).orElse(id + " is not there")
                            + entry.getValue()
                                    .unsettled(cluster.get().spec())
                                    .map(why -> "; " + why)
                                    .orElse(""));
                }
            }
            if (world.store.durable().nodesOf(entry.getKey()).size() != wanted.size()) {
                return Optional.of(entry.getKey() + " has other nodes than wanted");
            }
            if (!cluster.get().debts().isEmpty()) {
                return Optional.of("owed: " + cluster.get().debts());
            }
            Optional<String> unsettled =
                    entry.getValue().unsettled(cluster.get().spec());
            if (unsettled.isPresent()) {
                return unsettled;
            }
        }
        return untidy(world);
    }

    private static Optional<String> untidy(World world) {
        Collection<SurplusRecord> surplus = world.store.durable().surplus().values();
        if (!surplus.isEmpty()) {
            return Optional.of("surplus " + new ArrayList<>(surplus).get(0));
        }
        long processes = world.machines.stream()
                .flatMap(machine -> machine.live().stream())
                .count();
        Optional<String> nobodys = world.leftovers.left();
        if (nobodys.isPresent()) {
            return nobodys;
        }
        return processes == world.store.durable().nodes().size()
                ? Optional.empty()
                : Optional.of(processes + " processes run");
    }
}
