package dev.holdfast.database.cassandra;

import dev.holdfast.database.ClusterView;
import dev.holdfast.model.NodeId;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What a node was when it was last seen as a full member, kept for good: a node that comes with an empty disk takes this one's place, and
 * one that was never a member has to join.
 *
 * @param hostId its identity in the ring
 * @param address it had
 * @param generation of the volume it had then
 */
record Membership(String hostId, String address, String rack, String dc, int generation) {

    private static final String PREFIX = "member.";
    private static final String SEPARATOR = " ";
    private static final int PARTS = 5;

    static String key(NodeId node) {
        return PREFIX + node.shortName();
    }

    static boolean isKey(String key) {
        return key.startsWith(PREFIX);
    }

    static Optional<Membership> of(ClusterView view, NodeId node) {
        return of(view.identity(), node);
    }

    static Optional<Membership> of(SortedMap<String, String> identity, NodeId node) {
        String[] parts = identity.getOrDefault(key(node), "").split(SEPARATOR, -1);
        return parts.length == PARTS && parts[PARTS - 1].matches("\\d{1,9}")
                ? Optional.of(
                        new Membership(parts[0], parts[1], parts[2], parts[3], Integer.parseInt(parts[PARTS - 1])))
                : Optional.empty();
    }

    /** A name as one word: rack and data centre must be. */
    static String word(String text) {
        return text.strip().replaceAll("\\s+", "_");
    }

    String text() {
        return String.join(SEPARATOR, hostId, address, rack, dc, Integer.toString(generation));
    }
}
