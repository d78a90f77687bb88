package dev.holdfast.database.crate.sql;

/** CrateDB did not do, or did not answer, what it was asked; the message is one line for people. */
public final class ChoreFailedException extends Exception {

    private static final long serialVersionUID = 1L;

    ChoreFailedException(String message) {
        super(message);
    }
}
