package dev.holdfast.cli;

/** A command that did not do what it was asked: cause and remedy, one line each, and the exit code. */
public final class Failure extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int exitCode;
    private final String remedy;

    public Failure(int exitCode, String cause, String remedy) {
        super(cause);
        this.exitCode = exitCode;
        this.remedy = remedy;
    }

    public Failure(int exitCode, String cause, String remedy, Throwable because) {
        super(cause, because);
        this.exitCode = exitCode;
        this.remedy = remedy;
    }

    public int exitCode() {
        return exitCode;
    }

    /** What to do about it; may be empty. */
    public String remedy() {
        return remedy;
    }
}
