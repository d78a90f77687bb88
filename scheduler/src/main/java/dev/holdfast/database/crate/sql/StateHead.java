package dev.holdfast.database.crate.sql;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which cluster state a node holds: the head of {@code sys.cluster.state}, which CrateDB gives in binary from 6.4 on, and only to those
 * who may administrate it. First in it are the cluster's name, the state's version, the state's id, and soon after the term. Pure.
 *
 * @param version grows by one with every change
 * @param uuid new with every change
 * @param term grows with every election; 0 if not told
 */
record StateHead(long version, String uuid, long term) {

    /** So much of its text that the head is in it, however long the cluster's name; a multiple of base64's four. */
    private static final int ENOUGH = 800;

    static final String QUESTION = "select substr(state, 1, " + ENOUGH + ") from sys.cluster";

    private static final Pattern VERSION = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})\\..*");
    private static final int SINCE_MAJOR = 6;
    private static final int SINCE_MINOR = 4;

    private static final int CONTINUES = 0x80;
    private static final int BITS = 0x7f;
    private static final int TWO_BYTES = 0xc0;
    private static final int THREE_BYTES = 0xe0;

    /** Whether nodes of a version tell it at all. */
    static boolean isTold(String version) {
        Matcher parts = VERSION.matcher(version);
        if (!parts.matches()) {
            return false;
        }
        int major = Integer.parseInt(parts.group(1));
        int minor = Integer.parseInt(parts.group(2));
        return major > SINCE_MAJOR || (major == SINCE_MAJOR && minor >= SINCE_MINOR);
    }

    /** Empty for what is no such head, as where it is hidden behind asterisks. */
    static Optional<StateHead> decode(String base64) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(base64));
            text(bytes);
            long version = bytes.getLong();
            String uuid = text(bytes);
            return uuid.isEmpty() || version < 0
                    ? Optional.empty()
                    : Optional.of(new StateHead(version, uuid, term(bytes)));
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            return Optional.empty();
        }
    }

    /** Behind the highest table's number, the metadata's version, the cluster's id and whether that is settled. */
    private static long term(ByteBuffer bytes) {
        try {
            bytes.getInt();
            bytes.getLong();
            text(bytes);
            bytes.get();
            return Math.max(0, bytes.getLong());
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            return 0;
        }
    }

    /** A count of characters, then each in one to three bytes. */
    private static String text(ByteBuffer bytes) {
        int count = 0;
        int shift = 0;
        byte next = bytes.get();
        while ((next & CONTINUES) != 0 && shift < Integer.SIZE - 4) {
            count |= (next & BITS) << shift;
            shift += 7;
            next = bytes.get();
        }
        count |= (next & BITS) << shift;
        if (count < 0 || count > bytes.remaining()) {
            throw new IllegalArgumentException("no text of " + count + " characters");
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            int first = bytes.get() & 0xff;
            if (first < CONTINUES) {
                text.append((char) first);
            } else if ((first & THREE_BYTES) == TWO_BYTES) {
                text.append((char) (((first & 0x1f) << 6) | (bytes.get() & 0x3f)));
            } else {
                text.append((char) (((first & 0xf) << 12) | ((bytes.get() & 0x3f) << 6) | (bytes.get() & 0x3f)));
            }
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return version + "/" + uuid + (term > 0 ? "/" + term : "");
    }
}
