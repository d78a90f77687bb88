package dev.holdfast.engine.hook;

/** Webhooks cannot be used as they are written. */
public final class HookException extends Exception {

    private static final long serialVersionUID = 1;

    private final String remedy;

    HookException(String message, String remedy) {
        super(message);
        this.remedy = remedy;
    }

    public String remedy() {
        return remedy;
    }
}
