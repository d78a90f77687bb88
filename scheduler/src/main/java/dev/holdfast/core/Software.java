package dev.holdfast.core;

import java.util.List;

/** How far a set of files that nodes need is. */
public sealed interface Software {

    /** All there, checksums known. */
    record Ready(List<File> files) implements Software {
        public Ready {
            files = List.copyOf(files);
        }
    }

    /** Being fetched; {@code progress} for people. */
    record Coming(String progress) implements Software {}

    /** Not asked for, or so long ago that it may be asked for again. */
    record Unasked() implements Software {}

    /** Cannot be had; tried again when asked for again. */
    record Missing(String cause, String remedy) implements Software {}

    /**
     * One file.
     *
     * @param path on the node, relative to the sandbox
     * @param sha256 hexadecimal
     */
    record File(String name, String path, String sha256, long size, boolean extract) {}
}
