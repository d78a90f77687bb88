package dev.holdfast.database.cassandra.ring;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Asks a node one query through its native port, in version 4 of the protocol: STARTUP, answered by READY, then a query of its own table, answered by rows.
 * A node that wants a password first is taken to answer too: it read the question, and nobody gave us one.
 *
 * <p>A frame is a head of nine bytes (version, flags, two of stream, operation, four of length) and a body.
 */
final class QueryDialogue implements Dialogue {

    private static final String QUERY = "SELECT release_version FROM system.local";

    private static final int HEAD_BYTES = 9;
    private static final int LENGTH_AT = 5;
    private static final int OPERATION_AT = 4;
    private static final byte VERSION = 4;

    private static final int STARTUP = 0x01;
    private static final int READY = 0x02;
    private static final int AUTHENTICATE = 0x03;
    private static final int ASK = 0x07;
    private static final int RESULT = 0x08;
    private static final int ROWS = 2;
    private static final short ONE = 1;

    /** Our answers are a few hundred bytes; a longer one is not Cassandra's. */
    private static final int LARGEST_FRAME = 64 * 1024;

    private static final byte[] NOTHING = new byte[0];

    private final ByteArrayOutputStream unread = new ByteArrayOutputStream();
    private boolean over;
    private boolean answered;

    /** Whether the query was answered. */
    boolean isAnswered() {
        return answered;
    }

    @Override
    public boolean isOver() {
        return over;
    }

    @Override
    public byte[] opening() {
        byte[] key = "CQL_VERSION".getBytes(StandardCharsets.US_ASCII);
        byte[] value = "3.0.0".getBytes(StandardCharsets.US_ASCII);
        ByteBuffer body = ByteBuffer.allocate(Short.BYTES * 3 + key.length + value.length);
        body.putShort(ONE).putShort((short) key.length).put(key);
        body.putShort((short) value.length).put(value);
        return frame(STARTUP, body.array());
    }

    @Override
    public byte[] heard(ByteBuffer more) {
        byte[] bytes = new byte[more.remaining()];
        more.get(bytes);
        unread.writeBytes(bytes);
        ByteBuffer frame = ByteBuffer.wrap(unread.toByteArray());
        if (frame.remaining() < HEAD_BYTES) {
            return NOTHING;
        }
        int length = frame.getInt(LENGTH_AT);
        if (length < 0 || length > LARGEST_FRAME) {
            over = true;
            return NOTHING;
        }
        if (frame.remaining() < HEAD_BYTES + length) {
            return NOTHING;
        }
        unread.reset();
        return take(frame.get(OPERATION_AT), length < Integer.BYTES ? 0 : frame.getInt(HEAD_BYTES));
    }

    private byte[] take(int operation, int kind) {
        if (operation == READY) {
            byte[] query = QUERY.getBytes(StandardCharsets.US_ASCII);
            ByteBuffer body = ByteBuffer.allocate(Integer.BYTES + query.length + Short.BYTES + 1);
            // Consistency ONE, no flags.
            body.putInt(query.length).put(query).putShort(ONE).put((byte) 0);
            return frame(ASK, body.array());
        }
        answered = operation == AUTHENTICATE || (operation == RESULT && kind == ROWS);
        over = true;
        return NOTHING;
    }

    private static byte[] frame(int operation, byte[] body) {
        ByteBuffer frame = ByteBuffer.allocate(HEAD_BYTES + body.length);
        frame.put(VERSION).put((byte) 0).putShort((short) 0).put((byte) operation);
        return frame.putInt(body.length).put(body).array();
    }
}
