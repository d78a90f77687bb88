package dev.holdfast.artifact;

/**
 * One file that a database needs, pinned by its content.
 *
 * @param name the file name it gets beside the database, without directories
 * @param sha256 the digest its content must have
 * @param size its length in bytes
 * @param source where it comes from
 */
public record Artifact(String name, Sha256 sha256, long size, ArtifactSource source) {

    public Artifact {
        if (!isFileName(name)) {
            throw new IllegalArgumentException("'" + name + "' is not a plain file name");
        }
        if (size < 0) {
            throw new IllegalArgumentException(name + ": a size cannot be negative: " + size);
        }
    }

    /**
     * A name that is safe as one segment of a path, a URL and a class path alike: no separators of any of the three,
     * and not hidden.
     */
    static boolean isFileName(String name) {
        return !name.isEmpty()
                && !name.startsWith(".")
                && name.chars().allMatch(c -> Character.isLetterOrDigit(c) || "._+-~@=,".indexOf(c) >= 0);
    }
}
