package dev.holdfast.simulation;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A repair: all who hold a part compare it, and each gets what it lacks. Everybody must be there, or it fails. */
final class RingRepair {

    private record Part(RingTable table, int part) {}

    private final RingModel model;
    private final RingProcess owner;
    private final Deque<Part> left = new ArrayDeque<>();
    private Optional<String> failure = Optional.empty();

    /** @param primary only of what the node holds first */
    RingRepair(RingModel model, RingProcess owner, boolean primary) {
        this.model = model;
        this.owner = owner;
        for (RingTable table : model.tables) {
            for (int part = 0; part < RingTable.PARTS; part++) {
                List<String> holders = List.copyOf(owner.view.holders(table, part));
                int at = holders.indexOf(owner.disk.hostId);
                if (at == 0 || (at > 0 && !primary)) {
                    left.add(new Part(table, part));
                }
            }
        }
    }

    void pass() {
        if (isOver()) {
            return;
        }
        Part next = left.peek();
        Set<String> holders = owner.view.holders(next.table(), next.part());
        List<RingProcess> there = holders.stream()
                .flatMap(host -> model.process(host).stream())
                .filter(process -> process.serves() && (process == owner || model.meet(owner, process)))
                .filter(process -> process == owner || owner.view.isUp(process.address, model.now()))
                .toList();
        if (there.size() < holders.size() || !there.contains(owner)) {
            failure = Optional.of("an endpoint is not alive");
            return;
        }
        String key = next.table().key(next.part());
        BitSet all = new BitSet();
        there.forEach(process -> all.or(process.disk.rows(key)));
        there.forEach(process -> process.disk.rows(key).or(all));
        left.remove();
    }

    boolean isOver() {
        return failure.isPresent() || left.isEmpty();
    }

    Optional<String> failure() {
        return failure;
    }

    int left() {
        return left.size();
    }

    void end(String why) {
        failure = Optional.of(why);
    }
}
