package dev.holdfast.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Page;
import dev.holdfast.api.ApiHouse;
import dev.holdfast.api.ApiServer;
import dev.holdfast.api.ApiSettings;
import dev.holdfast.engine.Leadership;
import dev.holdfast.web.screen.Screen;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every page in every state, light and dark, on a phone, a tablet, a desk and a very wide screen: nothing keeps anybody out, nothing fails, nothing is cut off. */
@Tag("real")
@Tag("long")
@Timeout(300)
class EveryPageOnScreenTest {

    private static final List<String> OF_A_SCENE = List.of(
            "/",
            "/clusters/orders",
            "/clusters/payments",
            "/clusters/telemetry-of-all-warehouses",
            "/clusters/clicks",
            "/clusters/audit",
            "/clusters/search",
            "/clusters/payments/configuration",
            "/clusters/search/backups",
            "/clusters/search/backups/new",
            "/clusters/search/backups/before-the-upgrade/restore",
            "/clusters/search/backups/before-the-upgrade/try",
            "/clusters/clicks/nodes/broker-2",
            "/clusters/search/nodes/data-3",
            "/clusters/clicks/nodes/broker-2/logs",
            "/clusters/payments/do/scale",
            "/agents",
            "/audit",
            "/audit/c-3-mark/release",
            "/offers",
            "/events",
            "/events?about=nobody",
            "/packages",
            "/do/thaw",
            "/nowhere");

    private static final List<String> OF_AN_ENGINE = List.of(
            "/create?package=kafka",
            "/create/yaml",
            "/clusters/orders",
            "/clusters/orders/backups",
            "/clusters/orders/do/set",
            "/clusters/orders/do/edit",
            "/clusters/orders/do/upgrade",
            "/clusters/orders/do/restart",
            "/clusters/orders/do/uninstall",
            "/clusters/orders/do/pause",
            "/clusters/orders/do/resume",
            "/clusters/orders/do/cancel",
            "/clusters/orders/nodes/broker-0",
            "/clusters/orders/do/replace?node=broker-0",
            "/clusters/orders/do/remove?node=broker-2",
            "/audit",
            "/events");

    private static final String NOWHERE = "about:blank";

    private static Optional<Screen> open = Optional.empty();

    @TempDir
    private Path directory = Path.of("");

    @BeforeAll
    static void open() throws Exception {
        Optional<Path> chromium = Screen.chromium();
        assumeTrue(chromium.isPresent(), Screen.NO_CHROMIUM);
        open = Optional.of(Screen.open(chromium.get()));
    }

    @AfterAll
    static void shut() {
        open.ifPresent(Screen::close);
    }

    private static void look(Page page, String address) {
        page.navigate(address);
        Screen screen = open.orElseThrow();
        assertThat(screen.findings(page)).as("accessibility of " + address).isEqualTo(List.of());
        assertThat(screen.complaints()).as("complaints of " + address).isEqualTo(List.of());
        assertThat(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
                .as(address + " is no wider than its screen")
                .isEqualTo(true);
    }

    @ParameterizedTest
    @CsvSource({"1280, false", "1280, true", "390, false", "390, true", "820, false", "2560, true"})
    void ofMadeUpClusters(int width, boolean dark) throws Exception {
        Page page = open.orElseThrow().page(width, 860, dark);
        for (String scene : List.of("mixed", "empty", "frozen", "nomaster")) {
            try (ApiServer server = Stage.open(Props.of(Stage.scene(scene)), ApiSettings.loopback(0))) {
                List<String> paths = scene.equals("mixed") ? OF_A_SCENE : List.of("/", "/agents", "/offers", "/events");
                for (String path : paths) {
                    look(page, server.uri() + path);
                }
                page.navigate(NOWHERE); // nobody looks when the server ends
            }
        }
        page.context().close();
    }

    @ParameterizedTest
    @CsvSource({"1280, false", "390, true"})
    void ofAnEngineThatWaitsForOffers(int width, boolean dark) throws Exception {
        Page page = open.orElseThrow().page(width, 860, dark);
        try (ApiHouse house =
                new ApiHouse(directory, ApiSettings.loopback(0), backend -> Web.of(backend, Leadership.alone()))) {
            house.post("/v1/clusters", "{\"packageName\":\"kafka\",\"name\":\"orders\"}");
            house.await("/v1/clusters", clusters -> clusters.size() == 1);
            for (String path : OF_AN_ENGINE) {
                look(page, house.uri() + path);
            }
            page.navigate(NOWHERE);
        }
        page.context().close();
    }

    @ParameterizedTest
    @CsvSource({"1280, false", "390, true"})
    void ofTheDoor(int width, boolean dark) throws Exception {
        Page page = open.orElseThrow().page(width, 860, dark);
        ApiSettings locked = new ApiSettings("127.0.0.1", 0, Optional.of("a-token-of-good-length"));
        try (ApiServer server = Stage.open(Props.of(Stage.scene("mixed")), locked)) {
            look(page, server.uri() + "/");
            look(page, server.uri() + "/logout");
            page.navigate(NOWHERE);
        }
        page.context().close();
    }
}
