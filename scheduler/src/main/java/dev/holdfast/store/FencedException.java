package dev.holdfast.store;

/**
 * This scheduler may write no more: another one leads, or nobody can tell any longer that none does. What the commit under way came
 * to is unknown, so its state must not be gone on with.
 */
public final class FencedException extends StoreException {

    private static final long serialVersionUID = 1;

    public FencedException(String cause, Throwable because) {
        super(cause, "start it again: it then stands by, or leads anew from what is stored", because);
    }
}
