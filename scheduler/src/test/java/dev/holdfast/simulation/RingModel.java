package dev.holdfast.simulation;

import dev.holdfast.core.Command;
import dev.holdfast.database.Chore;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Driver;
import dev.holdfast.database.Observation;
import dev.holdfast.database.cassandra.CassandraChores;
import dev.holdfast.database.cassandra.CassandraDetails.Mode;
import dev.holdfast.database.cassandra.CassandraIds;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import dev.holdfast.spec.ClusterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A ring, as Cassandra.
 *
 * <ol>
 *   <li>Members have tokens, and hold what lies before them: as many copies of a keyspace as it says, one to a rack. There is no master: each
 *       knows of the others what gossip brought it.
 *   <li>A row is acknowledged when a majority of those who hold it have it on their disks, by the word of whoever took it; who is joining
 *       counts on top. For who is down a hint is kept, for a while.
 *   <li>What a member holds goes on by streams when one joins, leaves, or takes a dead one's place ({@link RingLife}).
 * </ol>
 */
final class RingModel implements Model {

    static final String NEWEST = "5.0.9";
    private static final String BEFORE = "5.0.8";
    private static final int HEARS_IN_TEN = 7;

    final World world;
    final ClusterName name;
    final List<RingTable> tables = new ArrayList<>();
    final RingJudge judge = new RingJudge(this);
    final RingClients clients = new RingClients(this);

    private final RingLook look = new RingLook(this);
    private final RingTools tools = new RingTools(this);
    private final TreeMap<String, RingProcess> processes = new TreeMap<>();
    private final TreeMap<String, RingLife> lives = new TreeMap<>();
    /** Who is a member in truth, by identity, and with which disk. */
    final TreeMap<String, Seated> members = new TreeMap<>();

    private final long seed;
    private final boolean racks;
    private int hosts;

    /** A member and where its data is. */
    record Seated(RingSeat seat, Volume volume) {}

    /** @param seed every other with racks, every third an older release, every fourth with two copies of something, every fifth with one */
    RingModel(World world, ClusterName name, long seed) {
        this.world = world;
        this.name = name;
        this.seed = seed;
        this.racks = seed % 2 == 0;
        if (racks) {
            world.machines.forEach(machine -> machine.zone = "rack" + (machine.number % 3 + 1));
        }
    }

    long now() {
        return world.agenda.millis();
    }

    void trace(RingProcess process, String text) {
        world.trace.line(process.container.node.shortName(), text);
    }

    // What its user wants

    @Override
    public ClusterSpec firstWish() {
        ClusterSpec wish = Wishes.ring(name, seed % 3 == 0 ? BEFORE : NEWEST, seed % 4 == 3 ? 3 : 4);
        wish = Wishes.with(wish, "num_tokens", Long.toString(2 + seed % 3));
        return seed % 6 == 1 ? Wishes.with(wish, "max_hint_window", "3m") : wish;
    }

    @Override
    public ClusterSpec scaled(ClusterSpec spec, int which) {
        return Wishes.scaled(spec, CassandraIds.NODE, 3 + which % 3);
    }

    @Override
    public ClusterSpec set(ClusterSpec spec, int which) {
        return Wishes.with(spec, "concurrent_reads", Integer.toString(16 + which % 5));
    }

    @Override
    public ClusterSpec upgraded(ClusterSpec spec) {
        return spec.withVersion(NEWEST);
    }

    @Override
    public Optional<Command> another(int which) {
        if (which % 4 == 0) {
            return Optional.empty();
        }
        List<String> chores = List.of(
                CassandraChores.REPAIR, CassandraChores.CLEANUP, CassandraChores.FLUSH, CassandraChores.COMPACT);
        String chore = chores.get(which / 4 % chores.size());
        Optional<NodeId> node =
                which % 3 == 0 ? Optional.of(new NodeId(name, CassandraIds.NODE, which % 4)) : Optional.empty();
        return Optional.of(new Command.Run(name, new Chore(chore, node, new TreeMap<>()), chore));
    }

    @Override
    public Optional<Command> advice() {
        return RingAdvice.of(this);
    }

    @Override
    public boolean knows(NodeId node) {
        return RingAdvice.wasMember(this, node);
    }

    // Processes

    @Override
    public Optional<String> start(Container container) {
        Volume volume = container.volume;
        boolean first = RingProcess.configured(container, "first_launch").equals("yes");
        String mark = container.files.getOrDefault("cassandra/mark", "");
        if (volume.mark.isEmpty() && !first) {
            return Optional.of("the volume has no mark, but was used before");
        }
        if (!volume.mark.isEmpty() && !volume.mark.equals(mark)) {
            return Optional.of("the volume is marked for " + volume.mark.replace('\n', ' '));
        }
        volume.mark = mark;
        RingDisk disk = (RingDisk) volume.contents.orElseGet(RingDisk::new);
        volume.contents = Optional.of(disk);
        if (RingProcess.configured(container, "left").equals("yes") || disk.leftMark) {
            return Optional.of("the node has left the ring with this disk");
        }
        boolean joined = RingProcess.configured(container, "joined").equals("yes") || disk.joinedAt > 0;
        if (joined && !disk.bootstrapped) {
            return Optional.of("the volume was a member's, but there is no data");
        }
        RingProcess process = new RingProcess(container, disk, now(), world.chance.nextLong(8000, 16_000));
        processes.put(process.address, process);
        lives.put(process.address, new RingLife(this, process));
        return Optional.empty();
    }

    @Override
    public long ending(Container container) {
        Optional<RingProcess> process = process(container);
        process.ifPresent(ends -> {
            if (ends.gossips) {
                says(ends, true);
            }
            ends.stopping = true;
        });
        return 1500;
    }

    @Override
    public void ended(Container container) {
        process(container).ifPresent(process -> {
            processes.remove(process.address);
            lives.remove(process.address);
        });
    }

    private Optional<RingProcess> process(Container container) {
        return processes.values().stream()
                .filter(process -> process.container == container)
                .findFirst();
    }

    @Override
    public void choreStarts(Container chore) {
        tools.begins(chore);
    }

    @Override
    public long choreEnding(Container chore) {
        tools.givesUp(chore);
        return 400;
    }

    @Override
    public void choreEnded(Container chore) {
        tools.ended(chore);
    }

    Collection<RingProcess> processes() {
        return processes.values();
    }

    Optional<RingProcess> at(String address) {
        return Optional.ofNullable(processes.get(address));
    }

    RingLife life(RingProcess process) {
        return Optional.ofNullable(lives.get(process.address)).orElseThrow();
    }

    /** The process with an identity, if it runs. */
    Optional<RingProcess> process(String hostId) {
        return processes.values().stream()
                .filter(process -> process.disk.hostId.equals(hostId))
                .findFirst();
    }

    /** Whether two processes reach each other. */
    boolean meet(RingProcess one, RingProcess other) {
        return one.isReachable()
                && other.isReachable()
                && world.cuts.meet(one.container.machine, other.container.machine);
    }

    /** The first of these, in an order that chance gives, that one sees up. */
    Optional<String> firstUp(RingProcess seen, Set<String> hosts) {
        List<String> all = new ArrayList<>(hosts);
        int from = all.isEmpty() ? 0 : world.chance.nextInt(all.size());
        for (int i = 0; i < all.size(); i++) {
            String host = all.get((from + i) % all.size());
            boolean up = seen.view
                    .ofHost(host)
                    .filter(peer -> seen.view.isUp(peer.address(), now()))
                    .isPresent();
            if (up) {
                return Optional.of(host);
            }
        }
        return Optional.empty();
    }

    String newHostId() {
        hosts++;
        return "host-" + hosts;
    }

    // The ring in truth

    void seat(RingProcess process) {
        RingPeer own = process.self().orElseThrow();
        members.remove(own.replaces());
        members.put(process.disk.hostId, new Seated(own.seat(), process.container.volume));
        judge.changed();
    }

    void unseat(RingProcess process) {
        members.remove(process.disk.hostId);
        judge.changed();
    }

    // A second passes

    @Override
    public void pass() {
        List<RingProcess> all = List.copyOf(processes.values());
        all.stream().filter(process -> process.gossips).forEach(this::gossip);
        for (RingProcess process : all) {
            if (processes.get(process.address) == process) {
                life(process).pass();
                process.repair.ifPresent(RingRepair::pass);
            }
        }
        tools.pass();
        clients.pass();
        judge.pass();
    }

    private void gossip(RingProcess process) {
        List<RingProcess> others = processes.values().stream()
                .filter(other -> other != process && other.gossips && !other.stopping && meet(process, other))
                .toList();
        if (process.stopping || !process.isReachable()) {
            process.view.pass(now());
            return;
        }
        if (!others.isEmpty()) {
            RingProcess one = others.get(world.chance.nextInt(others.size()));
            List<RingPeer> theirs = List.copyOf(one.view.peers.values());
            process.view.peers.values().forEach(one.view::take);
            theirs.forEach(process.view::take);
            List.copyOf(one.view.replaced).forEach(process.view::isReplaced);
            List.copyOf(process.view.replaced).forEach(one.view::isReplaced);
            int newest = Math.max(process.disk.schema, one.disk.schema);
            for (RingProcess each : List.of(process, one)) {
                if (each.disk.schema < newest && each.mode != Mode.STARTING) {
                    each.disk.schema = newest;
                    each.repeats(false);
                }
            }
        }
        for (RingProcess other : others) {
            boolean present = process.view.peers.containsKey(other.address)
                    && Optional.ofNullable(process.view.peers.get(other.address))
                            .filter(peer -> peer.generation() == other.since)
                            .isPresent();
            if (present && world.chance.nextInt(10) < HEARS_IN_TEN) {
                process.view.hears(other.address, now());
            }
        }
        whispers(process, others);
        process.view.pass(now());
    }

    /** Word of one whom a node does not meet comes by a third whom both meet: so it is not taken to be down, though nothing reaches it. */
    private void whispers(RingProcess process, List<RingProcess> met) {
        if (world.cuts.areNone()) {
            return;
        }
        for (RingProcess other : processes.values()) {
            boolean speaks = other != process && other.gossips && !other.stopping && !met.contains(other);
            boolean known = speaks && process.view.isUp(other.address, now());
            if (known && met.stream().anyMatch(third -> meet(third, other))) {
                process.view.hears(other.address, now());
            }
        }
    }

    /** A last word to all who can hear it: that it goes, or what it is from now on. */
    void says(RingProcess process, boolean goes) {
        process.repeats(goes);
        for (RingProcess other : processes.values()) {
            if (other != process && other.gossips && meet(process, other)) {
                process.self().ifPresent(other.view::take);
            }
        }
    }

    /** As soon as there are nodes for it, users make keyspaces. */
    void makeTables(RingProcess first) {
        tables.add(new RingTable("shop", 3));
        if (seed % 4 == 1) {
            tables.add(new RingTable("carts", 2));
        }
        if (seed % 5 == 2) {
            tables.add(new RingTable("logs", 1));
        }
        first.disk.schema++;
        first.repeats(false);
        judge.changed();
    }

    // What is asked

    @Override
    public Observation look(ClusterView view, Instant begin, Instant end) {
        return look.at(view, begin, end);
    }

    @Override
    public Driver.Outcome perform(ClusterView view, Chore chore) {
        return new Driver.Outcome(false, "'" + chore.name() + "' is done beside a node, and names none");
    }

    @Override
    public boolean canSpare(Machine machine) {
        return judge.canSpare(machine);
    }

    @Override
    public void givenUp(NodeId node) {
        judge.givenUp(node);
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
        return tables.stream()
                .flatMap(table -> table.acknowledged.stream())
                .mapToLong(java.util.BitSet::cardinality)
                .sum();
    }
}
