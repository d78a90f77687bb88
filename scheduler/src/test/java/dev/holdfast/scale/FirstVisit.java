package dev.holdfast.scale;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** How long somebody waits for a server's first page: over a plain socket, as a client's own classes would take longer than the server. */
public final class FirstVisit {

    private FirstVisit() {}

    /** From the connection to the page's last byte, in nanoseconds. */
    public static long nanos(URI server) throws IOException {
        byte[] request = ("GET / HTTP/1.1\r\nHost: " + server.getAuthority()
                        + "\r\nAccept: text/html\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        long began = System.nanoTime();
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.getOutputStream().write(request);
            socket.getInputStream().readAllBytes();
        }
        return System.nanoTime() - began;
    }
}
