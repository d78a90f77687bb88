package dev.holdfast.database.kafka.admin;

import dev.holdfast.database.NodeView;
import dev.holdfast.database.kafka.KafkaIds;
import dev.holdfast.model.NodeId;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Knocks at the ports of all nodes at once, and asks each status endpoint, on the calling thread: one selector, one
 * deadline, so that one silent host costs no more than the deadline and no thread.
 */
final class ReachProbe {

    private static final int LARGEST_ANSWER_BYTES = 8 * 1024;

    private ReachProbe() {}

    static Reach of(Iterable<NodeView> nodes, Deadline deadline) {
        List<Knock> knocks = new ArrayList<>();
        try (Selector selector = Selector.open()) {
            for (NodeView node : nodes) {
                begin(selector, node, portName(node.id()), false).ifPresent(knocks::add);
                begin(selector, node, KafkaIds.STATUS_PORT, true).ifPresent(knocks::add);
            }
            while (knocks.stream().anyMatch(knock -> knock.channel.isOpen()) && !deadline.isOver()) {
                selector.select(ReachProbe::proceed, deadline.leftMillis());
            }
        } catch (IOException e) {
            // No selector: nothing was reached, which is what an empty answer says.
            return new Reach(new TreeMap<>(), new TreeMap<>());
        } finally {
            knocks.forEach(Knock::close);
        }
        TreeMap<NodeId, Boolean> open = new TreeMap<>();
        TreeMap<NodeId, String> status = new TreeMap<>();
        for (Knock knock : knocks) {
            if (knock.asks) {
                knock.body().ifPresent(body -> status.put(knock.node, body));
            } else {
                open.put(knock.node, knock.connected);
            }
        }
        return new Reach(open, status);
    }

    private static String portName(NodeId node) {
        return node.group().equals(KafkaIds.CONTROLLER) ? KafkaIds.CONTROLLER_PORT : KafkaIds.CLIENT_PORT;
    }

    private static Optional<Knock> begin(Selector selector, NodeView node, String portName, boolean asks) {
        Integer port = node.ports().get(portName);
        if (!node.placed() || port == null || node.address().isEmpty()) {
            return Optional.empty();
        }
        try {
            SocketChannel channel = SocketChannel.open();
            Knock knock = new Knock(node.id(), channel, asks, node.address() + ":" + port);
            try {
                channel.configureBlocking(false);
                channel.connect(new InetSocketAddress(node.address(), port));
                channel.register(selector, SelectionKey.OP_CONNECT, knock);
            } catch (IOException | UnresolvedAddressException e) {
                knock.close();
            }
            return Optional.of(knock);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static void proceed(SelectionKey key) {
        Knock knock = (Knock) key.attachment();
        try {
            if (knock.proceed(key)) {
                return;
            }
        } catch (IOException e) {
            // Refused or reset: the knock stays unanswered.
        }
        key.cancel();
        knock.close();
    }

    /** One connection under way. */
    private static final class Knock {

        private final NodeId node;
        private final SocketChannel channel;
        private final boolean asks;
        private final ByteBuffer request;
        private final ByteBuffer answer;
        private boolean connected;

        Knock(NodeId node, SocketChannel channel, boolean asks, String host) {
            this.node = node;
            this.channel = channel;
            this.asks = asks;
            // HTTP/1.0: no chunks, and the other side closes when it has said all.
            String text = "GET /status HTTP/1.0\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
            this.request = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
            this.answer = ByteBuffer.allocate(asks ? LARGEST_ANSWER_BYTES : 0);
        }

        /** Whether there is more to come. */
        boolean proceed(SelectionKey key) throws IOException {
            if (key.isConnectable()) {
                connected = channel.finishConnect();
                if (!asks) {
                    return false;
                }
                key.interestOps(SelectionKey.OP_WRITE);
            } else if (key.isWritable()) {
                channel.write(request);
                if (!request.hasRemaining()) {
                    key.interestOps(SelectionKey.OP_READ);
                }
            } else if (key.isReadable()) {
                return channel.read(answer) >= 0 && answer.hasRemaining();
            }
            return true;
        }

        /** The body of a whole answer with status 200. */
        Optional<String> body() {
            String text = new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8);
            int headEnd = text.indexOf("\r\n\r\n");
            boolean good = text.startsWith("HTTP/1.") && text.startsWith(" 200", "HTTP/1.x".length());
            return good && headEnd > 0 ? Optional.of(text.substring(headEnd + 4)) : Optional.empty();
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
