package dev.holdfast.database.cassandra.ring;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Leads all dialogues of a look at once, on the calling thread: one selector, one deadline, so that one silent host costs no more than the
 * deadline and no thread.
 */
final class Round implements AutoCloseable {

    private static final int READ_BYTES = 16 * 1024;

    private final Selector selector;
    private final List<Line> lines = new ArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);

    Round() throws IOException {
        this.selector = Selector.open();
    }

    /** One that cannot even begin stays unanswered. */
    void begin(String address, int port, Dialogue dialogue) throws IOException {
        SocketChannel channel = SocketChannel.open();
        Line line = new Line(channel, dialogue);
        lines.add(line);
        try {
            channel.configureBlocking(false);
            channel.connect(new InetSocketAddress(address, port));
            channel.register(selector, SelectionKey.OP_CONNECT, line);
        } catch (IOException | UnresolvedAddressException e) {
            line.close();
        }
    }

    /** Until all are over, or the deadline is. */
    void lead(long deadlineNanos) throws IOException {
        while (lines.stream().anyMatch(line -> line.channel.isOpen())) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
            if (left <= 0) {
                return;
            }
            selector.select(this::proceed, left);
        }
    }

    private void proceed(SelectionKey key) {
        Line line = (Line) key.attachment();
        try {
            if (line.proceed(key, buffer)) {
                return;
            }
        } catch (IOException e) {
            // Refused or reset: what was not answered stays so.
        }
        key.cancel();
        line.close();
    }

    @Override
    public void close() throws IOException {
        lines.forEach(Line::close);
        selector.close();
    }

    /** One connection under way. */
    private static final class Line {

        private final SocketChannel channel;
        private final Dialogue dialogue;
        private ByteBuffer toSay = ByteBuffer.allocate(0);

        Line(SocketChannel channel, Dialogue dialogue) {
            this.channel = channel;
            this.dialogue = dialogue;
        }

        /** Whether there is more to come. */
        boolean proceed(SelectionKey key, ByteBuffer buffer) throws IOException {
            if (key.isConnectable()) {
                channel.finishConnect();
                say(key, dialogue.opening());
            } else if (key.isWritable()) {
                channel.write(toSay);
                if (!toSay.hasRemaining()) {
                    key.interestOps(SelectionKey.OP_READ);
                }
            } else if (key.isReadable()) {
                buffer.clear();
                if (channel.read(buffer) < 0) {
                    return false;
                }
                say(key, dialogue.heard(buffer.flip()));
                return !dialogue.isOver();
            }
            return true;
        }

        private void say(SelectionKey key, byte[] words) {
            if (words.length > 0) {
                toSay = ByteBuffer.wrap(words);
                key.interestOps(SelectionKey.OP_WRITE);
            }
        }

        void close() {
            try {
                channel.close();
            } catch (IOException e) {
                // Nothing is lost with a connection we are done with.
            }
        }
    }
}
