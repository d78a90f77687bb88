package dev.holdfast.simulation;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Who uses a ring: a row each second into each keyspace, at QUORUM, through any node; a change of the schema now and then. And the hints. */
final class RingClients {

    private static final int NODES_FOR_TABLES = 3;
    private static final int SCHEMA_CHANGES = 200;
    private static final int HINTS_IN_A_SECOND = 2;

    private final RingModel model;

    RingClients(RingModel model) {
        this.model = model;
    }

    void pass() {
        List<RingProcess> serving = model.processes().stream()
                .filter(process -> process.isNative(model.now()))
                .toList();
        if (model.tables.isEmpty() && serving.size() >= NODES_FOR_TABLES) {
            model.makeTables(serving.get(0));
        }
        for (RingTable table : model.tables) {
            if (!serving.isEmpty()) {
                write(table, serving.get(model.world.chance.nextInt(serving.size())));
            }
        }
        if (!serving.isEmpty() && model.world.chance.nextInt(SCHEMA_CHANGES) == 0) {
            RingProcess changed = serving.get(model.world.chance.nextInt(serving.size()));
            changed.disk.schema++;
            changed.repeats(false);
        }
        model.processes().stream()
                .filter(process -> process.serves() && !process.disk.hints.isEmpty())
                .forEach(this::replay);
    }

    private boolean sees(RingProcess process, String host) {
        return process.view
                .ofHost(host)
                .filter(peer -> process.view.isUp(peer.address(), model.now()))
                .isPresent();
    }

    private void write(RingTable table, RingProcess coordinator) {
        int part = model.world.chance.nextInt(RingTable.PARTS);
        Set<String> holders = coordinator.view.holders(table, part);
        Set<String> pending = coordinator.view.pending(table, part);
        int needed = table.quorum() + pending.size();
        long up = holders.stream().filter(host -> sees(coordinator, host)).count()
                + pending.stream().filter(host -> sees(coordinator, host)).count();
        if (up < needed) {
            return; // unavailable, which it says before it writes anything
        }
        int row = table.next(part);
        String key = table.key(part);
        int heard = 0;
        for (Set<String> some : List.of(holders, pending)) {
            for (String host : some) {
                if (reaches(coordinator, host, key, row)) {
                    heard++;
                } else {
                    hint(coordinator, host, key, row);
                }
            }
        }
        if (heard >= needed) {
            table.acknowledged.get(part).set(row);
        }
    }

    private boolean reaches(RingProcess coordinator, String host, String key, int row) {
        Optional<RingProcess> target = model.process(host)
                .filter(process -> process == coordinator
                        || (sees(coordinator, host) && process.takesWrites() && model.meet(coordinator, process)));
        target.ifPresent(process -> process.disk.rows(key).set(row));
        return target.isPresent();
    }

    private void hint(RingProcess coordinator, String host, String key, int row) {
        boolean inTime = coordinator
                .view
                .ofHost(host)
                .filter(peer -> coordinator.view.downFor(peer.address(), model.now()) < coordinator.hintWindow)
                .isPresent();
        if (inTime) {
            coordinator.disk.hint(host, key, row, model.now());
        }
    }

    private void replay(RingProcess process) {
        for (String host : List.copyOf(process.disk.hints.keySet())) {
            TreeMap<String, BitSet> hints = process.disk.hints.get(host);
            boolean gone = process.view.replaced.contains(host)
                    || process.view
                            .ofHost(host)
                            .filter(peer -> peer.status() != RingPeer.Status.LEFT)
                            .isEmpty();
            if (gone) {
                process.disk.hasNoHintsFor(host);
                continue;
            }
            Optional<RingProcess> target = model.process(host)
                    .filter(other -> other.serves() && model.meet(process, other) && sees(process, host));
            if (target.isPresent()) {
                deliver(hints, target.get());
                if (hints.isEmpty()) {
                    process.disk.hasNoHintsFor(host);
                }
            }
        }
    }

    private static void deliver(Map<String, BitSet> hints, RingProcess target) {
        int left = HINTS_IN_A_SECOND;
        for (String key : List.copyOf(hints.keySet())) {
            BitSet rows = hints.get(key);
            for (int row = rows.nextSetBit(0); row >= 0 && left > 0; row = rows.nextSetBit(row + 1)) {
                target.disk.rows(key).set(row);
                rows.clear(row);
                left--;
            }
            if (rows.isEmpty()) {
                hints.remove(key);
            }
        }
    }

    /** One that leaves hands its hints to another. */
    void handHints(RingProcess leaving) {
        model.processes().stream()
                .filter(other -> other != leaving && other.serves() && model.meet(leaving, other))
                .findFirst()
                .ifPresent(other -> leaving.disk.hints.forEach((host, all) -> all.forEach((key, rows) -> {
                    for (int row = rows.nextSetBit(0); row >= 0; row = rows.nextSetBit(row + 1)) {
                        other.disk.hint(host, key, row, model.now());
                    }
                })));
        List.copyOf(leaving.disk.hints.keySet()).forEach(leaving.disk::hasNoHintsFor);
    }
}
