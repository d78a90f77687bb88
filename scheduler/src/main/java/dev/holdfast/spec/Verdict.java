package dev.holdfast.spec;

import java.util.List;
import java.util.Optional;

/** What became of something a user gave us: a whole valid spec, or everything that is wrong with it at once. */
public sealed interface Verdict {

    record Accepted(ClusterSpec wish) implements Verdict {}

    /** @param reasons at least one, in the order of the text */
    record Rejected(List<Problem> reasons) implements Verdict {

        public Rejected {
            reasons = List.copyOf(reasons);
            if (reasons.isEmpty()) {
                throw new IllegalArgumentException("rejected without a reason");
            }
        }
    }

    /** The spec, if it was accepted. */
    default Optional<ClusterSpec> spec() {
        return this instanceof Accepted accepted ? Optional.of(accepted.wish()) : Optional.empty();
    }

    /** What is wrong; empty if it was accepted. */
    default List<Problem> problems() {
        return this instanceof Rejected rejected ? rejected.reasons() : List.of();
    }

    /** Accepted if there are no problems. */
    static Verdict of(ClusterSpec spec, List<Problem> problems) {
        return problems.isEmpty() ? new Accepted(spec) : new Rejected(problems);
    }

    static Verdict rejected(Problem problem) {
        return new Rejected(List.of(problem));
    }
}
