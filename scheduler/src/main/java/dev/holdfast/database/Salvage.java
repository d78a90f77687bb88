package dev.holdfast.database;

import dev.holdfast.model.NodeId;
import dev.holdfast.spec.Problem;
import java.util.List;

/**
 * Whether and how a cluster that has lost a majority for good begins anew from what is left of it. What only the lost nodes had is gone
 * then, so it is done at a person's word alone, given after reading what is known.
 */
public sealed interface Salvage {

    /** Not now, not this way, or not at all; every reason with its remedy. */
    record Refused(List<Problem> problems) implements Salvage {
        public Refused {
            problems = List.copyOf(problems);
        }
    }

    /**
     * It can be done.
     *
     * @param from the node that the cluster begins anew from
     * @param debt written down with the plan: by it the next launches know what to do
     * @param way stages of the step on that node, which takes all others down
     * @param rejoin nodes that are left beside it, which come back after it one by one
     * @param lost nodes whose disks are given up
     * @param notes what is known and what may be lost, to be read before it is confirmed
     */
    record Possible(NodeId from, Debt debt, List<Stage> way, List<NodeId> rejoin, List<NodeId> lost, List<String> notes)
            implements Salvage {
        public Possible {
            way = List.copyOf(way);
            rejoin = List.copyOf(rejoin);
            lost = List.copyOf(lost);
            notes = List.copyOf(notes);
        }
    }

    static Salvage refused(String message, String remedy) {
        return new Refused(List.of(Problem.of("", message, remedy)));
    }
}
