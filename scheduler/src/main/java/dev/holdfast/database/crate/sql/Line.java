package dev.holdfast.database.crate.sql;

import java.io.IOException;

/** A way to ask one node one thing after the other. For one thread. */
interface Line extends AutoCloseable {

    /** A whole answer. */
    record Reply(int status, String body) {}

    /**
     * Asks once.
     *
     * @param headers beside those that every request has, each ended by CR LF
     */
    Reply exchange(String method, String path, String headers, byte[] body, Deadline deadline) throws IOException;

    @Override
    void close();
}
