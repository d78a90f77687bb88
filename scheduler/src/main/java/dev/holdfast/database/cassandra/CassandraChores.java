package dev.holdfast.database.cassandra;

import dev.holdfast.database.Chore;
import dev.holdfast.database.ChoreEnd;
import dev.holdfast.model.NodeId;
import java.time.Instant;
import java.util.List;

/** Names of the operations on Cassandra's side, and of their arguments. All run beside their node. */
public final class CassandraChores {

    public static final String DRAIN = "drain";
    public static final String DECOMMISSION = "decommission";
    public static final String CLEANUP = "cleanup";
    public static final String REPAIR = "repair";
    public static final String UPGRADE_SSTABLES = "upgradesstables";
    public static final String SNAPSHOT = "snapshot";
    public static final String CLEAR_SNAPSHOT = "clearsnapshot";
    public static final String FLUSH = "flush";
    public static final String COMPACT = "compact";
    public static final String REBUILD = "rebuild";

    /** Beside a node that is up: takes a dead member out of the ring, whose copies are made anew from the others'. */
    public static final String REMOVE_NODE = "removenode";

    /** Of the whole ring, by a statement to any node: how many copies keyspaces have in each data centre. */
    public static final String REPLICATE = "replicate";

    public static final List<String> ALL = List.of(
            DRAIN,
            DECOMMISSION,
            CLEANUP,
            REPAIR,
            UPGRADE_SSTABLES,
            SNAPSHOT,
            CLEAR_SNAPSHOT,
            FLUSH,
            COMPACT,
            REBUILD,
            REMOVE_NODE);

    /** Those that people may ask for, of a node or of all. */
    public static final List<String> BY_HAND = List.of(REPAIR, CLEANUP, COMPACT, FLUSH, UPGRADE_SSTABLES);

    /** Argument: only this keyspace; absent for all that are spread over nodes. */
    public static final String KEYSPACE = "keyspace";

    /** Argument of a repair: {@link #PRIMARY} ranges, the usual, or {@link #EVERY} range that the node holds. */
    public static final String RANGES = "ranges";

    public static final String PRIMARY = "primary";
    public static final String EVERY = "all";

    /** Argument of a repair: {@code down} where it is left for later if it fails while a member is down, without whom it cannot be done. */
    static final String LATER = "later";

    static final String WHILE_DOWN = "down";

    /** Argument of a decommission: {@code true} where only Cassandra's own keyspaces want more nodes than are left. */
    public static final String FORCE = "force";

    /** Argument of a snapshot. */
    public static final String TAG = "tag";

    /** Argument of a removal: identity in the ring of the member that goes. */
    public static final String HOST = "host";

    /** Argument of a rebuild: the data centre to stream from. */
    public static final String DC = "dc";

    /** Cassandra's own tool, as a person calls it. */
    public static final String NODETOOL = "nodetool";

    /** Argument of it: its words. */
    static final String WORDS = "words";

    private CassandraChores() {}

    /** @param at when it is asked for */
    public static Chore nodetool(NodeId node, List<String> words, Instant at) {
        return Chore.on(node, NODETOOL).with(WORDS, NodetoolWords.join(words)).with("at", at.toString());
    }

    /** Of what the node holds first: run on all nodes, that repairs everything once. */
    public static Chore repair(NodeId node) {
        return Chore.on(node, REPAIR).with(RANGES, PRIMARY);
    }

    /** Of all that the node holds: what one needs that missed writes. */
    public static Chore repairAll(NodeId node) {
        return Chore.on(node, REPAIR).with(RANGES, EVERY);
    }

    /** What one that may lack writes needs in the midst of a plan, which must not be held up by one who is down: then it is made up for by itself later. */
    static Chore repairNowOrLater(NodeId node) {
        return repairAll(node).with(LATER, WHILE_DOWN);
    }

    static boolean isOfAllRanges(ChoreEnd end) {
        return EVERY.equals(end.chore().arguments().get(RANGES));
    }
}
