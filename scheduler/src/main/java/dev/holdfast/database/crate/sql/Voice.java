package dev.holdfast.database.crate.sql;

import dev.holdfast.database.NodeView;

/**
 * What one node said when it was asked who it is and who leads.
 *
 * @param node that was asked
 * @param manner how it answered
 * @param name its own {@code node.name}; ours if it did not say
 * @param version of its process; empty if it did not say
 * @param clusterName it calls its own
 * @param clusterId of the state it holds; empty if it has none
 * @param master node id of the one it follows; empty if it knows none
 * @param problem why it said less than all; empty if it said all
 */
record Voice(
        NodeView node,
        Manner manner,
        String name,
        String version,
        String clusterName,
        String clusterId,
        String master,
        String problem) {

    enum Manner {
        /** Takes statements. */
        SPEAKS,
        /** Is there, but takes no statements: on its way out, or still on its way in. */
        MUTE,
        /** Is told to leave. */
        LEAVING,
        /** Takes none from us: wrong user or password. */
        DENIES,
        /** No answer: it hangs, or it cannot be reached from here. */
        SILENT,
        /** Its host answers that nobody listens there. */
        ABSENT
    }

    boolean speaks() {
        return manner == Manner.SPEAKS;
    }

    boolean isThere() {
        return manner != Manner.SILENT && manner != Manner.ABSENT;
    }

    /** Whether this is the process we meant, as far as it said. */
    boolean isItself() {
        return name.equals(node.id().shortName());
    }
}
