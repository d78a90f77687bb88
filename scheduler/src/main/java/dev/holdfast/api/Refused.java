package dev.holdfast.api;

import dev.holdfast.api.wire.ProblemInfo;
import dev.holdfast.spec.Problem;
import java.util.List;

/** A request that is answered with problems. */
public final class Refused extends RuntimeException {

    private static final long serialVersionUID = 1;

    public static final int INVALID = 400;
    public static final int UNAUTHORISED = 401;
    public static final int FORBIDDEN = 403;
    public static final int UNKNOWN = 404;
    public static final int CONFLICT = 409;
    public static final int TOO_MANY = 429;
    public static final int UNAVAILABLE = 503;

    private final int status;
    private final transient List<ProblemInfo> problems;

    private Refused(int status, List<ProblemInfo> problems) {
        super(problems.isEmpty() ? "refused" : problems.get(0).message(), null, false, false);
        this.status = status;
        this.problems = List.copyOf(problems);
    }

    public static Refused because(int status, String message, String remedy) {
        return new Refused(status, List.of(new ProblemInfo("", 0, message, remedy)));
    }

    static Refused because(int status, List<Problem> problems) {
        return new Refused(
                status,
                problems.stream()
                        .map(problem ->
                                new ProblemInfo(problem.path(), problem.line(), problem.message(), problem.remedy()))
                        .toList());
    }

    /** The same problems under another status. */
    public static Refused because(int status, Refused other) {
        return new Refused(status, other.problems);
    }

    static Refused noCluster(String name) {
        return because(UNKNOWN, "there is no cluster '" + name + "'", "holdfast status lists them all");
    }

    /** HTTP status. */
    public int status() {
        return status;
    }

    public List<ProblemInfo> problems() {
        return problems;
    }
}
