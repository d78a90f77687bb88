package dev.holdfast.simulation;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** A keyspace with one table of clients' rows, cut into parts that lie evenly around the ring; and what of them was acknowledged. */
final class RingTable {

    static final int PARTS = 16;

    private static final long WIDTH = Long.MAX_VALUE / (PARTS / 2);

    final String name;
    final int copies;
    final List<BitSet> acknowledged = new ArrayList<>();
    private final int[] written = new int[PARTS];

    RingTable(String name, int copies) {
        this.name = name;
        this.copies = copies;
        for (int part = 0; part < PARTS; part++) {
            acknowledged.add(new BitSet());
        }
    }

    int quorum() {
        return copies / 2 + 1;
    }

    static long place(int part) {
        return Long.MIN_VALUE / 8 * 7 + part * WIDTH;
    }

    /** The next row of a part, by its number. */
    int next(int part) {
        written[part]++;
        return written[part];
    }

    String key(int part) {
        return name + "/" + part;
    }
}
