package dev.holdfast.database.crate.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What comes back over the wire, byte by byte. */
class SqlClientTest {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(300);

    /** Given to every request in turn; the last one for good. */
    private final List<String> replies = new CopyOnWriteArrayList<>();

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();

    @SuppressWarnings("NullAway.Init") // JUnit calls start first
    private ServerSocket server;

    @BeforeEach
    void start() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::serve, "test-wire");
        thread.setDaemon(true);
        thread.start();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                connections.incrementAndGet();
                for (String request = request(socket.getInputStream());
                        !request.isEmpty();
                        request = request(socket.getInputStream())) {
                    requests.add(request);
                    String reply = replies.size() > 1 ? replies.remove(0) : replies.get(0);
                    socket.getOutputStream().write(reply.getBytes(StandardCharsets.UTF_8));
                    if (reply.isEmpty()) {
                        socket.getInputStream().read(); // says nothing, and waits for the other side to go
                    }
                    if (!reply.contains("\r\n\r\n") || reply.contains("cut off")) {
                        break;
                    }
                }
            } catch (IOException e) {
                // the client went, or the test is over
            }
        }
    }

    private static String request(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int next = in.read(); next >= 0; next = in.read()) {
            text.append((char) next);
            int head = text.indexOf("\r\n\r\n");
            if (head >= 0) {
                int length = text.toString().contains("Content-Length: ")
                        ? Integer.parseInt(text.toString().replaceAll("(?s).*Content-Length: (\\d+).*", "$1"))
                        : 0;
                if (text.length() == head + 4 + length) {
                    return text.toString();
                }
            }
        }
        return "";
    }

    private static String reply(int status, String body) {
        return "HTTP/1.1 " + status + " X\r\ncontent-type: application/json; charset=UTF-8\r\ncontent-length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body;
    }

    private SqlClient client() {
        return new SqlClient("127.0.0.1", server.getLocalPort(), Optional.empty());
    }

    private Answer ask(Duration timeout) {
        try (SqlClient client = client()) {
            return client.ask("select 1", List.of(), timeout);
        }
    }

    @Test
    void rowsAreRead() {
        replies.add(reply(
                200, "{\"cols\":[\"a\",\"b\"],\"rows\":[[1,\"é\"],[null,null]],\"rowcount\":2,\"duration\":1.5}"));

        Answer.Rows rows = (Answer.Rows) ask(LONG);

        assertThat(rows.columns()).containsExactly("a", "b");
        assertThat(rows.rowCount()).isEqualTo(2);
        assertThat(rows.millis()).isEqualTo(1.5);
        assertThat(rows.rows().get(0).number(0)).isEqualTo(1);
        assertThat(rows.rows().get(0).text(1)).isEqualTo("é");
        assertThat(rows.rows().get(1).text(1)).isEmpty();
        assertThat(rows.rows().get(1).number(0)).isZero();
        assertThat(rows.rows().get(1).flag(0)).isFalse();
        assertThat(rows.problem()).isEmpty();
    }

    @Test
    void argumentsTravelBesideTheStatement() {
        replies.add(reply(200, "{\"cols\":[],\"rows\":[[]],\"rowcount\":1,\"duration\":1}"));

        try (SqlClient client = client()) {
            client.ask("set global \"x\" = ?", List.of("it's"), LONG);
        }

        assertThat(requests.get(0))
                .startsWith("POST /_sql HTTP/1.1\r\n")
                .doesNotContain("Authorization")
                .endsWith("{\"stmt\":\"set global \\\"x\\\" = ?\",\"args\":[\"it's\"]}");
    }

    @Test
    void aUserIsNamedByBasicAuthentication() {
        replies.add(reply(200, "{\"cols\":[],\"rows\":[[]],\"rowcount\":1,\"duration\":1}"));
        Login login = new Login("admin", "s3cret");

        try (SqlClient client = new SqlClient("127.0.0.1", server.getLocalPort(), Optional.of(login))) {
            client.ask("select 1", List.of(), LONG);
        }

        assertThat(requests.get(0)).contains("\r\nAuthorization: Basic YWRtaW46czNjcmV0\r\n");
        assertThat(login.toString()).doesNotContain("s3cret");
    }

    @Test
    void refusalsKeepStatusCodeAndReason() {
        replies.add(reply(404, "{\"error\":{\"message\":\"RelationUnknown[Relation 'x' unknown]\",\"code\":4041}}"));

        Answer.Refused refused = (Answer.Refused) ask(LONG);

        assertThat(refused).isEqualTo(new Answer.Refused(404, 4041, "RelationUnknown[Relation 'x' unknown]"));
        assertThat(refused.isUnknownRelation()).isTrue();
    }

    @Test
    void aNodeOnItsWayOutSpeaksNoJson() {
        replies.add(reply(500, "[n3][127.0.60.3:4300][sql] disconnected"));
        assertThat(((Answer.Refused) ask(LONG)).isDisconnected()).isTrue();
    }

    @Test
    void neitherDoesOneThatDoesNotLetUsIn() {
        replies.add(reply(401, "password authentication failed for user \"x\"\n"));

        Answer.Refused refused = (Answer.Refused) ask(LONG);

        assertThat(refused.isDenied()).isTrue();
        assertThat(refused.message()).isEqualTo("password authentication failed for user \"x\"");
    }

    @Test
    void aStrangersPageIsNoAnswer() {
        replies.add(reply(200, "<html>" + "x".repeat(1000)));
        assertThat(ask(LONG).problem().orElseThrow()).startsWith("<html>").hasSizeLessThan(210);
    }

    @Test
    void chunksArePutTogether() {
        replies.add(String.join(
                "\r\n",
                "HTTP/1.1 200 OK",
                "transfer-encoding: chunked",
                "",
                "14",
                "{\"cols\":[\"a\"],\"rows\"",
                "21;x=y",
                ":[[1]],\"rowcount\":1,\"duration\":0}",
                "0",
                "",
                ""));
        assertThat(ask(LONG)).isInstanceOf(Answer.Rows.class);
    }

    @Test
    void oneConnectionServesManyStatementsAndNoneOutlivesItsClient() {
        replies.add(reply(200, "{\"cols\":[\"a\"],\"rows\":[[1]],\"rowcount\":1,\"duration\":1}"));

        try (SqlClient client = client()) {
            client.ask("select 1", List.of(), LONG);
            client.ask("select 2", List.of(), LONG);
        }
        assertThat(connections).hasValue(1);
        ask(LONG);
        assertThat(connections).hasValue(2);
    }

    @Test
    void silenceEndsWithTheTime() {
        replies.add("");
        assertThat(ask(SHORT)).isEqualTo(new Answer.Silence("no answer in time", true));
    }

    @Test
    void halfAnAnswerIsNone() {
        replies.add("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"cols\": cut off");
        assertThat(ask(LONG)).isEqualTo(new Answer.Silence("broke off in the middle of its answer", true));
    }

    @Test
    void anAnswerWithoutEndIsCutOff() {
        replies.add("HTTP/1.1 200 OK\r\ncontent-length: 2000000000\r\n\r\n{}");
        assertThat(ask(LONG).problem()).contains("the answer is longer than 64 MB");
    }

    @Test
    void somethingElseThanHttpIsSaidToBe() {
        replies.add("SSH-2.0-OpenSSH_9\r\n");
        assertThat(ask(LONG).problem()).contains("no HTTP answer");
    }

    @Test
    void whereNobodyListensNothingWasHeard() throws IOException {
        // A port of its own: one that somebody is just accepting on may still take a connection while it is closed.
        int port;
        try (ServerSocket nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = nobody.getLocalPort();
        }
        try (SqlClient client = new SqlClient("127.0.0.1", port, Optional.empty())) {
            assertThat(client.ask("select 1", List.of(), LONG))
                    .isEqualTo(new Answer.Silence("connection refused", false));
        }
    }
}
