package dev.holdfast.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Znodes to write whole or to delete: at most one change each, the last one that was said. */
final class Batch {

    /** A ZooKeeper takes a megabyte at once; names, versions and the ops themselves need some of it. */
    static final int MOST_BYTES = 700_000;

    private static final int MOST_OPS = 1_000;
    private static final int BYTES_BESIDE_DATA = 200;
    private static final int GONE = -1;

    private final Map<String, Optional<byte[]>> changes = new LinkedHashMap<>();

    void put(String path, byte[] data) {
        changes.put(path, Optional.of(data));
    }

    void drop(String path) {
        changes.put(path, Optional.empty());
    }

    Map<String, Optional<byte[]>> changes() {
        return changes;
    }

    /** The longest data of all. */
    Optional<Map.Entry<String, Optional<byte[]>>> tooLong() {
        return changes.entrySet().stream()
                .filter(change -> change.getValue()
                        .filter(data -> data.length > MOST_BYTES)
                        .isPresent())
                .findFirst();
    }

    /** Parts that each fit into one transaction; only one if all of it does. */
    List<Batch> parts() {
        List<Batch> parts = new ArrayList<>();
        Batch part = new Batch();
        long bytes = 0;
        for (Map.Entry<String, Optional<byte[]>> change : changes.entrySet()) {
            long size = (long) BYTES_BESIDE_DATA
                    + change.getValue().map(data -> data.length).orElse(0);
            if (!part.changes.isEmpty() && (bytes + size > MOST_BYTES || part.changes.size() >= MOST_OPS)) {
                parts.add(part);
                part = new Batch();
                bytes = 0;
            }
            part.changes.put(change.getKey(), change.getValue());
            bytes += size;
        }
        parts.add(part);
        return parts;
    }

    byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(changes.size());
            for (Map.Entry<String, Optional<byte[]>> change : changes.entrySet()) {
                out.writeUTF(change.getKey());
                byte[] data = change.getValue().orElse(new byte[0]);
                out.writeInt(change.getValue().isPresent() ? data.length : GONE);
                out.write(data);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static Batch read(byte[] bytes) {
        Batch batch = new Batch();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int count = in.readInt();
            for (int i = 0; i < count; i++) {
                String path = in.readUTF();
                int length = in.readInt();
                if (length == GONE) {
                    batch.drop(path);
                } else {
                    batch.put(path, in.readNBytes(length));
                }
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("a part of the journal cannot be read: " + e.getMessage(), e);
        }
        return batch;
    }
}
