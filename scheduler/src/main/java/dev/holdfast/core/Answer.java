package dev.holdfast.core;

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

    /** What would be done. */
    record Previewed(Preview preview) implements Answer {}

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
