package dev.holdfast.simulation;

import java.util.List;

/**
 * What a member of a ring tells of itself by gossip.
 *
 * @param replaces identity of the dead member whose place it takes under another address; empty if it takes none
 * @param shut whether it said that it goes
 * @param generation when its process began; with {@code version}, which of two of its words is the newer
 */
record RingPeer(
        String address,
        String hostId,
        String rack,
        Status status,
        List<Long> tokens,
        String replaces,
        boolean shut,
        String release,
        int schema,
        long generation,
        int version) {

    enum Status {
        /** Nothing yet. */
        NONE,
        /** Joins: it gets what is written, and nobody reads from it. */
        BOOT,
        /** Takes a dead one's place under another address: as one that joins. */
        REPLACING,
        /** Takes a dead one's place under the same address: the dead one in the eyes of all until it is done. */
        HIBERNATE,
        NORMAL,
        LEAVING,
        LEFT;

        /** Whether its tokens are a part of the ring. */
        boolean isSeated() {
            return this == NORMAL || this == LEAVING || this == HIBERNATE;
        }
    }

    RingPeer {
        tokens = List.copyOf(tokens);
    }

    boolean isNewerThan(RingPeer other) {
        return generation > other.generation || (generation == other.generation && version > other.version);
    }

    RingSeat seat() {
        return new RingSeat(hostId, address, rack, tokens);
    }

    RingPeer saying(Status next, List<Long> newTokens, int newSchema, boolean goes) {
        return new RingPeer(
                address, hostId, rack, next, newTokens, replaces, goes, release, newSchema, generation, version + 1);
    }
}
