package dev.holdfast.discovery;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;

/**
 * Asks another server what is not ours, and passes its answer on as it is.
 *
 * <p>So that a query never goes round in a circle: the one that is asked is never itself asked for by what it asks us, and of one question
 * only a few are under way at once. All in all they are bounded, and so is the time each takes.
 */
final class Forwarder implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Forwarder.class);
    private static final int THREADS = 16;
    private static final int MOST_WAITING = 256;
    private static final int MOST_OF_ONE_QUESTION = 4;
    private static final int TRIES = 2;
    private static final int MILLIS_A_TRY = 1_500;
    private static final int LONGEST_ANSWER = 65_535;

    private final InetSocketAddress server;
    private final Counts counts;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Integer> underWay = new HashMap<>();
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            THREADS, THREADS, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING), work -> {
                Thread thread = new Thread(work, "discovery-forward");
                thread.setDaemon(true);
                return thread;
            });

    Forwarder(InetSocketAddress server, Counts counts) {
        this.server = server;
        this.counts = counts;
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Has somebody else answer. {@code then} is called once, on another thread, with an answer or with a failure that can be sent.
     *
     * @param query as it came
     * @return whether it is tried at all
     */
    boolean ask(Message asked, byte[] query, boolean udp, InetAddress from, Consumer<byte[]> then) {
        String question = key(asked.getQuestion());
        if (comesFromThere(from) || !enter(question)) {
            return false;
        }
        try {
            threads.execute(() -> {
                try {
                    then.accept(exchange(asked, query, udp));
                } finally {
                    leave(question);
                }
            });
            counts.forwarded.increment();
            return true;
        } catch (RejectedExecutionException e) {
            leave(question);
            return false;
        }
    }

    /** The same, for who has a thread of its own. */
    byte[] askAndWait(Message asked, byte[] query, InetAddress from) throws InterruptedException {
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        if (!ask(asked, query, false, from, answer::complete)) {
            return Responder.bare(query, Rcode.REFUSED);
        }
        try {
            return answer.get(2L * TRIES * MILLIS_A_TRY, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return Responder.bare(query, Rcode.SERVFAIL);
        }
    }

    /** On this machine many ask from one address, and only the questions tell. */
    private boolean comesFromThere(InetAddress from) {
        return from.equals(server.getAddress()) && !from.isLoopbackAddress();
    }

    private static String key(Record question) {
        return question.getName().toString().toLowerCase(Locale.ROOT) + " " + question.getType();
    }

    private synchronized boolean enter(String question) {
        int now = underWay.getOrDefault(question, 0);
        if (now >= MOST_OF_ONE_QUESTION) {
            return false;
        }
        underWay.put(question, now + 1);
        return true;
    }

    private synchronized void leave(String question) {
        underWay.computeIfPresent(question, (key, now) -> now == 1 ? null : now - 1);
    }

    private byte[] exchange(Message asked, byte[] query, boolean udp) {
        byte[] sent = query.clone();
        int id = random.nextInt(1 << 16);
        sent[0] = (byte) (id >> 8);
        sent[1] = (byte) id;
        for (int i = 0; i < TRIES; i++) {
            try {
                byte[] answer = udp ? overUdp(asked, sent) : overTcp(sent);
                if (answers(answer, sent, asked)) {
                    answer[0] = query[0];
                    answer[1] = query[1];
                    return udp && answer.length > limit(asked) ? Responder.truncated(query) : answer;
                }
            } catch (IOException e) {
                LOG.debug("{} does not answer: {}", server, e.toString());
            }
        }
        counts.unknown.increment();
        return Responder.bare(query, Rcode.SERVFAIL);
    }

    private static int limit(Message asked) {
        OPTRecord options = asked.getOPT();
        return options == null ? Responder.PLAIN : Math.max(Responder.PLAIN, options.getPayloadSize());
    }

    /** From a port of its own each time, so that others have to guess it as well as the number. */
    private byte[] overUdp(Message asked, byte[] sent) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(server);
            socket.send(new DatagramPacket(sent, sent.length));
            byte[] buffer = new byte[Math.max(Responder.LONGEST_QUERY, limit(asked))];
            long until = System.nanoTime() + MILLIS_A_TRY * 1_000_000L;
            while (true) {
                int left = (int) ((until - System.nanoTime()) / 1_000_000);
                if (left <= 0) {
                    throw new IOException("in time");
                }
                socket.setSoTimeout(left);
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                byte[] answer = Arrays.copyOf(buffer, packet.getLength());
                if (answers(answer, sent, asked)) {
                    return answer;
                }
            }
        }
    }

    private byte[] overTcp(byte[] sent) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(server, MILLIS_A_TRY);
            socket.setSoTimeout(MILLIS_A_TRY);
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeShort(sent.length);
            out.write(sent);
            out.flush();
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] answer = new byte[Math.min(in.readUnsignedShort(), LONGEST_ANSWER)];
            in.readFully(answer);
            return answer;
        }
    }

    /** Whether it answers what was asked, down to the capitals. */
    private static boolean answers(byte[] answer, byte[] sent, Message asked) {
        if (answer.length < 12 || answer[0] != sent[0] || answer[1] != sent[1] || (answer[2] & 0x80) == 0) {
            return false;
        }
        try {
            Message message = new Message(answer);
            Record question = message.getQuestion();
            return question == null
                    ? message.getHeader().getRcode() != Rcode.NOERROR
                            && !message.getHeader().getFlag(Flags.TC)
                    : question.getType() == asked.getQuestion().getType()
                            && question.getName()
                                    .toString()
                                    .equals(asked.getQuestion().getName().toString());
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
