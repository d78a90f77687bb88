package dev.holdfast.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Which machines do not reach which others, though the master, the schedulers and all users reach them all. A cut has a direction: who
 * cannot open a connection to another may still be reached by it. What needs both ways is asked with {@link #meet}.
 */
final class Cuts {

    private final World world;
    private final TreeSet<Cut> cuts = new TreeSet<>();
    private int number;

    /** One of the two does not reach the other; several faults may have cut the same. */
    private record Cut(int from, int to, int fault) implements Comparable<Cut> {
        @Override
        public int compareTo(Cut other) {
            int byFrom = Integer.compare(from, other.from);
            int byTo = byFrom == 0 ? Integer.compare(to, other.to) : byFrom;
            return byTo == 0 ? Integer.compare(fault, other.fault) : byTo;
        }
    }

    Cuts(World world) {
        this.world = world;
    }

    boolean areNone() {
        return cuts.isEmpty();
    }

    /** Whether a connection from one machine to the other can be opened, as far as what lies between them goes. */
    boolean reaches(Machine from, Machine to) {
        return cuts.isEmpty() || cuts.stream().noneMatch(cut -> cut.from == from.number && cut.to == to.number);
    }

    boolean meet(Machine one, Machine other) {
        return reaches(one, other) && reaches(other, one);
    }

    /** A pair, one way or both; one machine from half of the others; or the machines in two camps. */
    void cut(int which, long millis) {
        List<Machine> all = world.machines;
        Machine one = all.get(which % all.size());
        int shape = which / all.size() % 5;
        number++;
        int fault = number;
        List<Machine> here = new ArrayList<>(List.of(one));
        List<Machine> there = new ArrayList<>();
        if (shape < 3) {
            there.add(all.get((which + 1 + which / 40 % (all.size() - 1)) % all.size()));
        } else {
            for (Machine other : all) {
                boolean far = (other.number + which / 40) % 2 == 0;
                if (other != one && far) {
                    there.add(other);
                } else if (other != one && shape == 4) {
                    here.add(other);
                }
            }
        }
        boolean oneWay = shape == 0;
        for (Machine from : here) {
            for (Machine to : there) {
                cuts.add(new Cut(from.number, to.number, fault));
                if (!oneWay) {
                    cuts.add(new Cut(to.number, from.number, fault));
                }
            }
        }
        world.trace.line("network", names(here) + (oneWay ? " reach no more " : " are cut off from ") + names(there));
        world.agenda.in(millis, () -> heal(fault));
    }

    private static List<String> names(List<Machine> machines) {
        return machines.stream().map(machine -> machine.hostname).toList();
    }

    private void heal(int fault) {
        if (cuts.removeIf(cut -> cut.fault == fault)) {
            world.trace.line("network", "cut " + fault + " is mended");
        }
    }

    void healAll() {
        cuts.clear();
    }
}
