package dev.holdfast.core;

import dev.holdfast.model.NodeId;
import dev.holdfast.plan.Plan;
import dev.holdfast.plan.Preview;
import dev.holdfast.spec.Problem;
import java.util.List;

/** What a command comes to. */
public sealed interface Answer {

    /** Taken, and durable; the plan says how it goes on. */
    record Accepted(Plan plan) implements Answer {}

    /** Taken; there is nothing to do. */
    record Nothing(String text) implements Answer {}

    /** Done, and durable. */
    record Done(String text) implements Answer {}

    record Audited(Audit audit) implements Answer {}

    /** What would be done, and where each node that needs a place would go. */
    record Previewed(Preview preview, List<Outlook> outlooks) implements Answer {
        public Previewed {
            outlooks = List.copyOf(outlooks);
        }
    }

    /**
     * Where a node would likely go; certain it is only once an offer is taken.
     *
     * @param hostname of the agent; empty where none has room for it now, or too little is known
     * @param text the place and why this one, or why none
     */
    record Outlook(NodeId node, String hostname, String text) {}

    /** Not taken; nothing has changed. */
    record Refused(Kind kind, List<Problem> problems) implements Answer {
        public Refused {
            problems = List.copyOf(problems);
        }
    }

    /** Kinds of refusal. */
    enum Kind {
        /** What was asked is wrong in itself. */
        INVALID,
        /** There is no such cluster or node. */
        UNKNOWN,
        /** Right in itself, but not now or not with what is there. */
        CONFLICT
    }
}
