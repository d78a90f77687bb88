package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.holdfast.engine.certificate.Authority;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrateClientTest {

    private static final String ROWS =
            "{\"cols\":[\"name\",\"x\",\"x\"],\"rows\":[[\"data-0\",1,{\"a\":true}],[\"two\\nlines\",null,[1,2]]],"
                    + "\"rowcount\":2,\"duration\":1}";
    private static final String DONE = "{\"cols\":[],\"rows\":[[]],\"rowcount\":7,\"duration\":1}";

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> logins = new CopyOnWriteArrayList<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @SuppressWarnings("NullAway.Init") // JUnit calls start first
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/_sql", exchange -> {
            String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.add(request);
            logins.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            int status = 200;
            String answer = ROWS;
            if (request.contains("nosuch")) {
                status = 404;
                answer = "{\"error\":{\"message\":\"RelationUnknown[Relation 'nosuch' unknown]\",\"code\":4041}}";
            } else if (request.contains("update")) {
                answer = DONE;
            }
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private int run(String... words) throws IOException {
        return runAt("127.0.0.1:" + server.getAddress().getPort(), words);
    }

    private int runAt(String http, String... words) throws IOException {
        return runAt(Map.of("http", http), words);
    }

    private int runAt(Map<String, String> endpoints, String... words) throws IOException {
        ClientCall call = new ClientCall(
                "metrics",
                "6.4.3",
                new TreeMap<>(endpoints),
                new ApiClient("http://127.0.0.1:1", Optional.empty()),
                List.of(words),
                new PrintWriter(out, true),
                new PrintWriter(err, true));
        return new CrateClient().run(call);
    }

    @Test
    void rowsArePrintedInColumns() throws Exception {
        assertThat(run("-c", "select *")).isZero();
        assertThat(out.toString()).isEqualTo("""
            name        x     x
            data-0      1     {"a":true}
            two\\nlines  NULL  [1,2]
            (2 rows)
            """);
    }

    @Test
    void orAsJson() throws Exception {
        run("-o", "json", "-c", "select *");
        assertThat(out.toString().replaceAll("\\s+", ""))
                .isEqualTo("[{\"name\":\"data-0\",\"x\":1,\"x_2\":{\"a\":true}},"
                        + "{\"name\":\"two\\nlines\",\"x\":null,\"x_2\":[1,2]}]");
    }

    @Test
    void whatHasNoResultTellsHowMuchItDid() throws Exception {
        run("-c", "update t; update u");
        assertThat(out.toString()).isEqualTo("done, 7 rows\ndone, 7 rows\n");
        assertThat(asked).hasSize(2);
    }

    @Test
    void aRefusalIsOneLineAndAnExitCode() {
        assertThatThrownBy(() -> run("-c", "select * from nosuch; select 2"))
                .hasMessage("RelationUnknown[Relation 'nosuch' unknown]")
                .asInstanceOf(type(Failure.class))
                .extracting(Failure::exitCode)
                .isEqualTo(Exit.UNKNOWN);
        assertThat(asked).hasSize(1);
    }

    @Test
    void aNodeThatIsDownIsPassedOver() throws Exception {
        int dead;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            dead = free.getLocalPort();
        }
        String both = "127.0.0.1:" + dead + ",127.0.0.1:" + server.getAddress().getPort();

        assertThat(runAt(both, "-c", "select 1")).isZero();
        assertThatThrownBy(() -> runAt("127.0.0.1:" + dead, "-c", "select 1"))
                .hasMessage("127.0.0.1:" + dead + ": connection refused");
    }

    @Test
    void helpAndMistakesAreAnswered() throws Exception {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("--command=SQL", "--output=FORM");
        assertThatThrownBy(() -> run("-o", "xml"))
                .asInstanceOf(type(Failure.class))
                .extracting(Failure::exitCode)
                .isEqualTo(Exit.USAGE);
    }

    @Test
    void thePromptTakesLinesUntilASemicolonAndGoesOnAfterAFailure() throws Exception {
        BufferedReader typed =
                new BufferedReader(new StringReader("\\?\nselect\n 1;\nbad;\nselect 2; \n\\q\nselect 3;\n"));
        List<String> statements = new CopyOnWriteArrayList<>();

        int code = new SqlPrompt("metrics", typed, new PrintWriter(out, true), new PrintWriter(err, true))
                .run(statement -> {
                    statements.add(statement);
                    if (statement.equals("bad")) {
                        throw new Failure(Exit.INVALID, "ParsingException[no]", "");
                    }
                });

        assertThat(code).isZero();
        assertThat(statements).containsExactly("select\n 1", "bad", "select 2");
        assertThat(err.toString()).isEqualTo("error: ParsingException[no]\n");
        assertThat(out.toString()).contains("metrics> ", "  -> ");
    }

    // Users and TLS

    private Map<String, String> withAdmin(String passwordFile) {
        return Map.of(
                "http", "127.0.0.1:" + server.getAddress().getPort(), "user", "boss", "password-file", passwordFile);
    }

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void onTheSchedulersMachineTheAdminsPasswordIsFoundByItself(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("metrics-admin-password"), "hush\n");
        runAt(withAdmin(file.toString()), "-c", "select 1");
        Path own = Files.writeString(directory.resolve("copy"), "hush too\n");
        runAt(withAdmin("/nowhere/metrics-admin-password"), "--password-file", own.toString(), "-c", "select 1");
        runAt(withAdmin(file.toString()), "-U", "ann", "--password-file", own.toString(), "-c", "select 1");
        runAt(withAdmin(file.toString()), "-U", "guest", "-c", "select 1");
        assertThat(logins)
                .containsExactly(basic("boss:hush"), basic("boss:hush too"), basic("ann:hush too"), basic("guest:"));
    }

    @Test
    void elsewhereItMustBeNamedAndNoOtherFileOfOursIsEverSent(@TempDir Path directory) throws Exception {
        assertThatThrownBy(() -> runAt(withAdmin("/nowhere/metrics-admin-password"), "-c", "select 1"))
                .hasMessage("cannot read the password of 'boss' in /nowhere/metrics-admin-password")
                .asInstanceOf(type(Failure.class))
                .extracting(Failure::exitCode)
                .isEqualTo(Exit.DENIED);
        Path key = Files.writeString(directory.resolve("id_rsa"), "a key");
        assertThatThrownBy(() -> runAt(withAdmin(key.toString()), "-c", "select 1"))
                .hasMessageContaining("which is not its usual metrics-admin-password");
        assertThat(logins).isEmpty();
    }

    @Test
    void nodesWithTlsAreBelievedByTheClustersOwnAuthority(@TempDir Path directory) throws Exception {
        Authority authority = Authority.make("authority", Instant.now(), new SecureRandom());
        HttpsServer secure = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(
                new ByteArrayInputStream(
                        authority.keystore("n", List.of("127.0.0.1"), "lock", Instant.now(), new SecureRandom())),
                "lock".toCharArray());
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, "lock".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        secure.setHttpsConfigurator(new HttpsConfigurator(context));
        secure.createContext("/_sql", exchange -> {
            exchange.sendResponseHeaders(200, DONE.length());
            exchange.getResponseBody().write(DONE.getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        secure.start();
        try {
            String url = "https://127.0.0.1:" + secure.getAddress().getPort();
            Path file = Files.writeString(directory.resolve("metrics.pem"), authority.certificatePem());
            assertThat(runAt(Map.of("https", url, "ca-file", file.toString()), "-c", "update t"))
                    .isZero();
            assertThat(runAt(Map.of("https", url), "--ca-file", file.toString(), "-c", "update t"))
                    .isZero();
            assertThatThrownBy(() -> runAt(Map.of("https", url), "-c", "update t"))
                    .hasMessageContaining("its certificate is not believed");
            assertThatThrownBy(() -> runAt(Map.of("http", url.substring(8)), "-c", "update t"))
                    .hasMessageContaining("as a port does that wants TLS");
            assertThatThrownBy(() -> runAt(Map.of("https", url, "ca-file", "/nowhere/metrics.pem"), "-c", "update t"))
                    .hasMessageContaining("cannot read the certificate in /nowhere/metrics.pem");
        } finally {
            secure.stop(0);
        }
    }
}
