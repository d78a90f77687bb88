package dev.holdfast.database.crate.sql;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * One connection to one node, made when first needed, used for one request after the other and made anew after a
 * failure. Every wait ends with the deadline it was given. For one thread.
 */
final class HttpLine implements Line {

    /** An answer larger than this is cut off as a failure: {@code sys.shards} of 100,000 copies is a quarter of it. */
    static final int LARGEST_BODY_BYTES = 64 * 1024 * 1024;

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final int LARGEST_HEAD_BYTES = 64 * 1024;
    private static final int CHUNK = 16 * 1024;

    /** Whoever listens ended the connection, as if it understood nothing. */
    static final String HUNG_UP = "hung up without an answer";

    /** What a server that speaks TLS may say before it hangs up on one that does not. */
    private static final String TLS_ALERT = "\u0015";

    /** Nobody was reached, so nothing was heard. The cause tells why. */
    static final class NotReachedException extends IOException {
        private static final long serialVersionUID = 1L;

        NotReachedException(IOException cause) {
            super(cause);
        }
    }

    private final String host;
    private final int port;
    private final Optional<Trust> trust;
    private Optional<Connection> connection = Optional.empty();

    /** A line in the clear, or with TLS where it is said whom to trust. */
    HttpLine(String host, int port, Optional<Trust> trust) {
        this.host = host;
        this.port = port;
        this.trust = trust;
    }

    @Override
    public Reply exchange(String method, String path, String headers, byte[] body, Deadline deadline)
            throws IOException {
        String head =
                method + " " + path + " HTTP/1.1\r\nHost: " + host + ":" + port + "\r\nAccept: application/json\r\n"
                        + headers + (body.length == 0 ? "" : "Content-Length: " + body.length + "\r\n") + "\r\n";
        Connection now = connection.isPresent() ? connection.get() : Connection.to(host, port, trust, deadline);
        connection = Optional.empty(); // kept only if all goes well
        boolean kept = false;
        try {
            now.send(head.getBytes(StandardCharsets.US_ASCII), body);
            SortedMap<String, String> answered = now.readHead(deadline);
            int status = status(answered.getOrDefault("", ""));
            String text = now.readBody(answered, deadline);
            kept = now.mayGoOn(answered);
            if (kept) {
                connection = Optional.of(now);
            }
            return new Reply(status, text);
        } finally {
            if (!kept) {
                now.close();
            }
        }
    }

    @Override
    public void close() {
        connection.ifPresent(Connection::close);
        connection = Optional.empty();
    }

    private static int status(String line) throws IOException {
        String[] words = line.split(" ", 3);
        try {
            if (words.length >= 2) {
                return Integer.parseInt(words[1]);
            }
        } catch (NumberFormatException e) {
            throw new IOException("no HTTP answer: " + line, e);
        }
        throw new IOException("no HTTP answer");
    }

    private record Connection(Socket socket, InputStream in) {

        static Connection to(String host, int port, Optional<Trust> trust, Deadline deadline) throws IOException {
            Socket socket = new Socket();
            try {
                socket.setTcpNoDelay(true);
                socket.connect(
                        new InetSocketAddress(host, port),
                        deadline.orIn(CONNECT).leftMillis());
                if (trust.isPresent()) {
                    socket = secured(socket, host, port, trust.get(), deadline);
                }
                return new Connection(socket, new BufferedInputStream(socket.getInputStream(), CHUNK));
            } catch (IOException e) {
                socket.close();
                throw new NotReachedException(e);
            }
        }

        /** The certificate must be for the host that was called. */
        private static Socket secured(Socket below, String host, int port, Trust trust, Deadline deadline)
                throws IOException {
            below.setSoTimeout(deadline.orIn(CONNECT).leftMillis());
            SSLSocket secure = (SSLSocket) trust.sockets().createSocket(below, host, port, true);
            SSLParameters parameters = secure.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secure.setSSLParameters(parameters);
            try {
                secure.startHandshake();
                trust.endings().shown(host, port, secure.getSession().getPeerCertificates());
                return secure;
            } catch (SocketTimeoutException e) {
                throw new IOException("no TLS with it: no answer in time", e);
            } catch (SSLException e) {
                throw new IOException(reason(e, trust), e);
            }
        }

        private static String reason(SSLException e, Trust trust) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof CertificateException) {
                    return "its certificate is not believed: " + cause.getMessage() + " (by " + trust.said() + ")";
                }
            }
            return "no TLS with it: " + e.getMessage();
        }

        void send(byte[] head, byte[] body) throws IOException {
            ByteArrayOutputStream all = new ByteArrayOutputStream(head.length + body.length);
            all.writeBytes(head);
            all.writeBytes(body);
            socket.getOutputStream().write(all.toByteArray());
        }

        /** Names in lower case; the first line under the empty name. */
        SortedMap<String, String> readHead(Deadline deadline) throws IOException {
            TreeMap<String, String> head = new TreeMap<>();
            String first = line(deadline);
            if (first.startsWith(TLS_ALERT)) {
                throw new EOFException(HUNG_UP);
            }
            if (!first.startsWith("HTTP/1.")) {
                throw new IOException("no HTTP answer");
            }
            head.put("", first);
            int size = 0;
            for (String line = line(deadline); !line.isEmpty(); line = line(deadline)) {
                size += line.length();
                int colon = line.indexOf(':');
                if (size > LARGEST_HEAD_BYTES || colon < 0) {
                    throw new IOException("no HTTP answer: its head makes no sense");
                }
                head.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
            return head;
        }

        String readBody(SortedMap<String, String> head, Deadline deadline) throws IOException {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            if (isChunked(head)) {
                for (int size = chunkSize(deadline); size > 0; size = chunkSize(deadline)) {
                    copy(size, body, deadline);
                    line(deadline);
                }
                while (!line(deadline).isEmpty()) {
                    // trailers say nothing to us
                }
            } else if (head.containsKey("content-length")) {
                copy(number(head.get("content-length"), 10), body, deadline);
            } else {
                byte[] chunk = new byte[CHUNK];
                for (int read = read(chunk, CHUNK, deadline); read > 0; read = read(chunk, CHUNK, deadline)) {
                    body.write(chunk, 0, read);
                    checkSize(body.size());
                }
            }
            return body.toString(StandardCharsets.UTF_8);
        }

        boolean mayGoOn(SortedMap<String, String> head) {
            boolean ends = head.getOrDefault("connection", "").equalsIgnoreCase("close");
            return !ends && (isChunked(head) || head.containsKey("content-length"));
        }

        private static boolean isChunked(SortedMap<String, String> head) {
            return head.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked");
        }

        private int chunkSize(Deadline deadline) throws IOException {
            String line = line(deadline);
            int end = line.indexOf(';');
            return number((end < 0 ? line : line.substring(0, end)).strip(), 16);
        }

        private static int number(String text, int base) throws IOException {
            try {
                int number = Integer.parseInt(text, base);
                checkSize(number);
                return number;
            } catch (NumberFormatException e) {
                throw new IOException("no HTTP answer: '" + text + "' is no length", e);
            }
        }

        private static void checkSize(int size) throws IOException {
            if (size < 0 || size > LARGEST_BODY_BYTES) {
                throw new IOException("the answer is longer than " + LARGEST_BODY_BYTES / (1024 * 1024) + " MB");
            }
        }

        private void copy(int size, ByteArrayOutputStream to, Deadline deadline) throws IOException {
            checkSize(to.size() + size);
            byte[] chunk = new byte[Math.min(CHUNK, Math.max(1, size))];
            int left = size;
            while (left > 0) {
                int read = read(chunk, Math.min(left, chunk.length), deadline);
                if (read < 0) {
                    throw new EOFException("broke off in the middle of its answer");
                }
                to.write(chunk, 0, read);
                left -= read;
            }
        }

        private String line(Deadline deadline) throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            byte[] one = new byte[1];
            while (line.size() <= LARGEST_HEAD_BYTES) {
                if (read(one, 1, deadline) < 0) {
                    throw new EOFException(HUNG_UP);
                }
                if (one[0] == '\n') {
                    return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
                }
                line.write(one[0]);
            }
            throw new IOException("no HTTP answer: a line without end");
        }

        private int read(byte[] buffer, int most, Deadline deadline) throws IOException {
            if (deadline.isOver()) {
                throw new SocketTimeoutException();
            }
            socket.setSoTimeout(deadline.leftMillis());
            return in.read(buffer, 0, most);
        }

        void close() {
            try {
                socket.close();
            } catch (IOException e) {
                // Nothing is lost with a connection we are done with.
            }
        }
    }
}
