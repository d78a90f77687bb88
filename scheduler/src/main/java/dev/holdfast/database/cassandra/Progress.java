package dev.holdfast.database.cassandra;

import dev.holdfast.database.cassandra.CassandraDetails.NodeStatus;
import dev.holdfast.database.cassandra.CassandraDetails.Stream;

/** How far a node is with what it does, in words. */
final class Progress {

    private Progress() {}

    static String of(NodeStatus status) {
        String streams = streams(status);
        String what = switch (status.mode()) {
            case STARTING -> "starting";
            case JOINING -> "joins the ring";
            case JOINING_FAILED -> "could not join the ring: holdfast logs shows why";
            case LEAVING -> "leaves the ring";
            case DECOMMISSIONED -> "has left the ring";
            case DECOMMISSION_FAILED -> "could not leave the ring";
            case MOVING -> "moves in the ring";
            case DRAINING -> "drains";
            case DRAINED -> "is drained and serves nobody";
            case NORMAL -> "normal";
            case UNKNOWN -> "coming up";
        };
        return streams.isEmpty() ? what : what + ": " + streams;
    }

    /** {@code 1.2 GB of 4.0 GB streamed, with 3 nodes}; empty if nothing is. */
    static String streams(NodeStatus status) {
        long done = status.streams().stream().mapToLong(Stream::doneBytes).sum();
        long total = status.streams().stream().mapToLong(Stream::totalBytes).sum();
        long peers = status.streams().stream().map(Stream::peer).distinct().count();
        return total == 0
                ? ""
                : Names.size(done) + " of " + Names.size(total) + " streamed, with " + Names.count(peers, "node");
    }
}
