package dev.holdfast.simulation;

import dev.holdfast.database.cassandra.CassandraDetails.Mode;
import dev.holdfast.database.cassandra.CassandraIds;
import dev.holdfast.model.NodeId;
import dev.holdfast.plan.Goal;
import dev.holdfast.simulation.RingModel.Seated;
import dev.holdfast.spec.ClusterSpec;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a ring would lose without some of its volumes, what its users would miss without a node, and what is left to do. */
final class RingJudge {

    private static final long HALF_A_MINUTE = 30_000;

    private final RingModel model;

    private final TreeMap<String, Set<String>> holders = new TreeMap<>();
    /** Since when one less would be no majority, by keyspace and part. */
    private final TreeMap<String, Long> thinSince = new TreeMap<>();
    /** Since when each member is down. */
    private final TreeMap<String, Long> downSince = new TreeMap<>();

    RingJudge(RingModel model) {
        this.model = model;
    }

    /** Who is a member has changed. */
    void changed() {
        holders.clear();
    }

    private Set<String> holders(RingTable table, int part) {
        return holders.computeIfAbsent(table.key(part), key -> {
            List<RingSeat> seats =
                    model.members.values().stream().map(Seated::seat).toList();
            return RingSeat.replicas(seats, table.copies, RingTable.place(part));
        });
    }

    private Optional<RingDisk> disk(String host, List<Volume> going) {
        return Optional.ofNullable(model.members.get(host))
                .map(Seated::volume)
                .filter(volume -> !volume.gone && !going.contains(volume))
                .flatMap(volume -> volume.contents.map(RingDisk.class::cast));
    }

    /** What would be lost without these volumes; empty if nothing. */
    private Optional<String> lostWithout(List<Volume> going) {
        for (RingTable table : model.tables) {
            for (int part = 0; part < RingTable.PARTS; part++) {
                BitSet all = new BitSet();
                String key = table.key(part);
                holders(table, part).forEach(host -> disk(host, going).ifPresent(disk -> all.or(disk.rows(key))));
                BitSet acknowledged = table.acknowledged.get(part);
                if (!RingLook.hasAll(acknowledged, all)) {
                    BitSet lacking = (BitSet) acknowledged.clone();
                    lacking.andNot(all);
                    return Optional.of(lacking.cardinality() + " rows of " + key + ", the first "
                            + lacking.nextSetBit(0)
                            + " of " + acknowledged.length() + ", which " + holders(table, part) + " hold; it is on "
                            + elsewhere(key, lacking.nextSetBit(0)));
                }
            }
        }
        return Optional.empty();
    }

    /** On which disks a row is, whoever they belong to. */
    private List<String> elsewhere(String key, int row) {
        return model.world.machines.stream()
                .flatMap(machine -> machine.volumes.values().stream())
                .filter(volume -> volume.node.startsWith(model.name + "/"))
                .filter(volume -> volume.contents
                        .map(RingDisk.class::cast)
                        .filter(disk -> disk.rows(key).get(row))
                        .isPresent())
                .map(volume -> volume.node)
                .toList();
    }

    // What must be so at any time

    void pass() {
        Optional<String> missing =
                model.world.person.isUninstalling(model.name) ? Optional.empty() : lostWithout(List.of());
        missing.ifPresent(lost -> {
            throw new BrokenPromise("write-lost", model.name + ": nobody has " + lost);
        });
        long now = model.now();
        for (String host : model.members.keySet()) {
            if (serves(host)) {
                downSince.remove(host);
            } else {
                downSince.putIfAbsent(host, now);
            }
        }
        downSince.keySet().retainAll(model.members.keySet());
        for (RingTable table : model.tables) {
            for (int part = 0; part < RingTable.PARTS; part++) {
                long up = holders(table, part).stream().filter(this::serves).count();
                if (table.copies > 2 && up <= table.quorum()) {
                    thinSince.putIfAbsent(table.key(part), now);
                } else {
                    thinSince.remove(table.key(part));
                }
            }
        }
    }

    private boolean serves(String host) {
        return model.process(host).filter(RingProcess::serves).isPresent();
    }

    private boolean hasData() {
        return model.tables.stream()
                .anyMatch(table -> table.acknowledged.stream().anyMatch(rows -> !rows.isEmpty()));
    }

    /** A process becomes a member at once, with nothing. */
    void comesUpEmpty(RingProcess process) {
        if (hasData() || !model.members.isEmpty()) {
            throw new BrokenPromise(
                    "empty-member",
                    process.container.node + " is a member at once, with an empty disk, of a ring that has "
                            + model.members.keySet());
        }
    }

    /** A process with a disk that was a member's: it must be one still. */
    void returns(RingProcess process) {
        if (!model.members.containsKey(process.disk.hostId)) {
            throw new BrokenPromise(
                    "identity",
                    process.container.node + " comes back as " + process.disk.hostId + ", which was given up");
        }
    }

    /** One begins to join, or to take a place: nobody else does. */
    void joins(RingProcess process) {
        model.processes().stream()
                .filter(other -> other != process && other.mode == Mode.JOINING)
                .findFirst()
                .ifPresent(other -> {
                    throw new BrokenPromise(
                            "one-join", process.container.node + " joins while " + other.container.node + " does");
                });
    }

    /**
     * One begins to leave: all others are there, as whoever looked could have seen, and nobody else comes or goes.
     *
     * @param asked when the tool was begun that asks it to
     */
    void leaves(RingProcess process, long asked) {
        long before = asked - HALF_A_MINUTE;
        downSince.forEach((host, since) -> {
            if (!host.equals(process.disk.hostId) && since < before) {
                throw new BrokenPromise(
                        "topology", process.container.node + " leaves though " + host + " is down for half a minute");
            }
        });
        model.processes().stream()
                .filter(other -> other != process)
                .filter(other -> other.mode == Mode.JOINING || other.mode == Mode.LEAVING)
                .filter(other -> other.phaseSince < before)
                .findFirst()
                .ifPresent(other -> {
                    throw new BrokenPromise(
                            "topology",
                            process.container.node + " leaves while " + other.container.node + " is " + other.mode);
                });
    }

    boolean canSpare(Machine machine) {
        return lostWithout(List.copyOf(machine.volumes.values())).isEmpty();
    }

    /** A member's disk goes: all that it holds has another copy that is up, as whoever looked could have seen. */
    void givenUp(NodeId node) {
        long before = model.now() - HALF_A_MINUTE;
        List<String> hosts = model.members.entrySet().stream()
                .filter(member -> member.getValue().volume().node.equals(node.toString()))
                .map(Map.Entry::getKey)
                .toList();
        for (RingTable table : model.tables) {
            for (int part = 0; part < RingTable.PARTS; part++) {
                Set<String> all = holders(table, part);
                boolean copied = all.stream()
                        .filter(other -> !hosts.contains(other))
                        .anyMatch(other -> serves(other) || downSince.getOrDefault(other, before) > before);
                if (all.stream().anyMatch(hosts::contains)
                        && !copied
                        && !table.acknowledged.get(part).isEmpty()) {
                    throw new BrokenPromise(
                            "spare-copy", node + " is given up, and nobody else who has " + table.key(part) + " is up");
                }
            }
        }
    }

    /** The volume of a node that is removed goes: it has left, and two others know that, or all there are. */
    private void left(Volume volume) {
        String host = volume.contents
                .map(RingDisk.class::cast)
                .map(disk -> disk.hostId)
                .orElse("");
        boolean member =
                model.members.containsKey(host) && model.members.get(host).volume() == volume;
        List<RingProcess> others = model.processes().stream()
                .filter(process -> process.serves() && !process.disk.hostId.equals(host))
                .toList();
        long know = others.stream()
                .filter(other -> other.view
                        .ofHost(host)
                        .filter(peer -> peer.status().isSeated())
                        .isEmpty())
                .count();
        if (!host.isEmpty() && (member || know < Math.min(2, others.size()))) {
            throw new BrokenPromise(
                    "not-left",
                    model.name + ": " + volume.id + " is released, and " + host
                            + (member ? " is a member still" : " has left only in the eyes of " + know));
        }
    }

    void destroyed(Volume volume) {
        boolean removed = model.world.store.durable().nodes().values().stream()
                .noneMatch(node -> node.id().toString().equals(volume.node) && node.goal() != Goal.RELEASED);
        if (removed) {
            left(volume);
        }
        boolean matters = model.members.values().stream().anyMatch(member -> member.volume() == volume);
        if (matters) {
            lostWithout(List.of()).ifPresent(lost -> {
                throw new BrokenPromise(
                        "last-copy", model.name + ": " + volume.id + " is destroyed, and with it " + lost);
            });
        }
    }

    Optional<String> misses(NodeId node) {
        Optional<RingProcess> found = model.processes().stream()
                .filter(process -> process.container.node.equals(node) && process.serves())
                .findFirst();
        if (found.isEmpty()) {
            return Optional.empty();
        }
        boolean leaving = found.get().mode == Mode.LEAVING || found.get().mode == Mode.DECOMMISSION_FAILED;
        if (leaving && model.world.person.hasAccepted(model.name)) {
            return Optional.empty(); // only its restart takes its leaving back, as he was told
        }
        long before = model.now() - HALF_A_MINUTE;
        for (RingTable table : model.tables) {
            for (int part = 0; part < RingTable.PARTS; part++) {
                String key = table.key(part);
                Long since = thinSince.get(key);
                if (since != null && since < before && holders(table, part).contains(found.get().disk.hostId)) {
                    return Optional.of("a majority of " + key);
                }
            }
        }
        return Optional.empty();
    }

    // What is left to do

    Optional<String> unsettled(ClusterSpec wish) {
        List<Integer> wanted = wish.group(CassandraIds.NODE).orElseThrow().indexes();
        if (model.members.size() != wanted.size()) {
            return Optional.of("members are " + model.members.keySet());
        }
        for (RingProcess process : model.processes()) {
            for (RingPeer peer : process.view.peers.values()) {
                boolean left = peer.status() == RingPeer.Status.LEFT;
                boolean well =
                        peer.status() == RingPeer.Status.NORMAL && process.view.isUp(peer.address(), model.now());
                if (!left && !well) {
                    return Optional.of(process.container.node + " sees " + peer.address() + " as " + peer.status());
                }
            }
            if (process.view.seats().size() != model.members.size()) {
                return Optional.of(process.container.node + " does not know all members");
            }
            if (!process.disk.snapshots.isEmpty()) {
                return Optional.of(process.container.node + " keeps snapshots " + process.disk.snapshots);
            }
        }
        return unreadable();
    }

    /** Whatever majority is asked, it has every row: what was replaced or away for long must have been repaired for that. */
    private Optional<String> unreadable() {
        for (RingTable table : model.tables) {
            int most = table.quorum() - 1;
            for (int part = 0; part < RingTable.PARTS; part++) {
                List<String> hosts = new ArrayList<>(new TreeSet<>(holders(table, part)));
                String key = table.key(part);
                BitSet rows = table.acknowledged.get(part);
                for (int row = rows.nextSetBit(0); row >= 0; row = rows.nextSetBit(row + 1)) {
                    int at = row;
                    long lack = hosts.stream()
                            .filter(host -> disk(host, List.of())
                                    .filter(disk -> disk.rows(key).get(at))
                                    .isEmpty())
                            .count();
                    if (lack > most) {
                        return Optional.of("row " + row + " of " + key + " is missing on " + lack + " of " + hosts);
                    }
                }
            }
        }
        return Optional.empty();
    }
}
