package dev.holdfast.database.cassandra.ring;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/**
 * A dialogue within TLS.
 *
 * <ol>
 *   <li>What is heard is kept until it is a whole record; then it is unwrapped, which may want something said before there is more.
 *   <li>When the handshake is over, the dialogue inside opens. What it says is wrapped, what is meant for it unwrapped.
 *   <li>Whatever the engine does not like ends it: the other side is not believed, or does not speak TLS.
 * </ol>
 */
final class SecureDialogue implements Dialogue {

    /** Far above what one look brings. */
    private static final int LARGEST_HEARD = 1024 * 1024;

    private static final byte[] NOTHING = new byte[0];

    private final SSLEngine engine;
    private final Dialogue inner;
    private byte[] unread = NOTHING;
    private boolean opened;
    private boolean over;

    SecureDialogue(SSLEngine engine, Dialogue inner) {
        this.engine = engine;
        this.inner = inner;
    }

    @Override
    public boolean isOver() {
        return over || inner.isOver();
    }

    @Override
    public byte[] opening() {
        return heard(ByteBuffer.allocate(0));
    }

    @Override
    public byte[] heard(ByteBuffer answer) {
        int before = unread.length;
        unread = Arrays.copyOf(unread, before + answer.remaining());
        answer.get(unread, before, unread.length - before);
        ByteArrayOutputStream say = new ByteArrayOutputStream();
        try {
            if (unread.length > LARGEST_HEARD) {
                throw new SSLException("more than one look brings");
            }
            goOn(say);
        } catch (SSLException e) {
            over = true;
        }
        return say.toByteArray();
    }

    private void goOn(ByteArrayOutputStream say) throws SSLException {
        if (engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING && !opened) {
            engine.beginHandshake();
        }
        ByteBuffer heard = ByteBuffer.wrap(unread);
        boolean more = true;
        while (more && !isOver()) {
            more = switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> {
                    for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                        task.run();
                    }
                    yield true;
                }
                case NEED_WRAP -> wrap(NOTHING, say);
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> unwrap(heard, say);
                case NOT_HANDSHAKING, FINISHED -> open(say) || unwrap(heard, say);
            };
        }
        unread = Arrays.copyOfRange(unread, heard.position(), unread.length);
    }

    /** Once; whether it was now. */
    private boolean open(ByteArrayOutputStream say) throws SSLException {
        if (opened) {
            return false;
        }
        opened = true;
        return wrap(inner.opening(), say);
    }

    private boolean wrap(byte[] words, ByteArrayOutputStream say) throws SSLException {
        ByteBuffer plain = ByteBuffer.wrap(words);
        do {
            ByteBuffer record = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
            SSLEngineResult result = engine.wrap(plain, record);
            if (result.getStatus() != SSLEngineResult.Status.OK) {
                throw new SSLException("nothing more can be said: " + result.getStatus());
            }
            say.write(record.array(), 0, record.position());
        } while (plain.hasRemaining());
        return true;
    }

    /** Whether anything was understood. */
    private boolean unwrap(ByteBuffer heard, ByteArrayOutputStream say) throws SSLException {
        ByteBuffer plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
        SSLEngineResult result = engine.unwrap(heard, plain);
        switch (result.getStatus()) {
            case BUFFER_UNDERFLOW -> {
                return false;
            }
            case CLOSED, BUFFER_OVERFLOW -> over = true;
            case OK -> {
                if (plain.position() > 0) {
                    byte[] words = inner.heard(plain.flip());
                    if (words.length > 0) {
                        wrap(words, say);
                    }
                }
            }
        }
        return result.bytesConsumed() > 0 || engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING;
    }
}
