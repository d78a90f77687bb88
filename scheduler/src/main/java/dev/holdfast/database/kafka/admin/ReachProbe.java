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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Asks every node's status endpoint at once, and knocks at Kafka's ports, on the calling thread: one selector, one deadline for a
 * round, so that one silent host costs no more than that and no thread.
 *
 * <p>At brokers that answer for themselves nobody knocks: a connection costs a broker more than its answer, most of all one that is
 * just starting.
 */
final class ReachProbe {

    private static final int LARGEST_ANSWER_BYTES = 8 * 1024;

    private ReachProbe() {}

    /** @param each the longest time for each of the two rounds: answers, then knocks at brokers without one */
    static Reach of(Collection<NodeView> nodes, Deadline deadline, Duration each) {
        List<Knock> first = new ArrayList<>();
        for (NodeView node : nodes) {
            begin(node, KafkaIds.STATUS_PORT, true).ifPresent(first::add);
            if (isController(node.id())) {
                begin(node, KafkaIds.CONTROLLER_PORT, false).ifPresent(first::add);
            }
        }
        run(first, deadline.orIn(each));
        TreeMap<NodeId, String> status = new TreeMap<>();
        first.stream()
                .filter(knock -> knock.asks)
                .forEach(knock -> knock.body().ifPresent(body -> status.put(knock.node, body)));
        List<Knock> second = new ArrayList<>();
        for (NodeView node : nodes) {
            if (!isController(node.id()) && !status.containsKey(node.id())) {
                begin(node, KafkaIds.CLIENT_PORT, false).ifPresent(second::add);
            }
        }
        run(second, deadline.orIn(each));
        TreeMap<NodeId, Boolean> open = new TreeMap<>();
        Stream.concat(first.stream(), second.stream())
                .filter(knock -> !knock.asks)
                .forEach(knock -> open.put(knock.node, knock.connected));
        return new Reach(open, status);
    }

    private static boolean isController(NodeId node) {
        return node.group().equals(KafkaIds.CONTROLLER);
    }

    /** Until each has its answer or none, or the time is over; then they are closed. */
    private static void run(List<Knock> knocks, Deadline deadline) {
        if (knocks.isEmpty()) {
            return;
        }
        try (Selector selector = Selector.open()) {
            for (Knock knock : knocks) {
                knock.register(selector);
            }
            while (knocks.stream().anyMatch(knock -> knock.channel.isOpen()) && !deadline.isOver()) {
                selector.select(ReachProbe::proceed, deadline.leftMillis());
            }
        } catch (IOException e) {
            // No selector: nothing was reached, which is what no answer says.
        } finally {
            knocks.forEach(Knock::close);
        }
    }

    private static Optional<Knock> begin(NodeView node, String portName, boolean asks) {
        Integer port = node.ports().get(portName);
        if (!node.placed() || port == null || node.address().isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new Knock(node.id(), SocketChannel.open(), asks, new InetSocketAddress(node.address(), port)));
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
        private final InetSocketAddress address;
        private final ByteBuffer request;
        private final ByteBuffer answer;
        private boolean connected;

        Knock(NodeId node, SocketChannel channel, boolean asks, InetSocketAddress address) {
            this.node = node;
            this.channel = channel;
            this.asks = asks;
            this.address = address;
            // HTTP/1.0: no chunks, and the other side closes when it has said all.
            String text = "GET /status HTTP/1.0\r\nHost: " + address.getHostString() + ":" + address.getPort()
                    + "\r\nConnection: close\r\n\r\n";
            this.request = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
            this.answer = ByteBuffer.allocate(asks ? LARGEST_ANSWER_BYTES : 0);
        }

        void register(Selector selector) {
            try {
                channel.configureBlocking(false);
                channel.connect(address);
                channel.register(selector, SelectionKey.OP_CONNECT, this);
            } catch (IOException | UnresolvedAddressException e) {
                close();
            }
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
