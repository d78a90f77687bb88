package dev.holdfast.node.backup;

/** What cannot be done, and what a person can do about it. */
public class RefusedException extends Exception {

    private static final long serialVersionUID = 1;

    private final String remedy;

    RefusedException(String cause, String remedy) {
        super(cause);
        this.remedy = remedy;
    }

    public String remedy() {
        return remedy;
    }
}
