package dev.holdfast.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands between a client and ZooKeeper, and can cut the line after a request has reached the server but before its answer comes. */
final class CuttingProxy implements AutoCloseable {

    private static final int BUFFER = 1 << 16;

    private final ServerSocket listener;
    private final int to;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicInteger cuts = new AtomicInteger();
    private volatile int cutAnswersTo = Integer.MAX_VALUE;

    CuttingProxy(int to) throws IOException {
        this.to = to;
        this.listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        start("proxy", this::accept);
    }

    String address() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    /** The next request of at least so many bytes gets no answer; those after it do, over a new line. */
    void cutNextAnswerTo(int bytes) {
        cutAnswersTo = bytes;
    }

    int cuts() {
        return cuts.get();
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Socket server = new Socket("127.0.0.1", to);
                Line line = new Line(client, server);
                sockets.addAll(List.of(client, server));
                start("proxy-up", line::up);
                start("proxy-down", line::down);
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private final class Line {

        private final Socket client;
        private final Socket server;
        private volatile boolean cut;

        Line(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void up() {
            byte[] buffer = new byte[BUFFER];
            try (Socket from = client) {
                InputStream in = from.getInputStream();
                OutputStream out = server.getOutputStream();
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    if (n >= cutAnswersTo) {
                        cutAnswersTo = Integer.MAX_VALUE;
                        cut = true;
                        cuts.incrementAndGet();
                    }
                    out.write(buffer, 0, n);
                }
            } catch (IOException gone) {
                // Ends the line.
            }
        }

        void down() {
            byte[] buffer = new byte[BUFFER];
            try (Socket from = server) {
                InputStream in = from.getInputStream();
                OutputStream out = client.getOutputStream();
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    if (cut) {
                        client.close(); // the server has done it, and nobody hears of it
                        return;
                    }
                    out.write(buffer, 0, n);
                }
            } catch (IOException gone) {
                // Ends the line.
            }
        }
    }

    /** Nothing passes any more. */
    void cutForGood() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    @Override
    public void close() throws IOException {
        cutForGood();
    }
}
