package dev.holdfast.crate.model.core;

import java.util.List;
import java.util.Optional;

/**
 * Everything a node does not decide itself. All calls come from the node's one thread, and all that is given back
 * comes on it.
 */
public interface World {
    /** Milliseconds. */
    long now();

    /** Never the same twice. */
    String newId();

    /** Best effort: what cannot be sent is lost, and {@link Node#lost} tells. */
    void send(String address, Wire message);

    /** Runs later, on the node's thread. */
    void after(long millis, Runnable task);

    /** Name of the machine. */
    String hostname();

    void log(String line);

    /** Ends the process after what was begun is answered. */
    void exit(int code);

    Files files();

    /** What a node keeps on disk. Everything written is there after a kill. */
    interface Files {
        Optional<byte[]> read(String name);

        void write(String name, byte[] content);

        /** Logs of shards that are there, as {@code index/shard}. */
        List<String> logs();

        List<String> log(String shard);

        void append(String shard, List<String> lines);

        /** Replaces a whole log. */
        void replace(String shard, List<String> lines);

        void drop(String shard);

        /** Size of the disk, bytes. */
        long total();

        long free();

        /** Reads or writes outside of the node's own directory: repositories. */
        List<String> foreign(String path);

        void writeForeign(String path, List<String> lines);

        void dropForeign(String path);
    }
}
