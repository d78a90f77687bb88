package dev.holdfast.mesos;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Cuts a RecordIO stream into records: a decimal length, a newline, that many bytes, and so on. */
final class RecordReader {

    private static final int MAX_LENGTH_DIGITS = 10;

    private final InputStream in;
    private final int maxRecordBytes;

    RecordReader(InputStream in, int maxRecordBytes) {
        this.in = new BufferedInputStream(in);
        this.maxRecordBytes = maxRecordBytes;
    }

    /**
     * Waits for the next record.
     *
     * @return empty if the stream ended where a record may end
     * @throws EOFException if it ended inside a record
     * @throws MalformedMessageException if it is not RecordIO, or a record is too long
     */
    Optional<byte[]> next() throws IOException {
        int first = in.read();
        if (first < 0) {
            return Optional.empty();
        }
        int length = length(first);
        byte[] record = in.readNBytes(length);
        if (record.length < length) {
            throw new EOFException("the stream ended after " + record.length + " of a record's " + length + " bytes");
        }
        return Optional.of(record);
    }

    private int length(int first) throws IOException {
        long length = 0;
        int digits = 0;
        for (int c = first; c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the stream ended inside a record's length");
            }
            if (c < '0' || c > '9' || ++digits > MAX_LENGTH_DIGITS) {
                throw new MalformedMessageException("not a RecordIO stream: a length cannot contain byte " + c);
            }
            length = length * 10 + (c - '0');
        }
        if (digits == 0) {
            throw new MalformedMessageException("not a RecordIO stream: a record has no length");
        }
        if (length > maxRecordBytes) {
            throw new MalformedMessageException(
                    "a record of " + length + " bytes is longer than the " + maxRecordBytes + " allowed");
        }
        return (int) length;
    }
}
