package dev.holdfast.database.crate.marathon;

/** The text cannot become a spec: cause and remedy. */
final class NotImportedException extends Exception {

    private static final long serialVersionUID = 1;

    private final String remedy;

    NotImportedException(String cause, String remedy) {
        super(cause);
        this.remedy = remedy;
    }

    String remedy() {
        return remedy;
    }
}
