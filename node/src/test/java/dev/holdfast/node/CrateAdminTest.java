package dev.holdfast.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a little CrateDB that knows one user, and its superuser without a password. */
class CrateAdminTest {

    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private Optional<String> password = Optional.empty();
    private boolean granted;
    private boolean trusts = true;
    private boolean recovered = true;

    @SuppressWarnings("NullAway.Init") // JUnit calls start first
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/_sql", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String login = new String(
                Base64.getDecoder()
                        .decode(exchange.getRequestHeaders()
                                .getFirst("Authorization")
                                .substring("Basic ".length())),
                StandardCharsets.UTF_8);
        asked.add(login.substring(0, login.indexOf(':')) + " " + body);
        byte[] text = "{}".getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status(login, body), text.length);
        exchange.getResponseBody().write(text);
        exchange.close();
    }

    private int status(String login, String body) {
        boolean superuser = login.equals("crate:");
        if (superuser ? !trusts : !login.equals("boss:" + password.orElse("none"))) {
            return 401;
        }
        if (!recovered) {
            return 503;
        }
        if (body.startsWith("{\"stmt\":\"create user \\\"boss\\\" with (password = ?)\",\"args\":[\"")) {
            if (password.isPresent()) {
                return 409;
            }
            password = Optional.of(argument(body));
        } else if (body.startsWith("{\"stmt\":\"alter user \\\"boss\\\" set (password = ?)\"")) {
            password = Optional.of(argument(body));
        } else if (body.equals("{\"stmt\":\"grant all privileges to \\\"boss\\\"\"}")) {
            granted = true;
        } else if (!body.equals("{\"stmt\":\"select 1\"}")) {
            return 400;
        }
        return 200;
    }

    private static String argument(String body) {
        return body.substring(body.indexOf("[\"") + 2, body.indexOf("\"]"));
    }

    private CrateAdmin.Outcome attempt(String secret) throws GeneralSecurityException {
        return new CrateAdmin("http://127.0.0.1:" + server.getAddress().getPort(), "boss", secret, Tls.anybody())
                .attempt();
    }

    @Test
    void theFirstNodeMakesTheAdminAndGivesItAllPrivileges() throws Exception {
        assertThat(attempt("one")).isEqualTo(CrateAdmin.Outcome.DONE);
        assertThat(password).contains("one");
        assertThat(granted).isTrue();
        assertThat(asked).hasSize(2).allMatch(request -> request.startsWith("crate "));
    }

    @Test
    void thePasswordIsAnArgumentAndStandsInNoStatement() throws Exception {
        attempt("one");
        assertThat(asked.get(0)).contains("\"args\":[\"one\"]").contains("(password = ?)");
    }

    @Test
    void theOthersFindItAndLeaveThePasswordAlone() throws Exception {
        attempt("one");
        asked.clear();
        assertThat(attempt("one")).isEqualTo(CrateAdmin.Outcome.DONE);
        assertThat(asked).noneMatch(request -> request.contains("alter"));
    }

    @Test
    void aPasswordThatWasChangedInItsFileIsChangedInTheDatabase() throws Exception {
        attempt("one");
        assertThat(attempt("two")).isEqualTo(CrateAdmin.Outcome.DONE);
        assertThat(password).contains("two");
    }

    @Test
    void aDatabaseThatIsNotUpYetIsAskedAgain() throws Exception {
        recovered = false;
        assertThat(attempt("one")).isEqualTo(CrateAdmin.Outcome.LATER);
        recovered = true;
        int port = server.getAddress().getPort();
        server.stop(0);
        assertThat(new CrateAdmin("http://127.0.0.1:" + port, "boss", "one", Tls.anybody()).attempt())
                .isEqualTo(CrateAdmin.Outcome.LATER);
    }

    @Test
    void rulesOfTheUsersOwnThatShutTheSuperuserOutEndIt() throws Exception {
        trusts = false;
        assertThat(attempt("one")).isEqualTo(CrateAdmin.Outcome.REFUSED);
    }
}
