package dev.holdfast.local.wire;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Reads RecordIO records from a stream, one after the other; for one thread. */
public final class RecordReader implements AutoCloseable {

    private static final int MAX_LENGTH_DIGITS = 9;

    private final InputStream in;

    public RecordReader(InputStream in) {
        this.in = in instanceof BufferedInputStream ? in : new BufferedInputStream(in);
    }

    /**
     * The next record, or empty when the stream ended between two records.
     *
     * @throws IOException when the stream breaks, ends inside a record, or is no RecordIO
     */
    public Optional<byte[]> next() throws IOException {
        int length = 0;
        int digits = 0;
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0 && digits == 0) {
                return Optional.empty();
            }
            if (c < '0' || c > '9' || ++digits > MAX_LENGTH_DIGITS) {
                throw new IOException("not a record length: " + (c < 0 ? "end of stream" : "byte " + c));
            }
            length = length * 10 + (c - '0');
        }
        if (digits == 0 || length > RecordIo.MAX_RECORD_BYTES) {
            throw new IOException("not a record length: " + (digits == 0 ? "empty" : length));
        }
        byte[] record = in.readNBytes(length);
        if (record.length < length) {
            throw new IOException("stream ended " + (length - record.length) + " bytes before the end of a record");
        }
        return Optional.of(record);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
