package dev.holdfast.discovery;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Rcode;

/** Queries over UDP: one thread, which answers each before it takes the next; only what is forwarded is waited for elsewhere. */
final class UdpDoor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(UdpDoor.class);
    private static final int RECEIVE_BUFFER = 256 << 10;
    private static final long NANOS_AFTER_A_FAULT = 10_000_000;
    private static final long MILLIS_TO_END = 2_000;

    private final DatagramSocket socket;
    private final Responder responder;
    private final Optional<Forwarder> forwarder;
    private final RateBound rates;
    private final Counts counts;
    private final Thread thread = new Thread(this::run, "discovery-udp");

    private UdpDoor(
            DatagramSocket socket, Responder responder, Optional<Forwarder> forwarder, RateBound rates, Counts counts) {
        this.socket = socket;
        this.responder = responder;
        this.forwarder = forwarder;
        this.rates = rates;
        this.counts = counts;
    }

    /** The socket is closed with the door. */
    static UdpDoor open(
            DatagramSocket socket, Responder responder, Optional<Forwarder> forwarder, RateBound rates, Counts counts)
            throws SocketException {
        socket.setReceiveBufferSize(RECEIVE_BUFFER);
        UdpDoor door = new UdpDoor(socket, responder, forwarder, rates, counts);
        door.thread.setDaemon(true);
        door.thread.start();
        return door;
    }

    private void run() {
        byte[] buffer = new byte[Responder.LONGEST_QUERY];
        while (!socket.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
                take(packet);
            } catch (IOException | RuntimeException e) {
                if (!socket.isClosed()) {
                    LOG.debug("a query was not answered", e);
                    LockSupport.parkNanos(NANOS_AFTER_A_FAULT);
                }
            }
        }
    }

    private void take(DatagramPacket packet) throws IOException {
        InetAddress from = packet.getAddress();
        RateBound.Verdict verdict = rates.judge(from);
        if (verdict == RateBound.Verdict.SILENCE || packet.getPort() == 0) {
            counts.dropped.increment();
            return;
        }
        byte[] query = Arrays.copyOf(packet.getData(), packet.getLength());
        InetSocketAddress back = new InetSocketAddress(from, packet.getPort());
        Responder.Outcome outcome = responder.respond(query, true, Responder.isNear(from));
        if (outcome instanceof Responder.Reply reply) {
            boolean hint = verdict == RateBound.Verdict.HINT;
            if (hint) {
                counts.truncated.increment();
            }
            send(hint ? Responder.truncated(query) : reply.message(), back);
        } else if (outcome instanceof Responder.Elsewhere elsewhere && verdict == RateBound.Verdict.ANSWER) {
            boolean taken = forwarder
                    .filter(somebody ->
                            somebody.ask(elsewhere.query(), query, true, from, answer -> send(answer, back)))
                    .isPresent();
            if (!taken) {
                counts.refused.increment();
                send(Responder.bare(query, Rcode.REFUSED), back);
            }
        }
    }

    private void send(byte[] answer, InetSocketAddress to) {
        try {
            socket.send(new DatagramPacket(answer, answer.length, to));
        } catch (IOException e) {
            LOG.debug("no answer reached {}: {}", to, e.getMessage());
        }
    }

    @Override
    public void close() {
        socket.close();
        try {
            thread.join(MILLIS_TO_END);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
