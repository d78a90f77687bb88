package dev.holdfast.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.holdfast.core.Fact;
import dev.holdfast.engine.certificate.Authority;
import dev.holdfast.mesos.MasterLocator;
import dev.holdfast.model.ZooKeeperAccess;
import dev.holdfast.model.ZooKeeperAddress;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.server.ServerCnxnFactory;
import org.apache.zookeeper.server.ZooKeeperServer;
import org.apache.zookeeper.server.persistence.FileTxnSnapLog;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real ZooKeeper that only speaks TLS, and wants to know by a certificate who we are. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class ZooKeeperTlsTest {

    private static final String LOCK = "long-and-random";
    /** On a busy machine the first handshake takes its time. */
    private static final Duration LONG = Duration.ofSeconds(60);

    private static final Duration SHORT = Duration.ofSeconds(2);
    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    private static final Instant NOW = Instant.now();
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final List<String> SERVER_PROPERTIES = List.of(
            "zookeeper.ssl.keyStore.location",
            "zookeeper.ssl.keyStore.password",
            "zookeeper.ssl.trustStore.location",
            "zookeeper.ssl.trustStore.password");

    @TempDir
    private static Path directory;

    private static final List<Process> SERVERS = new ArrayList<>();
    private static int port;
    private static final Authority OURS = Authority.make("ours", NOW, RANDOM);

    private final List<AutoCloseable> opened = new ArrayList<>();

    @BeforeAll
    static void startServer() throws Exception {
        Path store = keystore("server.p12", OURS, "127.0.0.1");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // A server is told by properties of its process, which here would be the client's, too.
        for (String property : SERVER_PROPERTIES) {
            command.add("-D" + property + "=" + (property.endsWith("location") ? store : LOCK));
        }
        command.add("-Dzookeeper.serverCnxnFactory=org.apache.zookeeper.server.NettyServerCnxnFactory");
        command.add("-Dzookeeper.authProvider.x509=org.apache.zookeeper.server.auth.X509AuthenticationProvider");
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), SecureServer.class.getName()));
        command.add(directory.resolve("data").toString());
        Process server = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        SERVERS.add(server);
        try (BufferedReader lines = server.inputReader(StandardCharsets.UTF_8)) {
            String ready = lines.lines()
                    .filter(line -> line.startsWith(SecureServer.READY))
                    .findFirst()
                    .orElseThrow();
            port = Integer.parseInt(ready.substring(SecureServer.READY.length()));
        }
    }

    @AfterAll
    static void stopServer() {
        SERVERS.forEach(Process::destroyForcibly);
    }

    /** The server's process. */
    static final class SecureServer {

        static final String READY = "listens on ";

        private SecureServer() {}

        public static void main(String[] arguments) throws Exception {
            Path data = Path.of(arguments[0]);
            ZooKeeperServer server = new ZooKeeperServer(new FileTxnSnapLog(data.toFile(), data.toFile()), 500, "");
            server.setMinSessionTimeout(1_000);
            server.setMaxSessionTimeout(60_000);
            ServerCnxnFactory listener = ServerCnxnFactory.createFactory();
            listener.configure(new InetSocketAddress("127.0.0.1", 0), 100, -1, true);
            listener.startup(server);
            System.out.println(READY + listener.getLocalPort());
        }
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    private static Path keystore(String name, Authority authority, String... names) throws Exception {
        byte[] bytes = authority.keystore("scheduler", List.of(names), LOCK, NOW, RANDOM);
        Path file = directory.resolve(name);
        if (name.endsWith(".p12")) {
            return Files.write(file, bytes);
        }
        KeyStore made = KeyStore.getInstance("PKCS12");
        made.load(new ByteArrayInputStream(bytes), LOCK.toCharArray());
        if (name.endsWith(".pem")) {
            StringBuilder text = new StringBuilder();
            text.append(
                    pem("PRIVATE KEY", made.getKey("node", LOCK.toCharArray()).getEncoded()));
            for (Certificate certificate : made.getCertificateChain("node")) {
                text.append(pem("CERTIFICATE", certificate.getEncoded()));
            }
            return Files.writeString(file, text);
        }
        KeyStore other = KeyStore.getInstance("JKS");
        other.load(null, null);
        other.setKeyEntry(
                "node", made.getKey("node", LOCK.toCharArray()), LOCK.toCharArray(), made.getCertificateChain("node"));
        other.setCertificateEntry("authority", made.getCertificate("authority"));
        try (OutputStream out = Files.newOutputStream(file)) {
            other.store(out, LOCK.toCharArray());
        }
        return file;
    }

    private static String pem(String kind, byte[] bytes) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes) + "\n-----END " + kind
                + "-----\n";
    }

    private static Path trust(Authority authority, String name) throws Exception {
        return Files.writeString(directory.resolve(name), authority.certificatePem());
    }

    private static Path password() throws Exception {
        return Files.writeString(directory.resolve("password"), LOCK);
    }

    private static ZooKeeperAddress place(String host, Map<String, String> properties) {
        return ZooKeeperAddress.parse("zks://" + host + ":" + port + "/holdfast")
                .orElseThrow()
                .with(new ZooKeeperAccess(Optional.empty(), new TreeMap<>(properties)));
    }

    private ZooKeeperSession session(ZooKeeperAddress place) {
        ZooKeeperSession session = ZooKeeperSession.open(place, TIMEOUT, LONG);
        opened.add(session);
        return session;
    }

    private static Map<String, String> known(String ending) throws Exception {
        Path store = keystore("client" + ending, OURS, "scheduler");
        Path trusted = ending.equals(".pem") ? trust(OURS, "ca.pem") : store;
        Map<String, String> properties = new TreeMap<>();
        properties.put("zookeeper.ssl.keyStore.location", store.toString());
        properties.put("zookeeper.ssl.trustStore.location", trusted.toString());
        if (!ending.equals(".pem")) {
            properties.put("zookeeper.ssl.keyStore.passwordPath", password().toString());
            properties.put("zookeeper.ssl.trustStore.passwordPath", password().toString());
        }
        return properties;
    }

    @ParameterizedTest
    @ValueSource(strings = {".pem", ".p12", ".jks"})
    void stateAndElectionAreThereByTlsWithStoresOfEachKind(String ending) throws Exception {
        ZooKeeperSession session = session(place("127.0.0.1", known(ending)));
        Election election = Election.enter(session, "http://127.0.0.1:1");
        opened.add(0, election);
        await().atMost(Duration.ofSeconds(20)).until(() -> election.won().isDone());
        ZooKeeperStore store = ZooKeeperHouse.leading(session, Samples.self(0));
        store.commit(List.of(new Fact.SelfIs(Samples.self(7))));
        assertThat(ZooKeeperHouse.leading(session(place("127.0.0.1", known(ending))), Samples.self(0))
                        .load()
                        .self()
                        .counter())
                .isEqualTo(7);
    }

    @Test
    void mastersAreFoundByTls() throws Exception {
        ZooKeeperSession session = session(place("127.0.0.1", known(".pem")));
        session.zookeeper().create("/mesos", new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        byte[] info = "{\"address\":{\"ip\":\"10.0.0.7\",\"port\":5050}}".getBytes(StandardCharsets.UTF_8);
        session.zookeeper()
                .create("/mesos/json.info_0000000001", info, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        URI masters = URI.create("zks://127.0.0.1:" + port + "/mesos");
        MasterLocator locator =
                MasterLocator.of(List.of(masters), new ZooKeeperAccess(Optional.empty(), new TreeMap<>(known(".pem"))));
        opened.add(locator);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> locator.leader().equals(Optional.of(URI.create("http://10.0.0.7:5050"))));
    }

    private StoreException refused(ZooKeeperAddress place) {
        return catchThrowableOfType(
                StoreException.class,
                () -> ZooKeeperSession.open(place, TIMEOUT, SHORT).close());
    }

    @Test
    void aServerOfAnotherAuthorityIsNotBelieved() throws Exception {
        Map<String, String> properties = known(".pem");
        Path other = trust(Authority.make("theirs", NOW, RANDOM), "theirs.pem");
        properties.put("zookeeper.ssl.trustStore.location", other.toString());
        StoreException refused = refused(place("127.0.0.1", properties));
        assertThat(refused).hasMessageContaining("certification path");
        assertThat(refused.remedy()).contains("trustStore");
    }

    @Test
    void aServerWhoseCertificateNamesAnotherHostIsNotBelieved() throws Exception {
        assertThat(refused(place("localhost", known(".pem")))).hasMessageContaining("localhost");
    }

    @Test
    void whoHasNoCertificateIsToldSo() throws Exception {
        Map<String, String> properties = known(".pem");
        properties.remove("zookeeper.ssl.keyStore.location");
        StoreException refused = refused(place("127.0.0.1", properties));
        assertThat(refused).hasMessageContaining("certificate");
        assertThat(refused.remedy()).contains("wants a certificate of ours");
    }

    @Test
    void withoutTlsItDoesNotAnswer() {
        ZooKeeperAddress plain =
                ZooKeeperAddress.parse("zk://127.0.0.1:" + port + "/holdfast").orElseThrow();
        assertThat(refused(plain).remedy()).contains("zks://");
    }

    @Test
    void storesThatCannotBeReadAreToldBeforeAnybodyIsAsked() throws Exception {
        Map<String, String> properties = known(".p12");
        Path wrong = Files.writeString(directory.resolve("wrong"), "something else");
        properties.put("zookeeper.ssl.keyStore.passwordPath", wrong.toString());
        assertThat(refused(place("127.0.0.1", properties)))
                .hasMessageContaining("stores for TLS")
                .hasMessageContaining("password");
        properties.put(
                "zookeeper.ssl.keyStore.location", directory.resolve("none.p12").toString());
        assertThat(refused(place("127.0.0.1", properties))).hasMessageContaining("none.p12");
    }
}
