package dev.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.holdfast.core.Core;
import dev.holdfast.core.Publishing;
import dev.holdfast.core.Self;
import dev.holdfast.core.State;
import dev.holdfast.mesos.ClientSettings;
import dev.holdfast.mesos.Credentials;
import dev.holdfast.mesos.MasterLocator;
import dev.holdfast.mesos.OperatorApi;
import dev.holdfast.mesos.v1.master.Call;
import dev.holdfast.model.FrameworkId;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

final class RehearsalTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    @Test
    void whoStandsByAsksForAgentsOnceAndSendsNothingElse() throws Exception {
        List<String> asked = new CopyOnWriteArrayList<>();
        HttpServer master = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        master.createContext("/", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            asked.add(exchange.getRequestURI() + " " + Call.parseFrom(body).getType());
            exchange.sendResponseHeaders(503, -1);
            exchange.close();
        });
        master.start();
        URI address = URI.create("http://127.0.0.1:" + master.getAddress().getPort());
        try (OperatorApi operator =
                new OperatorApi(MasterLocator.fixed(List.of(address)), Credentials.NONE, ClientSettings.standard())) {
            Self self = new Self("owner", "mark", Optional.of(new FrameworkId("framework-1")), 0);
            new Rehearsal(
                            new Core(new TreeMap<>(), ""),
                            RehearsalTest::none,
                            new Publishing(RehearsalTest::none),
                            operator,
                            Clock.systemUTC())
                    .accept(State.fresh(self));
            await().atMost(SOON)
                    .until(() -> Thread.getAllStackTraces().keySet().stream()
                            .noneMatch(thread -> thread.getName().equals("rehearsal")));
            assertThat(asked).containsExactly("/api/v1 GET_AGENTS");
        } finally {
            master.stop(0);
        }
    }

    private static <T> T none(String name) {
        throw new IllegalStateException("no package " + name);
    }
}
