package dev.holdfast.real;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import dev.holdfast.web.screen.Screen;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** A person with a browser and a real Kafka cluster: one chapter after the other, each begins where the one before left it. */
@Tag("real")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PagesInChromiumTest {

    private static final double FIRST_START = 180_000;
    private static final double ONE_NODE = 90_000;
    private static final double QUICK = 30_000;

    private static Optional<RealHouse> open = Optional.empty();
    private static Optional<Screen> watched = Optional.empty();
    private static Optional<Page> shown = Optional.empty();
    private static String base = "";
    private static boolean whole = true;

    @BeforeAll
    static void open() throws IOException {
        Optional<Path> chromium = Screen.chromium();
        assumeTrue(chromium.isPresent(), Screen.NO_CHROMIUM);
        RealHouse house = new RealHouse("127.0.53", "k1");
        open = Optional.of(house);
        house.startMesos(0, 1, 2);
        house.startScheduler();
        base = house.say("api").substring("api ".length());
        Screen screen = Screen.open(chromium.get());
        watched = Optional.of(screen);
        Page page = screen.page(1280, 900, false);
        page.setDefaultTimeout(ONE_NODE);
        PlaywrightAssertions.setDefaultAssertionTimeout(QUICK);
        shown = Optional.of(page);
    }

    @AfterAll
    static void close() throws IOException {
        watched.ifPresent(Screen::close);
        if (open.isPresent()) {
            open.get().close();
        }
    }

    /** A chapter whose forerunner failed has nothing to begin with. */
    @BeforeEach
    void begins() {
        assumeTrue(whole, "an earlier chapter failed");
        whole = false;
    }

    private static Page page() {
        return shown.orElseThrow();
    }

    private static Page at(String path) {
        page().navigate(base + path);
        return page();
    }

    /** Nothing on it keeps anybody out, and nothing in it failed. */
    private static void isFit() {
        Screen screen = watched.orElseThrow();
        assertThat(screen.findings(page()))
                .as("accessibility of " + page().url())
                .isEqualTo(List.of());
        assertThat(screen.complaints()).as("complaints of " + page().url()).isEqualTo(List.of());
    }

    private static Locator row(String node) {
        return page().locator("tr[data-key='" + node + "']");
    }

    private static LocatorAssertions.ContainsTextOptions within(double millis) {
        return new LocatorAssertions.ContainsTextOptions().setTimeout(millis);
    }

    @Test
    @Order(1)
    void whereThereIsNothingYetEveryPageSaysSo() {
        for (String path : List.of("/", "/agents", "/offers", "/packages", "/events", "/create", "/create/yaml")) {
            at(path);
            isFit();
        }
        whole = true;
    }

    @Test
    @Order(2)
    void aClusterIsCreatedWithTheKeyboardAlone() {
        Page page = at("/create?package=kafka");
        Screen.tabTo(page, page.locator("#f-name"), 40);
        page.keyboard().type("k1");
        Screen.tabTo(page, page.locator("#f-controller-count"), 20);
        page.keyboard().press("Control+A");
        page.keyboard().type("1");
        Screen.tabTo(page, page.locator("#f-broker-count"), 20);
        page.keyboard().press("Control+A");
        page.keyboard().type("2");
        page.keyboard().press("Enter");
        assertThat(page.locator("#outcome")).containsText("add broker-1");
        isFit();
        Screen.tabTo(page, page.locator(".act-do button[type=submit]"), 60);
        page.keyboard().press("Enter");
        page.waitForURL(base + "/clusters/k1");
        whole = true;
    }

    @Test
    @Order(3)
    void itsPlanIsWatchedLiveUntilAllIsReady() {
        Page page = page();
        page.evaluate("window.notLoadedAgain = true");
        isFit();
        assertThat(row("broker-1")).containsText("ready", within(FIRST_START));
        assertThat(page.locator("#page .title .badge"))
                .hasText(Pattern.compile("ready"), new LocatorAssertions.HasTextOptions().setTimeout(ONE_NODE));
        assertThat(page.evaluate("window.notLoadedAgain")).isEqualTo(true);
        isFit();
        whole = true;
    }

    @Test
    @Order(4)
    void whatIsRefusedIsSaidBesideItsField() {
        Page page = at("/clusters/k1/do/scale");
        page.locator("#f-controller-count").fill("2");
        assertThat(page.locator("#f-controller-count-problem")).containsText("2"); // while it is typed
        page.getByText("Preview", new Page.GetByTextOptions().setExact(true)).click();
        assertThat(page.locator("#outcome")).containsText("Nothing has changed");
        assertThat(page.locator("#f-controller-count")).hasAttribute("aria-invalid", "true");
        isFit();
        assertThat(open.orElseThrow().cluster().group("controller")).hasSize(1);
        whole = true;
    }

    @Test
    @Order(5)
    void itIsScaledAfterWhatWouldBeDoneWasSeen() {
        Page page = at("/clusters/k1/do/scale");
        page.locator("#f-broker-count").fill("3");
        assertThat(page.locator("#outcome")).containsText("add broker-2"); // while it is typed
        page.locator(".act-do button[type=submit]").click();
        page.waitForURL(base + "/clusters/k1");
        assertThat(row("broker-2")).containsText("ready", within(ONE_NODE));
        whole = true;
    }

    @Test
    @Order(6)
    void aKilledNodeHealsOnScreen() {
        at("/clusters/k1");
        assertThat(row("broker-1")).containsText("ready");
        RealHouse house = open.orElseThrow();
        house.killDatabase(house.cluster().node("broker-1"));
        assertThat(row("broker-1").locator(".badge"))
                .not()
                .hasText("ready", new LocatorAssertions.HasTextOptions().setTimeout(ONE_NODE));
        assertThat(row("broker-1").locator(".badge"))
                .hasText("ready", new LocatorAssertions.HasTextOptions().setTimeout(ONE_NODE));
        assertThat(house.cluster().node("broker-1").incarnation()).isGreaterThan(1);
        whole = true;
    }

    @Test
    @Order(7)
    void whatANodeWritesIsFollowed() {
        Page page = at("/clusters/k1/nodes/broker-1");
        assertThat(page.locator(".log-text")).containsText("Kafka Server started", within(ONE_NODE));
        isFit();
        int before = page.locator(".log-text").textContent().length();
        at("/clusters/k1/nodes/broker-1/logs?file=stdout");
        assertThat(page.locator(".log-text")).containsText("Kafka Server started", within(ONE_NODE));
        assertThat(page.locator(".log-text").textContent().length()).isGreaterThanOrEqualTo(before);
        isFit();
        Locator launches = page.locator("select[name=launch] option"); // it was killed and launched again
        assertThat(launches.last()).containsText("1st launch");
        page.locator("select[name=launch]").selectOption("1");
        assertThat(page.locator(".log-text")).containsText("Kafka Server started", within(ONE_NODE));
        assertThat(page.locator("[data-follow]")).hasCount(0); // that one writes nothing any more
        isFit();
        whole = true;
    }

    @Test
    @Order(8)
    void whatTakesNodesDownWantsItsName() {
        Page page = at("/clusters/k1/do/restart?node=broker-0");
        assertThat(page.locator("#outcome")).containsText("restart broker-0");
        page.locator(".act-do button[type=submit]").click();
        assertThat(page.locator("#confirm-problem")).containsText("Nothing was done");
        isFit();
        page.locator("#confirm").fill("k1/broker-0");
        page.locator(".act-do button[type=submit]").click();
        page.waitForURL(base + "/clusters/k1");
        assertThat(page.locator("#page")).containsText("restart broker-0");
        whole = true;
    }

    @Test
    @Order(9)
    void everyPageIsFitInTheDarkOnAPhone() {
        Screen screen = watched.orElseThrow();
        Page phone = screen.page(390, 844, true);
        shown = Optional.of(phone);
        for (String path : List.of(
                "/",
                "/clusters/k1",
                "/clusters/k1/configuration",
                "/clusters/k1/backups",
                "/clusters/k1/nodes/broker-0",
                "/clusters/k1/do/set",
                "/clusters/k1/do/edit",
                "/clusters/k1/do/uninstall",
                "/clusters/k1/nodes/broker-0/logs?launch=1&file=stderr",
                "/agents",
                "/audit",
                "/offers",
                "/packages",
                "/events",
                "/create",
                "/nowhere")) {
            at(path);
            isFit();
            assertThat(phone.evaluate("document.documentElement.scrollWidth <= innerWidth"))
                    .as(path + " is no wider than a phone")
                    .isEqualTo(true);
        }
        whole = true;
    }
}
