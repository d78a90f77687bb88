package dev.holdfast.engine.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.holdfast.core.EventKind;
import dev.holdfast.core.Fact;
import dev.holdfast.core.HookRecord;
import dev.holdfast.engine.certificate.Authority;
import dev.holdfast.model.ClusterName;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real receiver on loopback that takes, fails, hangs and recovers. */
class WebhooksTest {

    private static final HookPace FAST =
            new HookPace(Duration.ofMillis(5), Duration.ofMillis(40), Duration.ofMillis(300), Duration.ofMillis(20));

    private final List<Fact.Told> events = new CopyOnWriteArrayList<>();
    private final Map<String, HookRecord> records = new ConcurrentHashMap<>();
    private final List<String> taken = new CopyOnWriteArrayList<>();
    private final List<String> tries = new CopyOnWriteArrayList<>();
    private final List<String> wrong = new CopyOnWriteArrayList<>();
    private final CountDownLatch released = new CountDownLatch(1);
    private volatile boolean leads = true;
    private volatile String manner = "take";
    private HttpServer server;

    @TempDir
    Path directory;

    @BeforeEach
    void begin() throws IOException {
        Files.writeString(directory.resolve("key"), "s3cret\n");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/hook", this::receive);
        server.start();
    }

    @AfterEach
    void end() {
        released.countDown();
        server.stop(0);
    }

    private void receive(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String now = manner;
        try {
            if (now.equals("hang")) {
                boolean unused = released.await(10, TimeUnit.SECONDS);
                return;
            }
            String signed = exchange.getRequestHeaders().getFirst("Holdfast-Timestamp") + "." + body;
            if (!("v1=" + HookCall.signature("s3cret", signed))
                    .equals(exchange.getRequestHeaders().getFirst("Holdfast-Signature"))) {
                wrong.add(body);
            }
            if (now.equals("take")) {
                JsonNode json = JsonMapper.shared().readTree(body);
                taken.add(json.path("id").asLong() + " " + json.path("text").asString());
            }
            exchange.sendResponseHeaders(now.equals("take") ? 204 : 503, -1);
        } catch (Exception e) {
            wrong.add(e.toString());
        } finally {
            exchange.close();
        }
    }

    private final class Source implements HookSource {
        @Override
        public boolean mayAct() {
            return leads;
        }

        @Override
        public Optional<HookRecord> record(String name) {
            return Optional.ofNullable(records.get(name));
        }

        @Override
        public List<Fact.Told> after(long number) {
            return events.stream().filter(event -> event.number() > number).toList();
        }

        @Override
        public void await(long number, Duration atMost) throws InterruptedException {
            Thread.sleep(atMost.toMillis());
        }

        @Override
        public long newest() {
            return events.isEmpty() ? 0 : events.get(events.size() - 1).number();
        }

        @Override
        public void tried(String name, boolean taken) {
            tries.add(name + (taken ? " took it" : " did not"));
        }

        @Override
        public void note(HookRecord record) {
            records.put(record.name(), record);
        }
    }

    private void tell(long number, EventKind kind, String cluster, String text) {
        events.add(new Fact.Told(
                number, Optional.of(new ClusterName(cluster)), Instant.EPOCH, kind, Optional.empty(), "", text));
    }

    private HookSpec hook(Duration patience) {
        return new HookSpec(
                "pager",
                URI.create("http://user:pw@127.0.0.1:" + server.getAddress().getPort() + "/hook?token=abc"),
                directory.resolve("key"),
                EnumSet.of(EventKind.PLAN),
                List.of("orders"),
                patience,
                Optional.empty());
    }

    private Webhooks start(Duration patience) {
        return start(patience, FAST);
    }

    private Webhooks start(Duration patience, HookPace pace) {
        records.putIfAbsent("pager", new HookRecord("pager", 1, 0, Instant.EPOCH));
        return new Webhooks(List.of(hook(patience)), new Source(), pace, () -> "owner-1", Clock.systemUTC());
    }

    private void expect(String... texts) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(taken).containsExactly(texts));
        assertThat(wrong).isEmpty();
    }

    @Test
    void whatIsWantedIsToldInOrderSignedAndOnceAlsoByTheNextScheduler() {
        tell(1, EventKind.PLAN, "orders", "before anybody asked");
        tell(2, EventKind.PLAN, "orders", "two");
        tell(3, EventKind.NODE, "orders", "of another kind");
        tell(4, EventKind.PLAN, "other", "of another cluster");
        tell(5, EventKind.PLAN, "orders", "five");
        try (Webhooks hooks = start(Duration.ofDays(1))) {
            expect("2 two", "5 five");
            await().untilAsserted(() -> assertThat(records.get("pager").told()).isEqualTo(5));
            assertThat(hooks.states().get(0).waiting()).isZero();
            assertThat(hooks.states().get(0).url()).doesNotContain("pw", "abc", "user");
        }
        tell(6, EventKind.PLAN, "orders", "six");
        try (Webhooks next = start(Duration.ofDays(1))) {
            expect("2 two", "5 five", "6 six");
            assertThat(next.states()).hasSize(1);
        }
    }

    @Test
    void oneThatFailsAndThenHangsGetsAllOfItInOrderWhenItRecovers() {
        manner = "fail";
        tell(2, EventKind.PLAN, "orders", "two");
        tell(3, EventKind.PLAN, "orders", "three");
        try (Webhooks hooks = start(Duration.ofDays(1))) {
            await().untilAsserted(
                            () -> assertThat(hooks.states().get(0).problem()).isEqualTo("it answers 503"));
            manner = "hang";
            await().untilAsserted(
                            () -> assertThat(hooks.states().get(0).problem()).startsWith("it does not answer"));
            assertThat(hooks.states().get(0).waiting()).isEqualTo(2);
            assertThat(taken).isEmpty();
            manner = "take";
            expect("2 two", "3 three");
            await().untilAsserted(
                            () -> assertThat(hooks.states().get(0).problem()).isEmpty());
            assertThat(hooks.states().get(0).dropped()).isZero();
        }
        assertThat(tries).startsWith("pager did not").endsWith("pager took it", "pager took it");
    }

    @Test
    void oneByHttpsIsBelievedByItsOwnAuthorityAndByNoOther() throws Exception {
        Authority ours = Authority.make("ours", Instant.now(), new SecureRandom());
        char[] lock = "long-and-random".toCharArray();
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(
                new ByteArrayInputStream(ours.keystore(
                        "pager", List.of("127.0.0.1"), new String(lock), Instant.now(), new SecureRandom())),
                lock);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, lock);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        HttpsServer secure = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        secure.setHttpsConfigurator(new HttpsConfigurator(context));
        secure.createContext("/hook", this::receive);
        secure.start();
        try {
            Authority other = Authority.make("theirs", Instant.now(), new SecureRandom());
            Path theirs = Files.writeString(directory.resolve("theirs.pem"), other.certificatePem());
            Path known =
                    Files.writeString(directory.resolve("ours.pem"), ours.certificatePem() + other.certificatePem());
            tell(2, EventKind.PLAN, "orders", "two");
            records.put("pager", new HookRecord("pager", 1, 0, Instant.EPOCH));
            String url = "https://127.0.0.1:" + secure.getAddress().getPort() + "/hook";
            for (String trust : List.of("ca-file: " + theirs.getFileName(), "")) {
                try (Webhooks hooks = secure(url, trust)) {
                    await().untilAsserted(() ->
                            assertThat(hooks.states().get(0).problem()).contains("certification path"));
                }
            }
            assertThat(taken).isEmpty();
            try (Webhooks hooks = secure(url, "ca-file: " + known.getFileName())) {
                expect("2 two");
                assertThat(hooks.states()).hasSize(1);
            }
        } finally {
            secure.stop(0);
        }
    }

    private Webhooks secure(String url, String trust) throws Exception {
        Path file = Files.writeString(directory.resolve("hooks.yaml"), """
                webhooks:
                  - name: pager
                    url: %s
                    secret-file: key
                    %s
                """.formatted(url, trust));
        return new Webhooks(HookFile.read(file, directory), new Source(), FAST, () -> "owner-1", Clock.systemUTC());
    }

    @Test
    void aFileOfAuthoritiesThatIsNoneIsRefused() throws Exception {
        Files.writeString(directory.resolve("ca.pem"), "no certificate");
        assertThatThrownBy(() -> secure("https://127.0.0.1/hook", "ca-file: ca.pem"))
                .isInstanceOf(HookException.class)
                .hasMessageContaining("ca-file of 'pager'");
    }

    @Test
    void anEventThatIsNotTakenForTooLongIsDroppedAndCounted() {
        manner = "fail";
        tell(2, EventKind.PLAN, "orders", "two");
        HookPace patient = new HookPace(
                FAST.first(), FAST.longest(), Duration.ofSeconds(20), FAST.idle()); // on a busy machine, too
        try (Webhooks hooks = start(Duration.ofMillis(50), patient)) {
            await().untilAsserted(
                            () -> assertThat(records.get("pager").dropped()).isEqualTo(1));
            manner = "take";
            tell(3, EventKind.PLAN, "orders", "three");
            expect("3 three");
            assertThat(hooks.states().get(0).dropped()).isEqualTo(1);
        }
    }

    @Test
    void whatTheStoreKeepsNoLongerIsCountedAsDropped() {
        tell(10, EventKind.PLAN, "orders", "ten");
        try (Webhooks hooks = start(Duration.ofDays(1))) {
            expect("10 ten");
            assertThat(hooks.states().get(0).dropped()).isEqualTo(8);
        }
    }

    @Test
    void whoDoesNotLeadTellsNothing() {
        leads = false;
        tell(2, EventKind.PLAN, "orders", "two");
        try (Webhooks hooks = start(Duration.ofDays(1))) {
            assertThat(hooks.states()).hasSize(1);
            await().during(Duration.ofMillis(200)).until(taken::isEmpty);
            leads = true;
            expect("2 two");
        }
    }

    @Test
    void theFirstWaitDoublesUpToABound() {
        assertThat(HookPace.USUAL.after(1)).isEqualTo(Duration.ofSeconds(1));
        assertThat(HookPace.USUAL.after(4)).isEqualTo(Duration.ofSeconds(8));
        assertThat(HookPace.USUAL.after(1000)).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void allThatIsWrongInAFileIsSaidAtOnceButNotItsTokens() throws Exception {
        Path file = Files.writeString(directory.resolve("hooks.yaml"), """
                webhooks:
                  - name: Pager
                    url: ftp://h/?token=geheim
                    kinds: [plan, weather]
                    colour: red
                  - name: ok
                    url: https://example.com/h
                    secret: nothere
                """);
        assertThatThrownBy(() -> HookFile.read(file, directory))
                .isInstanceOf(HookException.class)
                .hasMessageContainingAll(
                        "'Pager' is no name", "url of 'Pager'", "'weather'", "'colour'", "secret of 'ok'")
                .hasMessageNotContaining("geheim");
    }

    @Test
    void aGoodFileIsRead() throws Exception {
        Path file = Files.writeString(directory.resolve("hooks.yaml"), """
                webhooks:
                  - name: pager
                    url: https://example.com/h
                    secret-file: key
                    kinds: [plan, health]
                    clusters: [orders]
                    give-up-after: 2h
                """);
        HookSpec spec = HookFile.read(file, directory).get(0);
        assertThat(spec.kinds()).containsExactlyInAnyOrder(EventKind.PLAN, EventKind.HEALTH);
        assertThat(spec.giveUpAfter()).isEqualTo(Duration.ofHours(2));
        assertThat(spec.secret()).isEqualTo(directory.resolve("key"));
    }
}
