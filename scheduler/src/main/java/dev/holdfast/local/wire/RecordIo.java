package dev.holdfast.local.wire;

import java.nio.charset.StandardCharsets;

/** Writes records the way Mesos streams them: the length in decimal digits, a newline, then that many bytes. */
public final class RecordIo {

    /** Longest record accepted or written, in bytes; a full state of ten thousand agents stays below it. */
    public static final int MAX_RECORD_BYTES = 64 * 1024 * 1024;

    private RecordIo() {}

    /** The record with its length in front. */
    public static byte[] frame(byte[] record) {
        if (record.length > MAX_RECORD_BYTES) {
            throw new IllegalArgumentException(
                    "record of " + record.length + " bytes is longer than " + MAX_RECORD_BYTES);
        }
        byte[] head = (record.length + "\n").getBytes(StandardCharsets.US_ASCII);
        byte[] framed = new byte[head.length + record.length];
        System.arraycopy(head, 0, framed, 0, head.length);
        System.arraycopy(record, 0, framed, head.length, record.length);
        return framed;
    }
}
