package dev.holdfast.database.crate;

import dev.holdfast.database.ClusterView;

/** What a person can do when a majority of the votes is lost for good. It is never done unasked: it may lose what was acknowledged. */
final class LostQuorum {

    private LostQuorum() {}

    /** In words, with the command lines. */
    static String manual(ClusterView view) {
        String cluster = view.target().name().value();
        return "Only if the disks are lost for good: stop " + cluster
                + ", and by hand, as the nodes' user, on the survivor with the newest data 'bin/crate-node unsafe-bootstrap', on"
                + " other survivors 'bin/crate-node detach-cluster'; what only the lost nodes acknowledged is gone then";
    }
}
