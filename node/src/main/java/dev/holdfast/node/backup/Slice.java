package dev.holdfast.node.backup;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A piece of what another stream has. */
final class Slice extends FilterInputStream {

    private long left;

    /** Skips to where the piece begins. */
    Slice(InputStream whole, long from, long length) throws IOException {
        super(whole);
        whole.skipNBytes(from);
        this.left = length;
    }

    @Override
    public int read() throws IOException {
        if (left <= 0) {
            return -1;
        }
        int read = super.read();
        left -= read < 0 ? 0 : 1;
        return read;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (left <= 0 && length > 0) {
            return -1;
        }
        int read = super.read(buffer, offset, (int) Math.min(length, left));
        left -= Math.max(0, read);
        return read;
    }
}
