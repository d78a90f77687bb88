package dev.holdfast.database.crate.sql;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.holdfast.database.Chore;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Driver.Outcome;
import dev.holdfast.database.NodeView;
import dev.holdfast.database.crate.CrateChores;
import dev.holdfast.model.NodeId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Chores against a node that keeps settings as CrateDB does: two levels, of which only what is in force can be read. */
class ChoresTest {

    private static final Pattern SET = Pattern.compile("set global (transient|persistent) \"([^\"]+)\" = \\?");
    private static final Pattern RESET = Pattern.compile("reset global \"([^\"]+)\"");

    private final CrateDriver driver = new CrateDriver(Clock.systemUTC());
    private final JsonMapper json = JsonMapper.builder().build();
    private final TreeMap<String, String> persistent = new TreeMap<>();
    private final TreeMap<String, String> hiding = new TreeMap<>();
    private final List<String> statements = new CopyOnWriteArrayList<>();
    private String master = "M";

    @SuppressWarnings("NullAway.Init") // JUnit calls start first
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            JsonNode request = json.readTree(exchange.getRequestBody());
            boolean asks = exchange.getRequestMethod().equals("POST");
            byte[] body = (asks ? answer(request) : "{\"name\":\"data-0\"}").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        driver.close();
        server.stop(0);
    }

    private String answer(JsonNode request) {
        String statement = request.path("stmt").asString();
        statements.add(statement);
        Matcher set = SET.matcher(statement);
        Matcher reset = RESET.matcher(statement);
        if (set.matches()) {
            (set.group(1).equals("transient") ? hiding : persistent)
                    .put(set.group(2), request.path("args").path(0).asString());
        } else if (reset.matches()) {
            hiding.remove(reset.group(1));
            persistent.remove(reset.group(1));
        } else if (statement.equals(RollCall.WHO)) {
            return "{\"cols\":[\"a\"],\"rows\":[[\"id\",\"orders\",\"" + master + "\"]],\"rowcount\":1}";
        } else if (statement.equals(Settings.ALL)) {
            return "{\"cols\":[\"settings\"],\"rows\":[[{\"cluster\":{\"routing\":{\"allocation\":{\"enable\":\""
                    + inForce(CrateChores.ALLOCATION, "all") + "\",\"exclude\":{\"_name\":\""
                    + inForce(CrateChores.EXCLUDE_NAME, "") + "\"}}}}}]],\"rowcount\":1}";
        }
        return "{\"cols\":[],\"rows\":[[]],\"rowcount\":3}";
    }

    private String inForce(String setting, String usual) {
        return hiding.getOrDefault(setting, persistent.getOrDefault(setting, usual));
    }

    private Outcome perform(Chore chore) {
        return perform(chore, () -> true);
    }

    private Outcome perform(Chore chore, BooleanSupplier mayAct) {
        NodeId id = Replay.id(0);
        NodeView node = Replay.node(id, server.getAddress().getPort(), true);
        ClusterView view = Replay.view(new TreeMap<>(Map.of(id, node)));
        return driver.perform(view, chore, Duration.ofSeconds(60), mayAct);
    }

    private static Chore ofCluster(String name) {
        return new Chore(name, Optional.empty(), new TreeMap<>());
    }

    @Test
    void anExcludeKeepsOtherPeoplesNames() {
        persistent.put(CrateChores.EXCLUDE_NAME, "theirs");

        assertThat(perform(Chore.on(Replay.id(2), CrateChores.EXCLUDE)).ok()).isTrue();

        assertThat(inForce(CrateChores.EXCLUDE_NAME, "")).isEqualTo("theirs,data-2");
        assertThat(hiding).isEmpty();
    }

    /** It stood still after it had looked, and another leads since. */
    @Test
    void whoLeadsNoLongerChangesNothingAnyMore() {
        Outcome late = perform(Chore.on(Replay.id(2), CrateChores.EXCLUDE), () -> !statements.contains(Settings.ALL));

        assertThat(late.ok()).isFalse();
        assertThat(late.text()).contains("leads no longer");
        assertThat(statements).contains(Settings.ALL).noneMatch(statement -> statement.startsWith("set "));
    }

    @Test
    void anExcludeHoldsAlsoWhereATransientListHidesThePersistentOne() {
        hiding.put(CrateChores.EXCLUDE_NAME, "theirs");

        perform(Chore.on(Replay.id(2), CrateChores.EXCLUDE));

        assertThat(inForce(CrateChores.EXCLUDE_NAME, "")).isEqualTo("theirs,data-2");
    }

    @Test
    void excludingTwiceIsExcludingOnce() {
        perform(Chore.on(Replay.id(2), CrateChores.EXCLUDE));
        Outcome again = perform(Chore.on(Replay.id(2), CrateChores.EXCLUDE));

        assertThat(again.ok()).isTrue();
        assertThat(inForce(CrateChores.EXCLUDE_NAME, "")).isEqualTo("data-2");
    }

    @Test
    void anUnexcludeTakesOutOneNameOnly() {
        hiding.put(CrateChores.EXCLUDE_NAME, "theirs, data-2,data-22");

        perform(Chore.on(Replay.id(2), CrateChores.UNEXCLUDE));
        assertThat(inForce(CrateChores.EXCLUDE_NAME, "")).isEqualTo("theirs,data-22");
    }

    @Test
    void theLastNameTakesTheSettingWithIt() {
        perform(Chore.on(Replay.id(2), CrateChores.EXCLUDE));
        perform(Chore.on(Replay.id(2), CrateChores.UNEXCLUDE));

        assertThat(persistent).isEmpty();
        assertThat(hiding).isEmpty();
    }

    @Test
    void whatTheUserHadExcludedStaysExcluded() {
        persistent.put(CrateChores.EXCLUDE_NAME, "data-2");

        Outcome outcome = perform(Chore.on(Replay.id(2), CrateChores.UNEXCLUDE).with(CrateChores.HAD, "yes"));

        assertThat(outcome.ok()).isTrue();
        assertThat(inForce(CrateChores.EXCLUDE_NAME, "")).isEqualTo("data-2");
    }

    @Test
    void allocationIsHeldOnBothLevelsAndGivenBack() {
        hiding.put(CrateChores.ALLOCATION, "none");
        perform(ofCluster(CrateChores.ALLOCATION_PRIMARIES).with(CrateChores.VALUE, "primaries"));
        assertThat(hiding).containsEntry(CrateChores.ALLOCATION, "primaries");
        assertThat(persistent).containsEntry(CrateChores.ALLOCATION, "primaries");

        perform(ofCluster(CrateChores.ALLOCATION_RESTORE).with(CrateChores.HAD, "none"));
        assertThat(inForce(CrateChores.ALLOCATION, "all")).isEqualTo("none");

        perform(ofCluster(CrateChores.ALLOCATION_RESTORE));
        assertThat(hiding).isEmpty();
        assertThat(persistent).isEmpty();
    }

    @Test
    void noValueIsSetThatCrateDoesNotKnow() {
        Outcome outcome = perform(ofCluster(CrateChores.ALLOCATION_RESTORE).with(CrateChores.HAD, "bogus"));

        assertThat(outcome.ok()).isFalse();
        assertThat(statements).containsOnly(RollCall.WHO);
    }

    @Test
    void shardsThatFailedAreTriedAgainAndChecksAcknowledged() {
        assertThat(perform(ofCluster(CrateChores.RETRY_FAILED)).text()).isEqualTo("tries 3 shards once more");
        assertThat(perform(ofCluster(CrateChores.ACKNOWLEDGE_CHECKS)).ok()).isTrue();

        assertThat(statements)
                .contains(
                        "alter cluster reroute retry failed",
                        "update sys.node_checks set acknowledged = true where id = ?");
    }

    @Test
    void aNodeWithoutAMasterIsToldToDoNothing() {
        master = "";

        Outcome outcome = perform(Chore.on(Replay.id(2), CrateChores.EXCLUDE));

        assertThat(outcome.ok()).isFalse();
        assertThat(outcome.text()).isEqualTo("exclude: no master is elected, by the word of data-0");
        assertThat(statements).containsOnly(RollCall.WHO);
    }

    @Test
    void anUnknownChoreNamesThoseThereAre() {
        assertThat(perform(ofCluster("reindex")).text())
                .startsWith("reindex: no such chore; there are acknowledge-checks, ");
    }
}
