package dev.holdfast.cli;

import dev.holdfast.api.wire.ProblemInfo;
import java.util.List;
import java.util.stream.Collectors;

/** Problems as text: a line of cause and a line of remedy for each. */
final class Problems {

    private Problems() {}

    static Failure failure(int exitCode, List<ProblemInfo> problems) {
        if (problems.isEmpty()) {
            return new Failure(exitCode, "refused without a reason", "see the scheduler's log");
        }
        String all = problems.stream()
                .limit(problems.size() - 1L)
                .map(problem -> cause(problem) + (problem.remedy().isEmpty() ? "" : "\n  " + problem.remedy()) + "\n")
                .collect(Collectors.joining());
        ProblemInfo last = problems.get(problems.size() - 1);
        return new Failure(exitCode, all + cause(last), last.remedy());
    }

    private static String cause(ProblemInfo problem) {
        return (problem.line() > 0 ? "line " + problem.line() + ": " : "")
                + (problem.path().isEmpty() ? "" : problem.path() + ": ")
                + problem.message();
    }
}
