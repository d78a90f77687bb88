package dev.holdfast.simulation;

import java.util.Arrays;

/** Records in order, by number. */
final class Log {

    private int[] records = new int[64];
    private int size;

    int size() {
        return size;
    }

    int at(int index) {
        return records[index];
    }

    void append(int record) {
        if (size == records.length) {
            records = Arrays.copyOf(records, size * 2);
        }
        records[size] = record;
        size++;
    }

    /** Drops what the leader does not have, and takes over some of what it has: a follower's fetch. */
    void follow(Log leader, int atMost) {
        int common = Math.min(size, leader.size);
        while (common > 0 && records[common - 1] != leader.records[common - 1]) {
            common--;
        }
        size = common;
        int until = Math.min(leader.size, common + atMost);
        for (int i = common; i < until; i++) {
            append(leader.records[i]);
        }
    }

    /** Whether it ends where the other ends, with the same. */
    boolean isCaughtUpWith(Log other) {
        return size == other.size && (size == 0 || records[size - 1] == other.records[size - 1]);
    }

    /** Whether all of these are in it, in that order. */
    boolean hasAll(Log others) {
        int found = 0;
        for (int i = 0; i < size && found < others.size; i++) {
            if (records[i] == others.records[found]) {
                found++;
            }
        }
        return found == others.size;
    }
}
