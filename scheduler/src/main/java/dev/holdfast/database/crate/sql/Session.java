package dev.holdfast.database.crate.sql;

import java.util.List;

/** One piece of work under way, through one node. Every statement in it may be said twice. */
final class Session {

    private final SqlClient client;
    private final Deadline deadline;

    Session(SqlClient client, Deadline deadline) {
        this.client = client;
        this.deadline = deadline;
    }

    /** The rows; throws what CrateDB said if there are none. */
    Answer.Rows run(String statement, Object... arguments) throws ChoreFailedException {
        Answer answer = ask(statement, arguments);
        if (answer instanceof Answer.Rows rows) {
            return rows;
        }
        throw new ChoreFailedException(answer.problem().orElse("no answer"));
    }

    /** Nothing is asked any more by whoever may change nothing any more. */
    Answer ask(String statement, Object... arguments) throws ChoreFailedException {
        deadline.mustLast();
        return client.ask(statement, List.of(arguments), deadline);
    }

    /** A setting's value in force; empty if it has none. */
    String effective(String setting) throws ChoreFailedException {
        return Settings.read(run(Settings.ALL).rows()).getOrDefault(setting, "");
    }

    /** Sets it on one level. A transient value hides a persistent one. */
    void set(Level level, String setting, String value) throws ChoreFailedException {
        run("set global " + level.word + " \"" + setting + "\" = ?", value);
    }

    /** Takes it off both levels. */
    void reset(String setting) throws ChoreFailedException {
        run("reset global \"" + setting + "\"");
    }

    enum Level {
        TRANSIENT("transient"),
        PERSISTENT("persistent");

        private final String word;

        Level(String word) {
            this.word = word;
        }
    }
}
