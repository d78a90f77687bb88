package dev.holdfast.node.backup;

import java.nio.file.Path;
import java.util.Map;

/** The store that a location names. */
final class Stores {

    private Stores() {}

    /** @param environment where keys are */
    static Store open(String location, Map<String, String> environment) throws RefusedException {
        if (!S3Location.isMeant(location)) {
            return new DirectoryStore(directory(location));
        }
        try {
            return new S3Store(S3Location.parse(location), S3Keys.of(environment));
        } catch (IllegalArgumentException e) {
            throw new RefusedException(String.valueOf(e.getMessage()), "see backup-location");
        }
    }

    private static Path directory(String location) throws RefusedException {
        Path root = Path.of(location);
        if (!root.isAbsolute()) {
            throw new RefusedException(
                    "'" + root + "' is not a whole path",
                    "name a directory that every agent has mounted, as /mnt/backups, or " + S3Location.SCHEME
                            + "BUCKET");
        }
        return root;
    }
}
