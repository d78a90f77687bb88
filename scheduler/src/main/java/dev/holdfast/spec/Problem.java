package dev.holdfast.spec;

/**
 * Something wrong with what a user gave us.
 *
 * @param path where, as in {@code groups.broker.memory}; empty for the whole
 * @param line in the text it came from, counted from 1; 0 if it came from no text
 * @param message what is wrong, in one line
 * @param remedy what to do about it, in one line
 */
public record Problem(String path, int line, String message, String remedy) {

    public static Problem of(String path, String message, String remedy) {
        return new Problem(path, 0, message, remedy);
    }

    @Override
    public String toString() {
        String where = (line > 0 ? "line " + line + ": " : "") + (path.isEmpty() ? "" : path + ": ");
        return where + message + (remedy.isEmpty() ? "" : " (" + remedy + ")");
    }
}
