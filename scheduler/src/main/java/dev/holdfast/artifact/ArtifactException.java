package dev.holdfast.artifact;

/** Something about an artifact went wrong, in one line of cause and one line of remedy. */
public final class ArtifactException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String reason;
    private final String remedy;

    public ArtifactException(String reason, String remedy) {
        super(reason + "\n" + remedy);
        this.reason = reason;
        this.remedy = remedy;
    }

    public ArtifactException(String reason, String remedy, Throwable cause) {
        super(reason + "\n" + remedy, cause);
        this.reason = reason;
        this.remedy = remedy;
    }

    /** What went wrong. */
    public String reason() {
        return reason;
    }

    /** What the user can do about it. */
    public String remedy() {
        return remedy;
    }
}
