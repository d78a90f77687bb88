package dev.holdfast.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Data on its way: part by part from one node to another, a few in a second. It ends early if one of the two is not there for long. */
final class RingStreams {

    private static final int TRIES = 8;
    private static final int IN_A_SECOND = 2;

    /** @param from identity of who has it, {@code to} of who gets it */
    record Transfer(String key, String from, String to) {}

    final String what;
    final int all;
    private final RingModel model;
    private final RingProcess owner;
    private final Deque<Transfer> left = new ArrayDeque<>();
    private int tries;

    RingStreams(RingModel model, RingProcess owner, String what, List<Transfer> transfers) {
        this.model = model;
        this.owner = owner;
        this.what = what;
        this.all = transfers.size();
        this.left.addAll(transfers);
    }

    int done() {
        return all - left.size();
    }

    /** Whose other ends are still to come, by identity. */
    Set<String> partners() {
        TreeSet<String> partners = new TreeSet<>();
        left.forEach(transfer -> {
            partners.add(transfer.from());
            partners.add(transfer.to());
        });
        partners.remove(owner.disk.hostId);
        return partners;
    }

    /** A second passes; why it failed, if it did. */
    Optional<String> pass() {
        for (int i = 0; i < IN_A_SECOND && !left.isEmpty(); i++) {
            Transfer next = left.peek();
            Optional<RingProcess> from = model.process(next.from()).filter(RingProcess::serves);
            Optional<RingProcess> to = model.process(next.to()).filter(RingProcess::takesWrites);
            boolean met = from.isPresent() && to.isPresent() && model.meet(from.get(), to.get());
            if (!met) {
                tries++;
                return tries > TRIES
                        ? Optional.of("stream failed: " + next.from() + " to " + next.to())
                        : Optional.empty();
            }
            tries = 0;
            to.get().disk.rows(next.key()).or(from.get().disk.rows(next.key()));
            left.remove();
        }
        return Optional.empty();
    }

    boolean isOver() {
        return left.isEmpty();
    }

    // What has to go where

    /** What a node needs that joins; empty if somebody who has to give it is not there. */
    static Optional<List<Transfer>> toJoin(RingModel model, RingProcess joining) {
        List<Transfer> transfers = new ArrayList<>();
        List<RingSeat> now = joining.view.seats();
        List<RingSeat> then = new ArrayList<>(now);
        then.add(joining.self().orElseThrow().seat());
        for (RingTable table : model.tables) {
            for (int part = 0; part < RingTable.PARTS; part++) {
                Set<String> before = RingSeat.replicas(now, table.copies, RingTable.place(part));
                Set<String> after = RingSeat.replicas(then, table.copies, RingTable.place(part));
                if (!after.contains(joining.disk.hostId) || before.isEmpty()) {
                    continue;
                }
                Set<String> losing = new TreeSet<>(before);
                losing.removeAll(after);
                // Who loses it gives it, so that as many have each row as before.
                Set<String> givers = losing.size() == 1 && now.size() >= table.copies ? losing : before;
                Optional<String> giver = model.firstUp(joining, givers);
                if (giver.isEmpty()) {
                    return Optional.empty();
                }
                transfers.add(new Transfer(table.key(part), giver.get(), joining.disk.hostId));
            }
        }
        return Optional.of(transfers);
    }

    /** What one needs that takes a dead one's place: from any that has it. */
    static Optional<List<Transfer>> toReplace(RingModel model, RingProcess joining, String dead) {
        List<Transfer> transfers = new ArrayList<>();
        for (RingTable table : model.tables) {
            for (int part = 0; part < RingTable.PARTS; part++) {
                Set<String> before = joining.view.holders(table, part);
                if (!before.contains(dead)) {
                    continue;
                }
                Set<String> givers = new TreeSet<>(before);
                givers.remove(dead);
                givers.remove(joining.disk.hostId);
                Optional<String> giver = model.firstUp(joining, givers);
                if (giver.isEmpty()) {
                    return Optional.empty();
                }
                transfers.add(new Transfer(table.key(part), giver.get(), joining.disk.hostId));
            }
        }
        return Optional.of(transfers);
    }

    /** What one gives away that leaves. */
    static List<Transfer> toLeave(RingModel model, RingProcess leaving) {
        List<Transfer> transfers = new ArrayList<>();
        String own = leaving.disk.hostId;
        List<RingSeat> now = leaving.view.seats();
        List<RingSeat> then =
                now.stream().filter(seat -> !seat.hostId().equals(own)).toList();
        for (RingTable table : model.tables) {
            for (int part = 0; part < RingTable.PARTS; part++) {
                Set<String> before = RingSeat.replicas(now, table.copies, RingTable.place(part));
                if (!before.contains(own)) {
                    continue;
                }
                for (String taker : RingSeat.replicas(then, table.copies, RingTable.place(part))) {
                    if (!before.contains(taker)) {
                        transfers.add(new Transfer(table.key(part), own, taker));
                    }
                }
            }
        }
        return transfers;
    }
}
