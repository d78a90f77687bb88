package dev.holdfast.crate.model.node;

import dev.holdfast.crate.model.core.Wire;
import dev.holdfast.crate.model.state.Json;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/**
 * Messages to and from other nodes: one connection in each direction, each message with its length before it. A
 * connection that breaks is
 * told at once; the next message makes a new one.
 */
final class Wires {
    private static final int CONNECT_MS = 2000;
    private static final int LONGEST = 256 << 20;

    private final String host;
    private final Consumer<Wire> received;
    private final Consumer<String> lost;
    private final Map<String, Line> lines = new ConcurrentHashMap<>();
    private final Optional<SSLContext> tls;
    private final ServerSocket server;

    /** Nodes that speak TLS show each other a certificate; they and others do not understand each other. */
    Wires(String host, int port, Optional<SSLContext> tls, Consumer<Wire> received, Consumer<String> lost)
            throws IOException {
        this.host = host;
        this.tls = tls;
        this.received = received;
        this.lost = lost;
        this.server = tls.isPresent() ? tls.get().getServerSocketFactory().createServerSocket() : new ServerSocket();
        if (server instanceof SSLServerSocket secure) {
            secure.setNeedClientAuth(true);
        }
        server.setReuseAddress(true);
        server.bind(new InetSocketAddress(host, port));
    }

    void start() {
        thread("transport-accept", this::accept);
    }

    static void thread(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    void send(String address, Wire message) {
        lines.computeIfAbsent(address, Line::new).queue.add(message);
    }

    private void accept() {
        while (true) {
            try {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                thread("transport-in", () -> read(socket));
            } catch (IOException over) {
                return;
            }
        }
    }

    private void read(Socket socket) {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16))) {
            while (true) {
                int length = in.readInt();
                if (length < 0 || length > LONGEST) {
                    throw new IOException("no message of ours");
                }
                received.accept(Json.parse(in.readNBytes(length), Wire.class));
            }
        } catch (IOException over) {
            // The other side ended, or is not one of us: nothing waits for it here.
            return;
        }
    }

    /** The connection to one address, made when there is something to send. */
    private final class Line {
        private final String address;
        private final BlockingQueue<Wire> queue = new LinkedBlockingQueue<>();

        Line(String address) {
            this.address = address;
            thread("transport-out", this::run);
        }

        private void run() {
            while (true) {
                try {
                    Wire first = queue.take();
                    try (Socket socket =
                            tls.isPresent() ? tls.get().getSocketFactory().createSocket() : new Socket()) {
                        socket.setTcpNoDelay(true);
                        if (!host.isEmpty() && host.startsWith("127.")) {
                            socket.bind(new InetSocketAddress(host, 0));
                        }
                        int colon = address.lastIndexOf(':');
                        String to = address.substring(0, colon);
                        socket.connect(
                                new InetSocketAddress(to, Integer.parseInt(address.substring(colon + 1))), CONNECT_MS);
                        thread("transport-watch", () -> watch(socket));
                        talk(socket, first);
                    }
                } catch (IOException broken) {
                    queue.clear();
                    lost.accept(address);
                } catch (InterruptedException over) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }

        private void talk(Socket socket, Wire first) throws IOException, InterruptedException {
            DataOutputStream out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), 1 << 16));
            Wire next = first;
            while (true) {
                byte[] bytes = Json.bytes(next);
                out.writeInt(bytes.length);
                out.write(bytes);
                if (queue.isEmpty()) {
                    out.flush();
                }
                next = queue.take();
                if (socket.isClosed()) {
                    throw new IOException("closed by the other side");
                }
            }
        }

        /** The other side never writes here: an end of the stream is the end of its process. */
        private void watch(Socket socket) {
            try {
                int end = socket.getInputStream().read();
                if (end >= 0) {
                    throw new IOException("nothing should come this way");
                }
            } catch (IOException broken) {
                // Told below.
            }
            try {
                socket.close();
            } catch (IOException already) {
                // Closed is what it should be.
            }
            lost.accept(address);
        }
    }
}
