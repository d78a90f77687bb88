package dev.holdfast.database;

import dev.holdfast.spec.Descriptor;
import java.util.List;
import java.util.Optional;

/** Everything Holdfast knows of one database. */
public interface DatabasePackage {

    Descriptor descriptor();

    Rules rules();

    /** Opens what talks to running clusters of this database. One for the whole process; safe for many threads. */
    Driver driver();

    /** The text of the lock file that pins a set of software which launches of this package name; empty if it has none. */
    Optional<String> lockFile(String software);

    /**
     * The usual address of a set of software that is one file, such as a release's tarball, which no lock file pins; empty if there
     * is none. Asked only where neither the spec nor a lock file says where the set comes from.
     */
    default Optional<String> download(String software) {
        return Optional.empty();
    }

    /** What a class-data archive for a set of software is made of; empty if none is worth it. */
    Optional<ClassData> classData(String software);

    /**
     * What a class-data archive is made of.
     *
     * @param before set of software that stands before this one on every class path
     * @param classList in the JVM's format, one class a line
     */
    record ClassData(String before, List<String> classList) {}
}
