package dev.holdfast.node.backup;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where backups lie. Names are relative, with slashes; whatever is there under a name is there whole. */
interface Store {

    /** A small text; empty if there is none of that name. */
    Optional<String> read(String name) throws IOException, RefusedException;

    /** Puts a small text there, whole or not at all. */
    void write(String name, String text) throws IOException, RefusedException;

    /** Size of what is there in bytes; -1 if there is nothing. */
    long size(String name) throws IOException, RefusedException;

    /** Puts a copy of a file, which has this SHA-256, there, whole or not at all. */
    void put(Path file, String sha256, String name) throws IOException, RefusedException;

    /** Fetches a copy into a file that is not there yet. */
    void get(String name, Path file) throws IOException, RefusedException;

    /** Names of directories directly below a name, sorted. */
    List<String> below(String name) throws IOException, RefusedException;

    /** Takes away what is under a name and below it; nothing there is no fault. */
    void delete(String name) throws IOException, RefusedException;
}
