package dev.holdfast.placement;

/** A pattern that is no {@link Regex}. */
public final class RegexException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int position;

    RegexException(int position, String message) {
        super(message);
        this.position = position;
    }

    /** Where in the pattern, from 0. */
    public int position() {
        return position;
    }
}
