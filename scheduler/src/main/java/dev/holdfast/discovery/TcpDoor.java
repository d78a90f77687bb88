package dev.holdfast.discovery;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Rcode;

/**
 * Queries over TCP. Each connection has a thread for as long as it lasts; how many there are, how many from one address, how long one
 * takes for a query, and how long it lasts, are bounded. Who does not read what it asked for is cut off by whoever accepts.
 */
final class TcpDoor implements AutoCloseable {

    static final int MOST_CONNECTIONS = 64;
    static final int MOST_FROM_ONE = 16;

    private static final Logger LOG = LoggerFactory.getLogger(TcpDoor.class);
    private static final int SEND_BUFFER = 64 << 10;
    private static final int MILLIS_BETWEEN_SWEEPS = 500;
    private static final long NANOS_AFTER_A_FAULT = 10_000_000;
    private static final long MILLIS_TO_END = 2_000;
    private static final int LENGTH_BYTES = 2;

    private final ServerSocket server;
    private final Responder responder;
    private final Optional<Forwarder> forwarder;
    private final Counts counts;
    private final Patience patience;
    private final Map<Socket, Long> open = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            0, MOST_CONNECTIONS, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), TcpDoor::thread);
    private final Thread thread = thread(this::accept);

    /**
     * How long is waited.
     *
     * @param query for a whole query, from the end of the one before
     * @param connection for as long as it may last
     */
    record Patience(long queryMillis, long connectionMillis) {
        static final Patience USUAL = new Patience(10_000, 60_000);
    }

    private TcpDoor(
            ServerSocket server, Responder responder, Optional<Forwarder> forwarder, Counts counts, Patience patience) {
        this.server = server;
        this.responder = responder;
        this.forwarder = forwarder;
        this.counts = counts;
        this.patience = patience;
    }

    /** The socket is closed with the door. */
    static TcpDoor open(
            ServerSocket server, Responder responder, Optional<Forwarder> forwarder, Counts counts, Patience patience)
            throws SocketException {
        server.setSoTimeout(MILLIS_BETWEEN_SWEEPS);
        TcpDoor door = new TcpDoor(server, responder, forwarder, counts, patience);
        door.thread.start();
        return door;
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "discovery-tcp");
        thread.setDaemon(true);
        return thread;
    }

    private static long nowMillis() {
        return System.nanoTime() / 1_000_000;
    }

    int connections() {
        return open.size();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                sweep();
                if (!take(socket)) {
                    counts.dropped.increment();
                    socket.close();
                }
            } catch (SocketTimeoutException e) {
                sweep();
            } catch (IOException | RuntimeException e) {
                if (!server.isClosed()) {
                    LOG.debug("a connection was not taken", e);
                    LockSupport.parkNanos(NANOS_AFTER_A_FAULT);
                }
            }
        }
    }

    private boolean take(Socket socket) {
        InetAddress from = socket.getInetAddress();
        long ofOne = open.keySet().stream()
                .filter(other -> from.equals(other.getInetAddress()))
                .count();
        if (open.size() >= MOST_CONNECTIONS || ofOne >= MOST_FROM_ONE) {
            return false;
        }
        open.put(socket, nowMillis() + patience.connectionMillis());
        try {
            threads.execute(() -> serve(socket));
            return true;
        } catch (RejectedExecutionException e) { // one that has just ended still has its thread
            open.remove(socket);
            return false;
        }
    }

    /** Cuts off those that have lasted too long, whatever they wait for. */
    private void sweep() {
        long now = nowMillis();
        for (Iterator<Map.Entry<Socket, Long>> all = open.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<Socket, Long> one = all.next();
            if (now >= one.getValue()) {
                all.remove();
                closeQuietly(one.getKey());
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            socket.setSendBufferSize(SEND_BUFFER);
            boolean goesOn = true;
            while (goesOn) {
                goesOn = one(socket);
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("a connection ended: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(socket);
        }
    }

    /** One query and its answer; false if no other follows. */
    private boolean one(Socket socket) throws IOException, InterruptedException {
        long until = nowMillis() + patience.queryMillis();
        Optional<byte[]> length = read(socket, LENGTH_BYTES, until);
        if (length.isEmpty()) {
            return false;
        }
        int size = (length.get()[0] & 0xff) << 8 | (length.get()[1] & 0xff);
        if (size > Responder.LONGEST_QUERY) {
            counts.malformed.increment();
            return false;
        }
        Optional<byte[]> query = read(socket, size, until);
        if (query.isEmpty()) {
            return false;
        }
        InetAddress from = socket.getInetAddress();
        Responder.Outcome outcome = responder.respond(query.get(), false, Responder.isNear(from));
        byte[] answer;
        if (outcome instanceof Responder.Reply reply) {
            answer = reply.message();
        } else if (outcome instanceof Responder.Elsewhere elsewhere && forwarder.isPresent()) {
            answer = forwarder.get().askAndWait(elsewhere.query(), query.get(), from);
        } else if (outcome instanceof Responder.Elsewhere) {
            answer = Responder.bare(query.get(), Rcode.REFUSED);
        } else {
            return false;
        }
        byte[] framed = new byte[answer.length + LENGTH_BYTES];
        framed[0] = (byte) (answer.length >> 8);
        framed[1] = (byte) answer.length;
        System.arraycopy(answer, 0, framed, LENGTH_BYTES, answer.length);
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        out.write(framed);
        out.flush();
        return true;
    }

    /** So many octets, or empty if the other side ends before, or takes longer, octet by octet or at once. */
    private static Optional<byte[]> read(Socket socket, int size, long until) throws IOException {
        InputStream in = socket.getInputStream();
        byte[] bytes = new byte[size];
        int have = 0;
        while (have < size) {
            long left = until - nowMillis();
            if (left <= 0) {
                return Optional.empty();
            }
            socket.setSoTimeout((int) left);
            int read = in.read(bytes, have, size - have);
            if (read < 0) {
                return Optional.empty();
            }
            have += read;
        }
        return Optional.of(bytes);
    }

    private static void closeQuietly(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            LOG.debug("closing a connection: {}", e.toString());
        }
    }

    @Override
    public void close() {
        closeQuietly(server);
        open.keySet().forEach(TcpDoor::closeQuietly);
        threads.shutdownNow();
        try {
            thread.join(MILLIS_TO_END);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
