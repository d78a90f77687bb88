package dev.holdfast.database.cassandra.ring;

import java.nio.ByteBuffer;

/** What is said on one connection, and what becomes of the answers. Used by one thread. */
interface Dialogue {

    /** What to say as soon as somebody listens. */
    byte[] opening();

    /**
     * Takes what was answered since.
     *
     * @return what to say next; empty to wait for more
     */
    byte[] heard(ByteBuffer answer);

    /** Whether there is nothing left to hear. */
    boolean isOver();
}
