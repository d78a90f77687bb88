package dev.holdfast.simulation;

import dev.holdfast.database.cassandra.CassandraDetails.Mode;
import dev.holdfast.model.TaskState;
import dev.holdfast.simulation.RingPeer.Status;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * How a process of Cassandra 5 comes up, joins, leaves and drains.
 *
 * <ol>
 *   <li>It asks its seeds, or whom it knew, how the ring is. With nobody to ask it goes on only if it is a seed itself.
 *   <li>With a disk that was a member's it is a member again.
 *   <li>With an empty disk it joins: not while another joins or leaves, nor where a member has its address; it says so, waits until all know,
 *       gets its data, and is a member. One that is its own seed, or is told not to bootstrap, is a member at once, with nothing.
 *   <li>Told to take a dead one's place, it takes its tokens, and data from any who have it; not while the dead one is alive.
 *   <li>One that leaves says so, waits until all know, gives its data away, and is gone from the ring; its disk may not come back.
 * </ol>
 */
final class RingLife {

    private static final long DRAINS = 2500;
    private static final long SETTLES = 4000;

    enum Phase {
        STARTING,
        /** Looks for somebody to ask. */
        ASKING,
        /** Has said that it joins or leaves, and waits until all know. */
        ANNOUNCED,
        STREAMING,
        /** A member, or as far as it will come. */
        DONE
    }

    private final RingModel model;
    private final RingProcess self;
    private final long startsIn;

    RingLife(RingModel model, RingProcess self) {
        this.model = model;
        this.self = self;
        this.startsIn = model.world.chance.nextLong(2500, 7000);
    }

    private void phase(RingLife.Phase next) {
        self.phase = next;
        self.phaseSince = model.now();
    }

    private long inPhase() {
        return model.now() - self.phaseSince;
    }

    /** A second passes. */
    void pass() {
        if (self.stopping) {
            return;
        }
        switch (self.phase) {
            case STARTING -> {
                if (inPhase() >= startsIn) {
                    phase(Phase.ASKING);
                }
            }
            case ASKING -> ask();
            case ANNOUNCED -> {
                if (inPhase() >= self.ringDelay) {
                    stream();
                }
            }
            case STREAMING -> streaming();
            case DONE -> {}
        }
        switch (self.mode) {
            case DRAINING -> {
                if (inPhase() > DRAINS) {
                    self.mode = Mode.DRAINED;
                }
            }
            case LEAVING -> {
                boolean left =
                        self.self().filter(peer -> peer.status() == Status.LEFT).isPresent();
                if (left && inPhase() > self.ringDelay) {
                    self.mode = Mode.DECOMMISSIONED;
                    self.gossips = false;
                    model.trace(self, "has left the ring");
                }
            }
            default -> {}
        }
        note();
    }

    /** What the companion writes down, which looks every other second or so. */
    private void note() {
        if (self.mode == Mode.NORMAL) {
            self.disk.aliveAt = model.now();
            if (self.disk.joinedAt == 0) {
                self.disk.joinedAt = model.now();
            }
        } else if (self.mode == Mode.DECOMMISSIONED) {
            self.disk.leftMark = true;
        }
    }

    private void dies(String why) {
        model.trace(self, "exits: " + why);
        model.world.agents.end(self.container, TaskState.FAILED, "", "Command exited with status 3: " + why);
    }

    // Coming up

    private void ask() {
        Optional<RingProcess> other = model.processes().stream()
                .filter(each -> each != self && each.gossips && model.meet(self, each))
                .filter(each -> self.seeds.contains(each.address)
                        || (self.disk.bootstrapped && self.view.peers.containsKey(each.address)))
                .findFirst();
        if (other.isPresent()) {
            if (self.disk.bootstrapped || inPhase() >= SETTLES) {
                comesUp(other);
            }
        } else if (self.seeds.contains(self.address) && inPhase() >= SETTLES) {
            comesUp(other);
        } else if (inPhase() > self.ringDelay) {
            dies("unable to gossip with any peers");
        }
    }

    private void comesUp(Optional<RingProcess> other) {
        if (self.disk.decommissioned) {
            dies("this node was decommissioned and will not rejoin the ring");
            return;
        }
        Optional<RingPeer> there = other.flatMap(each -> Optional.ofNullable(each.view.peers.get(self.address)));
        other.ifPresent(each -> each.view.peers.values().forEach(self.view::take));
        other.ifPresent(each -> List.copyOf(each.view.replaced).forEach(self.view::isReplaced));
        if (self.disk.hostId.isEmpty()) {
            self.disk.hostId = model.newHostId();
        }
        if (self.disk.bootstrapped) {
            model.judge.returns(self);
            self.gossips = true;
            self.becomes(Status.NORMAL, self.disk.tokens, "");
            member();
            return;
        }
        boolean ownSeed = self.seeds.contains(self.address);
        if (!self.replaceAddress.isEmpty()) {
            takePlace(self.replaceAddress.equals(self.address) ? there : peer(self.replaceAddress), other);
            return;
        }
        boolean collides = there.filter(peer -> peer.status().isSeated()).isPresent();
        if (collides) {
            dies("a node with address " + self.address + " already exists, cancelling join");
            return;
        }
        chooseTokens();
        self.gossips = true;
        if (ownSeed || !self.bootstraps) {
            model.judge.comesUpEmpty(self);
            self.becomes(Status.NORMAL, self.disk.tokens, "");
            member();
            return;
        }
        if (isBusy()) {
            self.gossips = false;
            dies("other bootstrapping or leaving nodes detected");
            return;
        }
        model.judge.joins(self);
        self.becomes(Status.BOOT, self.disk.tokens, "");
        self.mode = Mode.JOINING;
        phase(Phase.ANNOUNCED);
        model.trace(self, "joins");
    }

    /** Whether another joins or leaves, as it has heard; to take a dead one's place is refused then, too. */
    private boolean isBusy() {
        return self.view.peers.values().stream()
                .anyMatch(peer -> !peer.address().equals(self.address)
                        && (peer.status() == Status.BOOT || peer.status() == Status.LEAVING));
    }

    private Optional<RingPeer> peer(String address) {
        return Optional.ofNullable(self.view.peers.get(address));
    }

    private void takePlace(Optional<RingPeer> dead, Optional<RingProcess> asked) {
        Optional<RingPeer> seated = dead.filter(peer -> peer.status().isSeated());
        if (seated.isEmpty()) {
            dies("cannot replace " + self.replaceAddress + ": it does not exist in gossip");
            return;
        }
        if (isBusy()) {
            dies("other bootstrapping or leaving nodes detected");
            return;
        }
        boolean alive = asked.filter(each -> each.view.isUp(self.replaceAddress, model.now()))
                .isPresent();
        if (alive) {
            dies("cannot replace a live node");
            return;
        }
        model.judge.joins(self);
        RingPeer old = seated.get();
        self.disk.tokens.clear();
        self.disk.tokens.addAll(old.tokens());
        boolean same = old.address().equals(self.address);
        if (same) {
            self.disk.hostId = old.hostId(); // so that hints for it are its own
        }
        self.gossips = true;
        self.becomes(same ? Status.HIBERNATE : Status.REPLACING, old.tokens(), same ? "" : old.hostId());
        self.mode = Mode.JOINING;
        phase(Phase.ANNOUNCED);
        model.trace(self, "takes the place of " + old.address() + " (" + old.hostId() + ")");
    }

    private void chooseTokens() {
        while (self.disk.tokens.size() < self.numTokens) {
            self.disk.tokens.add(model.world.chance.nextLong());
        }
    }

    private void stream() {
        if (self.mode == Mode.LEAVING) {
            boolean left =
                    self.self().filter(peer -> peer.status() == Status.LEFT).isPresent();
            if (!left) {
                begin("Decommission", Optional.of(RingStreams.toLeave(model, self)));
            }
            return;
        }
        RingPeer own = self.self().orElseThrow();
        begin(
                "Bootstrap",
                switch (own.status()) {
                    case BOOT -> RingStreams.toJoin(model, self);
                    case REPLACING -> RingStreams.toReplace(model, self, own.replaces());
                    default -> RingStreams.toReplace(model, self, self.disk.hostId);
                });
    }

    private void begin(String what, Optional<List<RingStreams.Transfer>> transfers) {
        if (transfers.isEmpty()) {
            dies("unable to find sufficient sources for streaming");
            return;
        }
        self.streams = Optional.of(new RingStreams(model, self, what, transfers.get()));
        phase(Phase.STREAMING);
    }

    private void streaming() {
        RingStreams streams = self.streams.orElseThrow();
        Optional<String> failure = streams.pass();
        if (failure.isPresent()) {
            self.streams = Optional.empty();
            self.mode = self.mode == Mode.LEAVING ? Mode.DECOMMISSION_FAILED : Mode.JOINING_FAILED;
            phase(Phase.DONE);
            model.trace(self, self.mode + ": " + failure.get());
        } else if (streams.isOver()) {
            self.streams = Optional.empty();
            if (self.mode == Mode.LEAVING) {
                left();
            } else {
                self.disk.bootstrapped = true;
                self.says(Status.NORMAL, self.disk.tokens, false);
                member();
            }
        }
    }

    private void member() {
        self.disk.bootstrapped = true;
        self.mode = Mode.NORMAL;
        self.normalSince = model.now();
        phase(Phase.DONE);
        model.seat(self);
        model.trace(self, "is a member, " + self.disk.hostId);
    }

    // Leaving

    /** Why it may not, in Cassandra's eyes; empty if it begins to. */
    Optional<String> leave(boolean force, long asked) {
        if (self.mode != Mode.NORMAL && self.mode != Mode.DECOMMISSION_FAILED) {
            return Optional.of("unsupported operation: node in " + self.mode + " state");
        }
        for (RingTable table : model.tables) {
            if (!force && self.view.seats().size() - 1 < table.copies) {
                return Optional.of("not enough live nodes to maintain replication factor in keyspace " + table.name);
            }
            for (int part = 0; part < RingTable.PARTS; part++) {
                if (self.view.pending(table, part).contains(self.disk.hostId)) {
                    return Optional.of("data is currently moving to this node; unable to leave the ring");
                }
            }
        }
        model.judge.leaves(self, asked);
        self.says(Status.LEAVING, self.disk.tokens, false);
        self.mode = Mode.LEAVING;
        phase(Phase.ANNOUNCED);
        model.trace(self, "leaves");
        return Optional.empty();
    }

    private void left() {
        self.disk.decommissioned = true;
        model.clients.handHints(self);
        self.says(Status.LEFT, List.of(), false);
        phase(Phase.DONE);
        model.unseat(self);
        model.trace(self, "has given its data away");
    }

    void drain() {
        if (self.mode == Mode.DRAINING || self.mode == Mode.DRAINED) {
            return;
        }
        self.mode = Mode.DRAINING;
        self.repair.ifPresent(repair -> repair.end("the node is drained"));
        model.says(self, true);
        phase(Phase.DONE);
    }

    /** A range of the node's is on its way to another, or another's to it. */
    boolean isChanging() {
        TreeSet<String> pending = new TreeSet<>();
        for (RingTable table : model.tables) {
            for (int part = 0; part < RingTable.PARTS; part++) {
                pending.addAll(self.view.pending(table, part));
            }
        }
        return !pending.isEmpty();
    }
}
