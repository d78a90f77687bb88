package dev.holdfast.simulation;

import dev.holdfast.crate.model.core.Wire;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * The network among the nodes of a CrateDB cluster, and their timers. It has a clock of its own: whoever asks a node something and
 * waits for the answer lets it run ahead of everybody else's, by seconds at most.
 */
final class CrateNet {

    private static final long HOP = 1;
    private static final long NOTICED = 5;

    private final World world;
    private final PriorityQueue<Entry> entries = new PriorityQueue<>();
    private final TreeMap<String, CrateProcess> listening = new TreeMap<>();
    private long now;
    private long number;

    private record Entry(long at, long number, Runnable what) implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            return at == other.at ? Long.compare(number, other.number) : Long.compare(at, other.at);
        }
    }

    CrateNet(World world) {
        this.world = world;
        this.now = world.agenda.millis();
    }

    /** Milliseconds of its own clock since the beginning. */
    long now() {
        return now;
    }

    /** How far its clock runs ahead. */
    long ahead() {
        return Math.max(0, now - world.agenda.millis());
    }

    void in(long delay, Runnable what) {
        number++;
        entries.add(new Entry(now + delay, number, what));
    }

    /** Lets all happen that is due by everybody's clock. */
    void catchUp() {
        run(world.agenda.millis(), () -> false);
    }

    /** Lets things happen until something is so, or so much time has passed. */
    void run(long until, BooleanSupplier enough) {
        while (!enough.getAsBoolean()) {
            Entry next = entries.peek();
            if (next == null || next.at() > until) {
                now = Math.max(now, until);
                return;
            }
            entries.remove();
            now = Math.max(now, next.at());
            next.what().run();
        }
    }

    // Who listens where

    List<CrateProcess> listening() {
        return List.copyOf(listening.values());
    }

    Optional<CrateProcess> at(String address) {
        return Optional.ofNullable(listening.get(address));
    }

    void listens(CrateProcess process) {
        listening.put(process.options.me().address(), process);
    }

    /** A process is over. All that were connected to it notice, unless its machine is gone, too. */
    void over(CrateProcess process) {
        String address = process.options.me().address();
        if (!listening.remove(address, process) || !process.isReachable()) {
            return;
        }
        for (CrateProcess other : listening()) {
            if (other.isReachable() && world.cuts.meet(process.container.machine, other.container.machine)) {
                other.after(NOTICED, () -> other.node().ifPresent(node -> node.lost(address)));
            }
        }
    }

    /** Best effort: what goes to a machine that does not answer is lost silently, what nobody listens for is refused. */
    void send(CrateProcess from, String address, Wire message) {
        in(HOP, () -> {
            if (!from.isReachable() || isCut(from, address)) {
                return;
            }
            Optional<CrateProcess> to = at(address);
            if (to.isPresent()) {
                to.filter(CrateProcess::isReachable)
                        .flatMap(CrateProcess::node)
                        .ifPresent(node -> node.receive(message));
            } else if (answers(address)) {
                from.node().ifPresent(node -> node.lost(address));
            }
        });
    }

    private boolean isCut(CrateProcess from, String address) {
        String ip = address.substring(0, address.indexOf(':'));
        return !world.cuts.areNone()
                && world.machines.stream()
                        .anyMatch(
                                machine -> machine.ip.equals(ip) && !world.cuts.meet(from.container.machine, machine));
    }

    /** Whether the machine of an address says of itself that nobody listens. */
    boolean answers(String address) {
        String ip = address.substring(0, address.indexOf(':'));
        return world.machines.stream().anyMatch(machine -> machine.ip.equals(ip) && machine.up && machine.reachable);
    }
}
