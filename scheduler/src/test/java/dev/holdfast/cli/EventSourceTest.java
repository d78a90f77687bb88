package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A stream that is followed while one scheduler dies and another begins to lead. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class EventSourceTest {

    private static final int SENT_ON = 12;

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> heard = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    @SuppressWarnings("NullAway.Init") // JUnit calls begin first
    private HttpServer server;

    /** Ends the endless. */
    private static final class Enough extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    @BeforeEach
    void begin() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/stream", this::answer);
        server.start();
    }

    @AfterEach
    void end() {
        server.stop(0);
    }

    private String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** One event; then it stands by and thinks that the process before it, at the same address, leads; then it leads. */
    private void answer(HttpExchange exchange) throws IOException {
        String last = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Last-Event-ID"))
                .orElse("");
        asked.add(last);
        boolean standsBy = asked.size() > 1 && asked.size() <= SENT_ON;
        if (standsBy) {
            exchange.getResponseHeaders().add("Location", address() + "/stream");
        }
        String text = standsBy
                ? "{\"problems\":[{\"path\":\"\",\"line\":0,\"message\":\"this scheduler stands by\",\"remedy\":\"\"}]}"
                : "id: " + asked.size() + "\nevent: told\ndata: event " + asked.size() + "\n\n";
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(standsBy ? 307 : 200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Test
    void itGoesOnWhereItWasAlsoWhereItWasSentOnForNothing() {
        EventSource source = new EventSource(new ApiClient(address(), Optional.empty()), "/stream", notes::add);
        assertThatThrownBy(() -> source.listen((event, data) -> {
                    heard.add(data);
                    if (heard.size() == 2) {
                        throw new Enough();
                    }
                }))
                .isInstanceOf(Enough.class);
        assertThat(heard).containsExactly("event 1", "event " + asked.size());
        assertThat(asked).hasSizeGreaterThan(SENT_ON);
        assertThat(asked.get(asked.size() - 1)).isEqualTo("1");
        assertThat(notes).hasSize(2).last().isEqualTo("the scheduler answers again");
    }
}
