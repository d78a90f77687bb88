package dev.holdfast.simulation;

import dev.holdfast.crate.model.core.Options;
import dev.holdfast.crate.model.core.Recast;
import dev.holdfast.crate.model.node.CommandLine;
import dev.holdfast.crate.model.state.ClusterState;
import dev.holdfast.database.Chore;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Debt;
import dev.holdfast.database.Driver;
import dev.holdfast.database.NodeView;
import dev.holdfast.database.Observation;
import dev.holdfast.database.crate.CrateIds;
import dev.holdfast.database.crate.sql.DirectDriver;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import dev.holdfast.model.TaskId;
import dev.holdfast.spec.ClusterSpec;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * CrateDB: the nodes of {@code crate.model.core}, which the package's tests run as processes, all in the run's one thread; looked at and
 * worked on by the real driver, whose connections alone are made up.
 *
 * <ol>
 *   <li>Nodes elect a master by the votes that their disks know of, and agree on tables, places of shards and settings.
 *   <li>A row is answered when every copy in sync has it. A primary is always one that was in sync; others copy from it.
 *   <li>Shards move where the settings say, and replicas of a node that left are waited for, for a minute.
 * </ol>
 */
final class CrateModel implements Model {

    static final String NEWEST = "6.4.3";
    private static final String BEFORE = "6.4.2";

    private static final long RECOVERY = 2000;
    private static final long HEAP = 256L << 20;
    private static final Duration AGES = Duration.ofDays(1);

    final World world;
    final ClusterName name;
    final CrateNet net;
    final CrateClients clients;

    private final CrateJudge judge = new CrateJudge(this);
    private final Driver driver;
    private final TreeMap<TaskId, CrateProcess> processes = new TreeMap<>(Comparator.comparing(TaskId::value));
    private final boolean dedicated;
    private final String version;
    private Optional<ClusterState> agreed = Optional.empty();

    /** @param seed every third has masters of their own, every other an older release, every fourth a table without replicas */
    CrateModel(World world, ClusterName name, long seed) {
        this.world = world;
        this.name = name;
        this.net = new CrateNet(world);
        this.dedicated = seed % 3 == 0;
        this.version = seed % 2 == 0 ? NEWEST : BEFORE;
        this.clients = new CrateClients(this, seed % 4 == 1, seed % 5 == 2);
        this.driver =
                DirectDriver.over(Clock.fixed(Agenda.BEGIN, ZoneOffset.UTC), () -> net.now() * 1_000_000, this::front);
    }

    @Override
    public ClusterSpec firstWish() {
        return Wishes.crate(name, version, dedicated ? 3 : 0, dedicated ? 3 : 4);
    }

    @Override
    public ClusterSpec scaled(ClusterSpec spec, int which) {
        return Wishes.scaled(spec, CrateIds.DATA, dedicated ? 3 + which % 2 : 2 + which % 4);
    }

    @Override
    public ClusterSpec set(ClusterSpec spec, int which) {
        return Wishes.with(spec, "stats.jobs_log_size", Integer.toString(1000 + which % 5));
    }

    @Override
    public ClusterSpec upgraded(ClusterSpec spec) {
        return spec.withVersion(NEWEST);
    }

    // Processes

    @Override
    public Optional<String> start(Container container) {
        net.catchUp();
        Volume volume = container.volume;
        boolean first = configured(container, "first_launch").equals("yes");
        String mark = container.files.getOrDefault("crate/mark", "");
        if (volume.mark.isEmpty() && !first) {
            return Optional.of("the volume has no mark, but was used before");
        }
        if (!volume.mark.isEmpty() && !volume.mark.equals(mark)) {
            return Optional.of("the volume is marked for " + volume.mark.replace('\n', ' '));
        }
        volume.mark = mark;
        if (volume.contents.isEmpty()) {
            volume.contents = Optional.of(new CrateDisk());
        }
        CrateDisk disk = disk(volume);
        SortedMap<String, String> settings = CommandLine.read(container.files.getOrDefault("crate/settings.yml", "{}"));
        CrateProcess process = new CrateProcess(world, net, container, disk, options(container, disk, settings));
        recast(disk, "detach", configured(container, "detach"), process);
        recast(disk, "bootstrap", configured(container, "only_master"), process);
        processes.put(container.task.id(), process);
        net.in(world.chance.nextInt(2500, 7000), process::begins);
        return Optional.empty();
    }

    private Options options(Container container, CrateDisk disk, SortedMap<String, String> settings) {
        if (disk.nodeId().isEmpty()) {
            disk.name(id());
        }
        return CommandLine.options(
                settings, configured(container, "version"), disk.nodeId(), id(), HEAP, RECOVERY, Path.of("/data"));
    }

    private String id() {
        return String.format("%016x%06x", world.chance.nextLong(), world.chance.nextInt(1 << 24));
    }

    /** CrateDB's last resorts, once for each wish, as the start script does them. */
    private static void recast(CrateDisk disk, String what, String wish, CrateProcess process) {
        if (wish.isEmpty() || wish.equals(disk.recasts.get(what))) {
            return;
        }
        disk.recasts.put(what, wish);
        if (what.equals("detach")) {
            Recast.detach(disk);
        } else {
            Recast.bootstrap(disk, process.newId());
        }
    }

    /** A line of what {@code node.conf} says; empty if it says nothing. */
    private static String configured(Container container, String key) {
        return container
                .files
                .getOrDefault("crate/node.conf", "")
                .lines()
                .filter(line -> line.startsWith(key + "="))
                .map(line -> line.substring(key.length() + 1).replace("'", ""))
                .findFirst()
                .orElse("");
    }

    @Override
    public long ending(Container container) {
        return world.chance.nextInt(400, 2000);
    }

    @Override
    public void ended(Container container) {
        net.catchUp();
        Optional.ofNullable(processes.remove(container.task.id())).ifPresent(CrateProcess::ends);
    }

    @Override
    public void pass() {
        net.catchUp();
        judge.pass();
        clients.pass();
    }

    // What is so

    static CrateDisk disk(Volume volume) {
        return (CrateDisk) volume.contents.orElseThrow();
    }

    List<Volume> volumes() {
        return world.machines.stream()
                .flatMap(machine -> machine.volumes.values().stream())
                .filter(volume -> volume.node.startsWith(name + "/") && volume.contents.isPresent())
                .toList();
    }

    List<CrateDisk> disks() {
        return volumes().stream().map(CrateModel::disk).toList();
    }

    /** The disk of the node that CrateDB knows by this id, if it is still somewhere. */
    Optional<CrateDisk> disk(String id) {
        return disks().stream().filter(disk -> disk.nodeId().equals(id)).findFirst();
    }

    /** The newest state that any node applied, ever. */
    Optional<ClusterState> agreed() {
        for (CrateProcess process : net.listening()) {
            process.node()
                    .map(node -> node.state())
                    .filter(state -> !state.master().isEmpty())
                    .filter(state -> agreed.isEmpty() || age(state).compareTo(age(agreed.get())) > 0)
                    .ifPresent(this::follows);
        }
        return agreed;
    }

    private static CrateDisk.Agreed age(ClusterState state) {
        return new CrateDisk.Agreed(state.term(), state.version());
    }

    private void follows(ClusterState state) {
        boolean same = agreed.isEmpty()
                || agreed.get().uuid().equals(state.uuid())
                || state.lasting().containsKey("cluster.metadata.unsafe-bootstrap");
        if (!same || agreed.filter(before -> before.version() > state.version()).isPresent()) {
            throw new BrokenPromise(
                    "metadata-lost",
                    name + ": " + state.members().get(state.master()).name() + " rules with state " + age(state)
                            + " of " + state.uuid() + ", after " + age(agreed.orElseThrow()) + " of "
                            + agreed.get().uuid());
        }
        agreed = Optional.of(state);
    }

    /** What the elected master holds for true, if there is one. */
    Optional<ClusterState> led() {
        return net.listening().stream()
                .filter(CrateProcess::isReachable)
                .filter(process -> process.node()
                        .flatMap(node -> node.leader())
                        .filter(leader ->
                                leader.id().equals(process.options.me().id()))
                        .isPresent())
                .flatMap(process -> process.node().stream())
                .map(node -> node.state())
                .max(Comparator.comparing(CrateModel::age));
    }

    // What is asked

    private DirectDriver.Front front(NodeView node) {
        String address = node.address() + ":" + node.ports().getOrDefault(CrateIds.TRANSPORT_PORT, 0);
        return net.at(address)
                .<DirectDriver.Front>map(process -> process)
                .orElseGet(() -> net.answers(address)
                        ? (method, path, body) -> {
                            throw new ConnectException();
                        }
                        : (method, path, body) -> {
                            throw new SocketTimeoutException();
                        });
    }

    @Override
    public Observation look(ClusterView view, Instant begin, Instant end) {
        net.catchUp();
        Observation seen = driver.observe(view, AGES);
        return new Observation(begin, end, seen.answered(), seen.summary(), seen.nodes(), seen.details());
    }

    @Override
    public Driver.Outcome perform(ClusterView view, Chore chore) {
        net.catchUp();
        return driver.perform(view, chore, AGES);
    }

    @Override
    public void putBack(List<Debt> owed) {
        judge.putBack(owed);
    }

    @Override
    public void heeds(String rule, String text) {
        clients.heeds(rule, text);
    }

    @Override
    public boolean canSpare(Machine machine) {
        return judge.canSpare(machine);
    }

    @Override
    public void destroyed(Volume volume) {
        judge.destroyed(volume);
    }

    @Override
    public Optional<String> misses(NodeId node) {
        return judge.misses(node);
    }

    @Override
    public Optional<String> unsettled(ClusterSpec wish) {
        return judge.unsettled(wish);
    }

    @Override
    public long acknowledged() {
        return clients.acknowledged();
    }
}
