package dev.holdfast.mesos;

import java.io.IOException;

/** The operator API did not give what was asked; the message says why and what to do about it. */
public final class OperatorException extends IOException {

    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /** What can be done differs: closed needs a person, unreachable needs patience, missing may come to be. */
    public enum Kind {
        /** Not for our principal. */
        CLOSED,
        /** No answer. */
        UNREACHABLE,
        /** No such file, or no such API. */
        MISSING,
        /** Any other refusal, or an answer that makes no sense. */
        FAILED
    }

    public OperatorException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    OperatorException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
