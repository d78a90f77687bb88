package dev.holdfast.node.backup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256. */
final class Checksum {

    private static final int AT_ONCE = 1 << 16;

    private Checksum() {}

    static String of(Path file) throws IOException {
        return of(file, 0, Files.size(file));
    }

    static String of(byte[] bytes) {
        return HexFormat.of().formatHex(sha256().digest(bytes));
    }

    /** Of a piece of it. */
    static String of(Path file, long from, long length) throws IOException {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[AT_ONCE];
        try (InputStream in = new Slice(Files.newInputStream(file), from, length)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
