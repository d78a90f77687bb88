package dev.holdfast.database.cassandra.ring;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Asks a companion for its node's state: {@code GET /status}. The other side closes when it has said all. */
final class StatusDialogue implements Dialogue {

    /** A ring of a thousand nodes with sixteen tokens each is well below this. */
    private static final int LARGEST_ANSWER_BYTES = 4 * 1024 * 1024;

    private static final String END_OF_HEAD = "\r\n\r\n";
    private static final byte[] NOTHING = new byte[0];

    private final String host;
    private final ByteArrayOutputStream answer = new ByteArrayOutputStream();

    StatusDialogue(String host) {
        this.host = host;
    }

    @Override
    public byte[] opening() {
        // HTTP/1.0: no chunks.
        String text = "GET /status HTTP/1.0\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public byte[] heard(ByteBuffer more) {
        byte[] bytes = new byte[more.remaining()];
        more.get(bytes);
        answer.writeBytes(bytes);
        return NOTHING;
    }

    @Override
    public boolean isOver() {
        return answer.size() > LARGEST_ANSWER_BYTES;
    }

    /** The body of a whole answer with status 200. */
    Optional<String> body() {
        String text = answer.toString(StandardCharsets.UTF_8);
        int headEnd = text.indexOf(END_OF_HEAD);
        boolean good = text.startsWith("HTTP/1.") && text.startsWith(" 200", "HTTP/1.x".length());
        return good && headEnd > 0 ? Optional.of(text.substring(headEnd + END_OF_HEAD.length())) : Optional.empty();
    }
}
