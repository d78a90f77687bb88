package dev.holdfast.store;

/** State that cannot be read or written: says the cause, and what to do about it. */
public sealed class StoreException extends RuntimeException permits FencedException {

    private static final long serialVersionUID = 1;

    private final String remedy;

    public StoreException(String cause, String remedy, Throwable because) {
        super(cause, because);
        this.remedy = remedy;
    }

    /** What to do about it, in one line. */
    public String remedy() {
        return remedy;
    }
}
