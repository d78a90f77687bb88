package dev.holdfast.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * A file on its way into the cache: written, counted and digested in one pass. Closing it discards what was not
 * installed.
 */
final class Incoming implements AutoCloseable {

    private static final int BUFFER_BYTES = 1 << 17;

    private final ArtifactCache cache;
    private final Path temporary;
    private final FileChannel channel;
    private final DigestOutputStream out;
    private long size;
    private Optional<Sha256> sha256 = Optional.empty();

    Incoming(ArtifactCache cache, Path temporary, FileChannel channel, OutputStream out) {
        this.cache = cache;
        this.temporary = temporary;
        this.channel = channel;
        this.out = new DigestOutputStream(out, Sha256.start());
    }

    void write(byte[] buffer, int length) throws IOException {
        out.write(buffer, 0, length);
        size += length;
    }

    void copy(Path file) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                write(buffer, n);
            }
        }
    }

    long size() {
        return size;
    }

    /** The digest of what was written; nothing may be written after the first call. */
    Sha256 sha256() {
        if (sha256.isEmpty()) {
            MessageDigest digest = out.getMessageDigest();
            sha256 = Optional.of(Sha256.finish(digest.digest()));
        }
        return sha256.get();
    }

    /** Forces the content to disk and gives it its final name in the cache. */
    Path install() throws IOException {
        channel.force(true);
        out.close();
        ArtifactCache.protect(temporary);
        return cache.install(temporary, sha256());
    }

    @Override
    public void close() throws IOException {
        out.close();
        Files.deleteIfExists(temporary);
    }
}
