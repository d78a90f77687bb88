package dev.holdfast.database.crate.sql;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Driver;
import dev.holdfast.database.NodeView;
import dev.holdfast.database.Observation;
import dev.holdfast.database.Secrets;
import dev.holdfast.engine.certificate.Authority;
import dev.holdfast.model.NodeId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A node that wants TLS or a password, and a driver that has, or has not, what it takes. */
class DoorsTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final String LOCK = "lock";
    private static final String ONE_ROW =
            "{\"cols\":[\"id\",\"name\",\"master_node\"],\"rows\":[[\"c\",\"orders\",\"n\"]],\"rowcount\":1,\"duration\":1}";

    private final Authority authority = Authority.make("authority of orders", Instant.now(), new SecureRandom());
    private final List<String> logins = new CopyOnWriteArrayList<>();
    private volatile String right = "";
    private final Files files = new Files();
    private Optional<HttpServer> server = Optional.empty();

    /** The scheduler's. */
    private static final class Files implements Secrets {
        private Optional<String> password = Optional.empty();
        private Optional<String> pem = Optional.empty();
        private Function<String, Optional<Identity>> identity = user -> Optional.empty();

        @Override
        public Optional<String> value(String name) {
            return name.equals("orders-admin-password") ? password : Optional.empty();
        }

        @Override
        public String place(String name) {
            return "/data/secrets/" + name;
        }

        @Override
        public Optional<String> certificates(String cluster) {
            return cluster.equals("orders") ? pem : Optional.empty();
        }

        @Override
        public String certificatesPlace(String cluster) {
            return "/data/certificates/" + cluster + ".pem";
        }

        @Override
        public Optional<Identity> identity(String cluster, String user) {
            return identity.apply(user);
        }
    }

    @AfterEach
    void stop() {
        server.ifPresent(its -> its.stop(0));
    }

    private NodeView node(boolean tls, String... names) throws Exception {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        HttpServer made;
        if (tls) {
            HttpsServer secure = HttpsServer.create(any, 0);
            SSLContext context = context(List.of(names));
            secure.setHttpsConfigurator(new HttpsConfigurator(context) {
                @Override
                public void configure(HttpsParameters parameters) {
                    SSLParameters wished = context.getDefaultSSLParameters();
                    wished.setWantClientAuth(true);
                    parameters.setSSLParameters(wished);
                }
            });
            made = secure;
        } else {
            made = HttpServer.create(any, 0);
        }
        made.createContext("/", this::answer);
        made.start();
        server = Optional.of(made);
        return launched(made.getAddress().getPort(), Map.of());
    }

    private SSLContext context(List<String> names) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        byte[] bytes = authority.keystore("data-0.orders", names, LOCK, Instant.now(), new SecureRandom());
        store.load(new ByteArrayInputStream(bytes), LOCK.toCharArray());
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, LOCK.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static NodeView launched(int port, Map<String, String> options) {
        NodeView plain = Replay.node(Replay.id(0), port, true);
        TreeMap<String, String> inputs = new TreeMap<>(plain.inputs());
        options.forEach((name, value) -> inputs.put("option." + name, value));
        return new NodeView(
                plain.id(),
                true,
                plain.agent(),
                plain.hostname(),
                plain.address(),
                "",
                plain.attributes(),
                plain.ports(),
                true,
                true,
                1,
                inputs,
                1);
    }

    private static NodeView with(NodeView node, Map<String, String> options) {
        return launched(node.ports().getOrDefault("http", 0), options);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String login = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        logins.add(exchange instanceof HttpsExchange secure ? login + " " + shown(secure) : login);
        boolean in = right.isEmpty() || login.equals(new Login("boss", right).basic());
        boolean root = exchange.getRequestMethod().equals("GET");
        String text = !in
                ? "password authentication failed for user \"boss\"\n"
                : root
                        ? "{\"name\":\"data-0\",\"cluster_name\":\"orders\",\"version\":{\"number\":\"6.4.3\"}}"
                        : ONE_ROW;
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getRequestBody().readAllBytes();
        exchange.sendResponseHeaders(in ? 200 : 401, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static String shown(HttpsExchange exchange) {
        try {
            return exchange.getSSLSession().getPeerPrincipal().getName();
        } catch (SSLPeerUnverifiedException e) {
            return "nobody";
        }
    }

    private Answer ask(NodeView node) {
        try (SqlClient client = new Doors(files).open(node)) {
            return client.ask("select 1", List.of(), LONG);
        }
    }

    private static String problem(Answer answer) {
        return answer.problem().orElse("none");
    }

    @Test
    void a_node_with_tls_is_spoken_to_when_its_own_authority_vouches_for_it() throws Exception {
        NodeView node = with(node(true, "127.0.0.1"), Map.of("tls", "generated"));
        files.pem = Optional.of(authority.certificatePem());
        assertThat(ask(node)).isInstanceOf(Answer.Rows.class);
    }

    @Test
    void one_with_a_certificate_of_somebody_else_is_not_told_anything() throws Exception {
        NodeView node = with(node(true, "127.0.0.1"), Map.of("tls", "generated", "admin", "boss"));
        files.password = Optional.of("hush");
        files.pem = Optional.of(
                Authority.make("another", Instant.now(), new SecureRandom()).certificatePem());
        assertThat(problem(ask(node)))
                .startsWith("its certificate is not believed: ")
                .contains("/data/certificates/orders.pem");
        files.pem = Optional.empty();
        assertThat(problem(ask(node))).contains("there is no /data/certificates/orders.pem");
        assertThat(logins).isEmpty();
    }

    @Test
    void a_certificate_for_another_host_is_not_believed() throws Exception {
        NodeView node = with(node(true, "127.0.0.9"), Map.of("tls", "generated"));
        files.pem = Optional.of(authority.certificatePem());
        assertThat(problem(ask(node))).startsWith("its certificate is not believed: ");
    }

    @Test
    void who_takes_a_node_for_the_wrong_kind_is_told_so() throws Exception {
        NodeView secure = node(true, "127.0.0.1");
        files.pem = Optional.of(authority.certificatePem());
        assertThat(problem(ask(secure))).isEqualTo("hung up without an answer, as a port does that wants TLS");
        stop();
        assertThat(problem(ask(with(node(false), Map.of("tls", "generated"))))).startsWith("no TLS with it: ");
    }

    @Test
    void the_admins_password_is_shown_only_to_nodes_that_were_launched_with_one() throws Exception {
        files.password = Optional.of("hush");
        NodeView node = node(false);
        ask(node);
        assertThat(logins).containsExactly("null");
        right = "hush";
        assertThat(ask(with(node, Map.of("admin", "boss")))).isInstanceOf(Answer.Rows.class);
        assertThat(ask(node))
                .isInstanceOfSatisfying(
                        Answer.Refused.class,
                        denied -> assertThat(denied.isDenied()).isTrue());
    }

    @Test
    void nodes_that_know_the_admin_by_certificate_are_shown_one_and_no_password() throws Exception {
        NodeView node = node(true, "127.0.0.1");
        files.pem = Optional.of(authority.certificatePem());
        files.password = Optional.of("hush");
        files.identity = user -> {
            try {
                byte[] store = authority.keystore(user, List.of(user), LOCK, Instant.now(), new SecureRandom());
                return Optional.of(new Secrets.Identity(Base64.getEncoder().encodeToString(store), LOCK));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        };
        ask(with(node, Map.of("tls", "generated", "admin", "boss")));
        ask(with(node, Map.of("tls", "files", "admin", "boss")));
        files.identity = user -> Optional.empty();
        ask(with(node, Map.of("tls", "generated", "admin", "boss")));
        String password = new Login("boss", "hush").basic();
        assertThat(logins).containsExactly("null CN=boss", password + " nobody", password + " nobody");
    }

    @Test
    void a_changed_password_is_used_from_when_the_database_has_it() throws Exception {
        NodeView node = with(node(false), Map.of("admin", "boss"));
        TreeMap<NodeId, NodeView> nodes = new TreeMap<>(Map.of(node.id(), node));
        ClusterView view = Replay.view(nodes);
        files.password = Optional.of("old");
        right = "old";
        try (CrateDriver driver = new CrateDriver(Clock.systemUTC(), files)) {
            assertThat(seen(driver, view)).isTrue();
            files.password = Optional.of("new");
            assertThat(seen(driver, view)).as("before the node's next start").isTrue();
            right = "new";
            assertThat(seen(driver, view)).as("finds out").isFalse();
            assertThat(seen(driver, view)).isTrue();
        }
    }

    @Test
    void a_password_that_the_database_has_not_got_yet_is_tried_in_turn_with_the_one_that_worked() throws Exception {
        NodeView node = with(node(false), Map.of("admin", "boss"));
        ClusterView view = Replay.view(new TreeMap<>(Map.of(node.id(), node)));
        files.password = Optional.of("old");
        right = "old";
        try (CrateDriver driver = new CrateDriver(Clock.systemUTC(), files)) {
            assertThat(seen(driver, view)).isTrue();
            files.password = Optional.of("new");
            right = "neither";
            assertThat(seen(driver, view)).isFalse();
            right = "old";
            assertThat(List.of(seen(driver, view), seen(driver, view))).contains(true);
        }
    }

    private static boolean seen(CrateDriver driver, ClusterView view) {
        Observation observation = driver.observe(view, LONG);
        return !observation.summary().contains("authentication failed");
    }

    @Test
    void endpoints_tell_what_it_takes_and_where_that_is() throws Exception {
        NodeView node = with(node(true, "127.0.0.1"), Map.of("tls", "generated", "admin", "boss"));
        files.pem = Optional.of(authority.certificatePem());
        files.password = Optional.of("hush");
        String address = node.endpoint("http");
        try (CrateDriver driver = new CrateDriver(Clock.systemUTC(), files)) {
            List<Driver.Endpoint> endpoints = driver.endpoints(Replay.view(new TreeMap<>(Map.of(node.id(), node))));
            assertThat(endpoints)
                    .contains(
                            new Driver.Endpoint("https", "https://" + address),
                            new Driver.Endpoint("admin-ui", "https://" + address + "/"),
                            new Driver.Endpoint("ca-file", "/data/certificates/orders.pem"),
                            new Driver.Endpoint("user", "boss"),
                            new Driver.Endpoint("password-file", "/data/secrets/orders-admin-password"));
            assertThat(endpoints).noneMatch(endpoint -> endpoint.name().equals("http"));
            assertThat(endpoints.toString()).doesNotContain("hush");
        }
    }
}
