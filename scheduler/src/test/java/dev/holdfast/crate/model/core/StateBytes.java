package dev.holdfast.crate.model.core;

import dev.holdfast.crate.model.state.ClusterState;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.UUID;

/**
 * The head of {@code sys.cluster.state} as 6.4 writes it: cluster, version and uuid of the state, uuid of the
 * cluster, term, voting
 * configuration twice (committed and accepted), voting exclusions, transient and persistent settings. What follows in
 * the real one is left out.
 */
final class StateBytes {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private StateBytes() {}

    static String of(ClusterState state) {
        StateBytes out = new StateBytes();
        out.text(state.cluster());
        out.number(state.version());
        out.text(uuid(state));
        out.bytes.writeBytes(
                ByteBuffer.allocate(4).putInt(state.tables().size()).array());
        out.number(state.version());
        out.text(state.uuid().isEmpty() ? "_na_" : state.uuid());
        out.bytes.write(state.uuid().isEmpty() ? 0 : 1);
        out.number(state.term());
        out.texts(state.agreedVoting());
        out.texts(state.voting());
        out.count(0);
        out.settings(state.passing());
        out.settings(state.lasting());
        return Base64.getEncoder().encodeToString(out.bytes.toByteArray());
    }

    /** The same for the same state, wherever it is asked for. */
    private static String uuid(ClusterState state) {
        String name = state.uuid() + "/" + state.term() + "/" + state.version();
        UUID uuid = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
        byte[] both = ByteBuffer.allocate(16)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(both);
    }

    private void number(long value) {
        bytes.writeBytes(ByteBuffer.allocate(8).putLong(value).array());
    }

    private void count(int value) {
        int left = value;
        while ((left & ~0x7f) != 0) {
            bytes.write((left & 0x7f) | 0x80);
            left >>>= 7;
        }
        bytes.write(left);
    }

    /** Length in characters, then each in one to three bytes. */
    private void text(String value) {
        count(value.length());
        for (int i = 0; i < value.length(); i++) {
            int c = value.charAt(i);
            if (c < 0x80) {
                bytes.write(c);
            } else if (c < 0x800) {
                bytes.write(0xc0 | (c >> 6));
                bytes.write(0x80 | (c & 0x3f));
            } else {
                bytes.write(0xe0 | (c >> 12));
                bytes.write(0x80 | ((c >> 6) & 0x3f));
                bytes.write(0x80 | (c & 0x3f));
            }
        }
    }

    private void texts(SortedSet<String> values) {
        count(values.size());
        values.forEach(this::text);
    }

    private void settings(SortedMap<String, String> settings) {
        count(settings.size());
        settings.forEach((name, value) -> {
            text(name);
            bytes.write(0);
            text(value);
        });
    }
}
