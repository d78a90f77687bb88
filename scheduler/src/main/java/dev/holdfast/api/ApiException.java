package dev.holdfast.api;

/** The API cannot be served: cause and remedy, one line each. */
public final class ApiException extends Exception {

    private static final long serialVersionUID = 1;

    private final String remedy;

    public ApiException(String cause, String remedy) {
        super(cause);
        this.remedy = remedy;
    }

    public ApiException(String cause, String remedy, Throwable because) {
        super(cause, because);
        this.remedy = remedy;
    }

    /** What to do about it, in one line. */
    public String remedy() {
        return remedy;
    }
}
