package dev.holdfast.node.backup;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where backups lie. Names are relative, with slashes; whatever is there under a name is there whole. */
interface Store {

    /** A small text; empty if there is none of that name. */
    Optional<String> read(String name) throws IOException;

    /** Puts a small text there, whole or not at all. */
    void write(String name, String text) throws IOException;

    /** Size of what is there in bytes; -1 if there is nothing. */
    long size(String name) throws IOException;

    /** Puts a copy of a file there, whole or not at all. */
    void put(Path file, String name) throws IOException;

    /** Fetches a copy into a file that is not there yet. */
    void get(String name, Path file) throws IOException;

    /** Names of directories directly below a name, sorted. */
    List<String> below(String name) throws IOException;
}
