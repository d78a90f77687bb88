package dev.holdfast.simulation;

import dev.holdfast.simulation.Fault.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Faults that are rare where people live, so they happen beside the usual ones and only where they are asked for: what a seed does without
 * them stays as it is.
 */
enum Rare {
    /** An operator puts an older copy of the state back, once or twice. */
    COPIES(Kind.STATE_PUT_BACK, 1, 2),
    /** Machines lose sight of each other, though the master has them all. */
    CUTS(Kind.NETWORK_CUT, 3, 5);

    private final Kind kind;
    private final int least;
    private final int choices;

    Rare(Kind kind, int least, int choices) {
        this.kind = kind;
        this.least = least;
        this.choices = choices;
    }

    static Set<Rare> named(String text) {
        return text.equals("all") ? EnumSet.allOf(Rare.class) : EnumSet.of(valueOf(text.toUpperCase(Locale.ROOT)));
    }

    /** A seed's faults, with these among them. */
    static List<Fault> among(List<Fault> usual, long seed, Set<Rare> rare) {
        if (rare.isEmpty()) {
            return usual;
        }
        List<Fault> all = new ArrayList<>(usual);
        long from = usual.get(0).at();
        long until = usual.get(usual.size() - 1).at();
        for (Rare each : Rare.values()) {
            SplittableRandom random = new SplittableRandom(seed * 31 + each.ordinal());
            int count = rare.contains(each) ? each.least + random.nextInt(each.choices) : 0;
            for (int i = 0; i < count; i++) {
                all.add(new Fault(
                        random.nextLong(from, until + 1), each.kind, random.nextInt(1000), 1 + random.nextInt(120)));
            }
        }
        all.sort(Comparator.comparingLong(Fault::at));
        return List.copyOf(all);
    }
}
