package dev.holdfast.crate.model.state;

/**
 * One copy of one shard. While a copy moves there are two: the source is {@code RELOCATING}, the target {@code
 * INITIALIZING}, each
 * naming the other's node.
 *
 * @param index uuid of the table or partition
 * @param node id; empty while unassigned
 * @param other node id at the other end of a move; empty if it does not move
 * @param allocation id of this assignment; empty while unassigned
 * @param source where its data come from while it initialises
 * @param since when it became unassigned, milliseconds
 * @param reason why it is unassigned
 * @param failures how often assigning it failed in a row
 */
public record Copy(
        String index,
        int shard,
        boolean primary,
        State state,
        String node,
        String other,
        String allocation,
        Source source,
        long since,
        Reason reason,
        int failures) {

    /** CrateDB's {@code routing_state}. */
    public enum State {
        UNASSIGNED,
        INITIALIZING,
        STARTED,
        RELOCATING
    }

    /** CrateDB's {@code recovery['type']}. */
    public enum Source {
        EMPTY_STORE,
        EXISTING_STORE,
        PEER,
        SNAPSHOT
    }

    /** Why a copy has no node. */
    public enum Reason {
        INDEX_CREATED,
        REPLICA_ADDED,
        NODE_LEFT,
        CLUSTER_RECOVERED,
        ALLOCATION_FAILED,
        REINITIALIZED,
        RESTORED
    }

    /** A copy that has no node yet. */
    public static Copy unassigned(String index, int shard, boolean primary, Source source, Reason reason, long now) {
        return new Copy(index, shard, primary, State.UNASSIGNED, "", "", "", source, now, reason, 0);
    }

    /** Whether it serves: a copy that moves away still does. */
    public boolean active() {
        return state == State.STARTED || state == State.RELOCATING;
    }

    public boolean assigned() {
        return state != State.UNASSIGNED;
    }

    /** The end of a move that does not serve yet. */
    public boolean target() {
        return state == State.INITIALIZING && !other.isEmpty();
    }

    public boolean sameShard(Copy copy) {
        return shard == copy.shard && index.equals(copy.index);
    }

    public Copy initialising(String onNode, String id) {
        return new Copy(index, shard, primary, State.INITIALIZING, onNode, "", id, source, since, reason, failures);
    }

    public Copy started() {
        return new Copy(index, shard, primary, State.STARTED, node, "", allocation, source, 0, reason, 0);
    }

    public Copy relocating(String to) {
        return new Copy(index, shard, primary, State.RELOCATING, node, to, allocation, source, 0, reason, 0);
    }

    /** The other end of {@link #relocating}. */
    public Copy arriving(String to, String id) {
        return new Copy(index, shard, primary, State.INITIALIZING, to, node, id, Source.PEER, 0, reason, 0);
    }

    public Copy promoted() {
        return new Copy(index, shard, true, State.STARTED, node, "", allocation, source, 0, reason, 0);
    }

    public Copy lost(boolean asPrimary, Reason why, long now, int failed) {
        Source from = asPrimary ? (source == Source.PEER ? Source.EXISTING_STORE : source) : Source.PEER;
        return new Copy(index, shard, asPrimary, State.UNASSIGNED, "", "", "", from, now, why, failed);
    }

    public Copy restored(Source from) {
        return new Copy(index, shard, primary, state, node, other, allocation, from, since, reason, failures);
    }
}
