package dev.holdfast.node;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/**
 * Answers {@code GET /status}, one caller after the other, and closes each connection. Much less than a web server, because
 * every class it would load delays the database it lives in.
 */
final class StatusServer implements Runnable {

    /** A caller that says nothing for so long is hung up on. */
    private static final int READ_TIMEOUT_MILLIS = 1_000;

    /** A longer request, in bytes, gets no answer. */
    private static final int LONGEST_REQUEST = 8_192;

    private final ServerSocket socket;
    private final Supplier<String> status;

    StatusServer(ServerSocket socket, Supplier<String> status) {
        this.socket = socket;
        this.status = status;
    }

    @Override
    public void run() {
        while (!socket.isClosed()) {
            try (Socket caller = socket.accept()) {
                caller.setSoTimeout(READ_TIMEOUT_MILLIS);
                answer(caller);
            } catch (IOException | RuntimeException e) {
                // The caller went away, was too slow, or asked at a bad moment; the next one may have more luck.
            }
        }
    }

    private void answer(Socket caller) throws IOException {
        String request = request(caller.getInputStream());
        if (request.isEmpty()) {
            return;
        }
        boolean found = request.startsWith("GET /status ");
        byte[] body =
                (found ? status.get() : "{\"error\":\"only GET /status is here\"}").getBytes(StandardCharsets.UTF_8);
        String head = "HTTP/1.1 " + (found ? "200 OK" : "404 Not Found")
                + "\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: " + body.length
                + "\r\n\r\n";
        OutputStream out = caller.getOutputStream();
        out.write(head.getBytes(StandardCharsets.ISO_8859_1));
        out.write(body);
        out.flush();
    }

    /** The request to the end of its headers: closing a socket with unread bytes would cut off our answer. */
    private static String request(InputStream in) throws IOException {
        byte[] bytes = new byte[LONGEST_REQUEST];
        int length = 0;
        while (length < bytes.length) {
            int read = in.read(bytes, length, bytes.length - length);
            if (read < 0) {
                break;
            }
            length += read;
            String text = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
            if (text.contains("\r\n\r\n")) {
                return text;
            }
        }
        return "";
    }
}
