package dev.holdfast.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Text as bytes: short as it is, so that a person can read it with ZooKeeper's own tool; long packed by gzip. */
final class Packed {

    /** Shorter texts stay readable. */
    private static final int LONG = 1024;

    /** What nobody of us has packed is not unpacked further than to this. */
    private static final int MOST = 256 << 20;

    private static final int MAGIC_1 = 0x1f;
    private static final int MAGIC_2 = 0x8b;

    private Packed() {}

    static byte[] pack(String text) {
        byte[] plain = text.getBytes(StandardCharsets.UTF_8);
        if (plain.length < LONG) {
            return plain;
        }
        ByteArrayOutputStream packed = new ByteArrayOutputStream(plain.length / 4);
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    static String unpack(byte[] bytes) {
        if (bytes.length < 2 || (bytes[0] & 0xff) != MAGIC_1 || (bytes[1] & 0xff) != MAGIC_2) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            byte[] plain = in.readNBytes(MOST);
            if (plain.length == MOST) {
                throw new IllegalArgumentException("it is longer than " + MOST + " bytes");
            }
            return new String(plain, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalArgumentException("it cannot be unpacked: " + e.getMessage(), e);
        }
    }
}
