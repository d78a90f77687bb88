package dev.holdfast.simulation;

/** Something happened that must never happen, whatever goes wrong. */
final class BrokenPromise extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String promise;

    /** @param promise its short name, by which mutants say what catches them */
    BrokenPromise(String promise, String text) {
        super(promise + ": " + text);
        this.promise = promise;
    }

    String promise() {
        return promise;
    }
}
