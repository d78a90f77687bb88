package dev.holdfast.database.crate.sql;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Asks one node one thing after the other, on one fresh connection, and remembers the first that went wrong. */
final class Questions implements AutoCloseable {

    /** Kept for the last question. */
    private static final Duration RESERVE = Duration.ofSeconds(1);

    private final SqlClient client;
    private final Deadline deadline;
    private final Duration each;
    private Optional<String> problem = Optional.empty();

    /**
     * Opens it.
     *
     * @param each longest wait for one answer, so that one slow system table does not take the time of the others: a
     * node
     *     that hangs makes some wait for ever
     */
    Questions(SqlClient client, Deadline deadline, Duration each) {
        this.client = client;
        this.deadline = deadline;
        this.each = each;
    }

    /** What came, whatever it is; not counted as a problem. */
    Answer ask(String statement, Object... arguments) {
        Deadline until = deadline.earlier(RESERVE);
        if (until.isOver()) {
            return new Answer.Silence("no time was left to ask", false);
        }
        return client.ask(statement, List.of(arguments), until.orIn(each));
    }

    /** As {@link #rows}, in the time that is kept for it. */
    Optional<List<Answer.Row>> lastRows(String what, String statement) {
        return rows(what, client.ask(statement, List.of(), deadline));
    }

    /** The rows, or nothing, with the reason kept. */
    Optional<List<Answer.Row>> rows(String what, String statement, Object... arguments) {
        return rows(what, ask(statement, arguments));
    }

    Optional<List<Answer.Row>> rows(String what, Answer answer) {
        if (answer instanceof Answer.Rows rows) {
            return Optional.of(rows.rows());
        }
        if (problem.isEmpty()) {
            problem = answer.problem().map(text -> what + ": " + text);
        }
        return Optional.empty();
    }

    Optional<String> problem() {
        return problem;
    }

    @Override
    public void close() {
        client.close();
    }
}
