package dev.holdfast.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.ReducedMotion;
import com.microsoft.playwright.options.SameSiteAttribute;
import dev.holdfast.api.ApiServer;
import dev.holdfast.api.ApiSettings;
import dev.holdfast.core.View.ClusterPicture;
import dev.holdfast.engine.NodeLogs;
import dev.holdfast.spec.ClusterSpec;
import dev.holdfast.web.screen.Screen;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A person with a browser before made-up clusters: what takes a browser to see, and no database. */
@Tag("real")
@Timeout(60)
class PagesOnScreenTest {

    private static final String TOKEN = "a-token-of-good-length";

    /** Whether anything is drawn in the chart that stands first. */
    private static final String DRAWN = """
            () => {
              const canvas = document.querySelector('.chart canvas');
              if (!canvas || !canvas.width) return false;
              const all = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
              return all.some(value => value > 0);
            }""";

    private static Optional<Screen> open = Optional.empty();

    private final FakeSources sources = Props.of(Stage.scene("mixed"));
    private final List<AutoCloseable> toClose = new ArrayList<>();

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

    @AfterEach
    void end() throws Exception {
        for (AutoCloseable one : toClose) {
            one.close();
        }
        assertThat(screen().complaints()).isEmpty();
    }

    private static Screen screen() {
        return open.orElseThrow();
    }

    private String serve(FakeSources shown, ApiSettings settings) throws Exception {
        ApiServer server = Stage.open(shown, settings);
        toClose.add(server);
        return server.uri().toString();
    }

    private String serve() throws Exception {
        return serve(sources, ApiSettings.loopback(0));
    }

    private Page page() {
        Page page = screen().page(1280, 900, false);
        toClose.add(0, page.context());
        return page;
    }

    private Page page(Browser.NewContextOptions options) {
        Page page = screen().page(options);
        toClose.add(0, page.context());
        return page;
    }

    @Test
    void oneLogsInWithTheTokenGoesWhereOneWantedToAndLogsOut() throws Exception {
        String base = serve(sources, new ApiSettings("127.0.0.1", 0, Optional.of(TOKEN)));
        Page page = page();
        page.navigate(base + "/clusters/orders/configuration");
        assertThat(page.locator("h1")).hasText("Log in");
        assertThat(page.content()).doesNotContain("min.insync", "card-orders");

        page.locator("#token").fill("not-the-token");
        page.keyboard().press("Enter");
        assertThat(page.locator("#token-problem")).containsText("That is not the token");
        assertThat(page.locator("#token")).hasAttribute("aria-invalid", "true");
        assertThat(screen().findings(page)).isEqualTo(List.of());

        page.locator("#token").fill(TOKEN);
        page.keyboard().press("Enter");
        assertThat(page.locator("h1")).hasText("orders");
        assertThat(page.url()).endsWith("/clusters/orders/configuration");
        Cookie session = page.context().cookies().stream()
                .filter(cookie -> cookie.name.equals("holdfast-session"))
                .findFirst()
                .orElseThrow();
        assertThat(session.sameSite).isEqualTo(SameSiteAttribute.STRICT);
        assertThat(session.httpOnly).isTrue();
        assertThat(session.value).doesNotContain(TOKEN);
        assertThat(page.evaluate("document.cookie")).isEqualTo("");

        page.navigate(base + "/logout");
        page.locator("button[type=submit]").click();
        assertThat(page.locator("h1")).hasText("Log in");
        page.context().addCookies(List.of(session)); // as from a copy of it
        page.navigate(base + "/clusters/orders");
        assertThat(page.locator("h1")).hasText("Log in");
    }

    @Test
    void oneThatStandsByShowsThePictureAndItsFormsLeadToTheLeader() throws Exception {
        String leader = serve();
        FakeSources standby = Props.of(Stage.scene("mixed"));
        standby.leading = new Glance.Leading(false, leader, "");
        String base = serve(standby, ApiSettings.loopback(0));
        Page page = page();
        page.navigate(base + "/");
        assertThat(page.locator("#card-orders")).containsText("ready");
        assertThat(page.locator("#notices")).containsText("This scheduler stands by");
        assertThat(page.locator("#notices a")).hasAttribute("href", leader);
        page.navigate(base + "/clusters/orders/nodes/broker-0");
        assertThat(page.locator("#tail")).containsText("the one that leads reads logs");

        page.navigate(base + "/clusters/orders");
        page.locator(".buttons > a[href$='/do/scale']").click();
        assertThat(page.locator("h1")).hasText("Scale orders");
        assertThat(page.url()).isEqualTo(leader + "/clusters/orders/do/scale");
    }

    @Test
    void aFormWhoseSchedulerHasCeasedToLeadSaysThatNothingWasDoneAndWhere() throws Exception {
        String next = serve();
        FakeSources old = Props.of(Stage.scene("mixed"));
        String base = serve(old, ApiSettings.loopback(0));
        Page page = page();
        page.navigate(base + "/clusters/orders/do/scale");
        old.leading = new Glance.Leading(false, next, "");
        page.locator(".act-form button[type=submit]").click();
        assertThat(page.locator("#main")).containsText("Nothing was done");
        assertThat(page.locator("#main a.button")).hasAttribute("href", next + "/clusters/orders/do/scale");
        old.leading = new Glance.Leading(false, "", "");
        page.goBack();
        page.locator(".act-form button[type=submit]").click();
        assertThat(page.locator("#main")).containsText("no other leads at the moment; nothing was done");
    }

    @Test
    void backupsTellTheirStateAndOnlyWholeOnesCanBeRestored() throws Exception {
        String base = serve();
        Page page = page();
        page.navigate(base + "/clusters/search/backups");
        assertThat(page.locator(".subnav [aria-current]")).hasText("Backups");
        assertThat(page.locator("tbody tr")).hasCount(4);
        assertThat(page.locator("tbody tr .badge"))
                .hasText(new String[] {"under way", "complete", "partial", "complete"});
        assertThat(page.locator("tbody tr").nth(2)).containsText("doc.clicks, shard 3");
        assertThat(page.getByText("Restore before-the-upgrade")).hasCount(1);
        assertThat(page.locator("tbody").getByText("Restore")).hasCount(2);
        page.locator("tbody tr").nth(3).getByText("Restore").click();
        assertThat(page.locator("h1")).hasText("Restore before-the-upgrade");
    }

    @Test
    void whatLooksLikeASecretIsDotsInLogsAndConfigurationsAlsoWhereTheyGrow() throws Exception {
        ClusterPicture orders = sources.view().cluster("orders").orElseThrow();
        ClusterSpec spec = Scene.spec("orders", 3, 5);
        TreeMap<String, String> settings = new TreeMap<>(spec.settings());
        settings.put("ssl.key.password", "hunter2");
        ClusterSpec told = new ClusterSpec(
                spec.name(),
                spec.packageName(),
                spec.version(),
                spec.user(),
                spec.role(),
                settings,
                spec.options(),
                spec.artifacts(),
                spec.groups());
        sources.change(view -> Scene.with(view, Scene.told(orders, told)));
        String base = serve();
        Page page = page();
        page.navigate(base + "/clusters/orders/configuration");
        assertThat(page.locator("#yaml")).containsText("ssl.key.password: ••••••");
        page.navigate(base + "/clusters/orders/nodes/broker-0");
        assertThat(page.locator(".log-text")).containsText("ssl.keystore.password=••••••");
        sources.files.computeIfPresent(
                "orders/broker-0/2/stdout", (name, text) -> text + "token: abcdefgh\nthe last line\n");
        assertThat(page.locator(".log-text")).containsText("the last line");
        assertThat(page.content()).doesNotContain("changeit", "hunter2", "abcdefgh");
    }

    @Test
    void anEarlierLaunchAndADatabasesOwnLogsAreAChoiceAwayAndANewLaunchIsFollowed() throws Exception {
        String base = serve();
        sources.files.put("orders/broker-0/1/stderr", "it broke\n");
        Page page = page();
        page.navigate(base + "/clusters/orders/nodes/broker-0");
        assertThat(page.locator("#launches li")).hasCount(2);
        page.locator("#tail select[name=file]").selectOption("logs/gc.log");
        assertThat(page.locator(".log-text")).containsText("Using G1");
        page.locator("#tail select[name=launch]").selectOption("1");
        assertThat(page.locator("#tail select[name=launch]")).hasValue("1");
        page.locator("#tail select[name=file]").selectOption("stderr");
        assertThat(page.locator(".log-text")).hasText("it broke");
        assertThat(page.locator("[data-follow]")).hasCount(0); // nothing will be written any more

        page.navigate(base + "/clusters/orders/nodes/broker-0/logs");
        assertThat(page.locator(".log-text")).containsText("started");
        sources.files.put("orders/broker-0/3/stdout", "here I am again\n");
        List<NodeLogs.Launched> launches = new ArrayList<>(sources.launches("orders", "broker-0"));
        launches.add(0, new NodeLogs.Launched(3, "host-8.example", Scene.NOW, "running", false));
        sources.launches.put("orders/broker-0", launches);
        assertThat(page.locator(".log-text")).containsText("3rd launch, on host-8.example");
        assertThat(page.locator(".log-text")).containsText("here I am again");
    }

    @Test
    void everythingCanBeReadWithoutAScript() throws Exception {
        String base = serve();
        Page page = page(new Browser.NewContextOptions().setJavaScriptEnabled(false));
        for (String[] told : new String[][] {
            {"/", "payments"},
            {"/clusters/payments", "12 of 30 partitions in sync"},
            {"/clusters/payments/configuration", "min.insync.replicas"},
            {"/clusters/search/backups", "before-the-upgrade"},
            {"/clusters/clicks/nodes/broker-2", "exit code 137"},
            {"/clusters/clicks/nodes/broker-2/logs", "[KafkaServer id=1] started"},
            {"/agents", "host-8.example"},
            {"/audit", "orders/broker-5"},
            {"/offers", "3 GB of 4 GB memory"},
            {"/events?cluster=orders&kind=plan", "set broker.memory=4GB"},
            {"/packages", "Apache Cassandra"}
        }) {
            page.navigate(base + told[0]);
            assertThat(page.locator("#main")).containsText(told[1]);
            assertThat(page.locator(".needs-script:visible")).hasCount(0);
        }
        page.navigate(base + "/clusters/clicks/nodes/broker-2/logs");
        page.locator("select[name=file]").selectOption("logs/gc.log");
        page.getByText("Show", new Page.GetByTextOptions().setExact(true)).click();
        assertThat(page.locator(".log-text")).containsText("Using G1");
    }

    @Test
    void theKeyboardLeadsFromTheFirstPageToADeed() throws Exception {
        String base = serve();
        Page page = page();
        page.navigate(base + "/");
        page.keyboard().press("Tab");
        assertThat(page.locator(".skip")).isFocused();
        page.keyboard().press("Enter");
        Screen.tabTo(page, page.locator("#card-orders a"), 20);
        page.keyboard().press("Enter");
        assertThat(page.locator("h1")).hasText("orders");
        Screen.tabTo(page, page.locator(".head .menu summary"), 30);
        page.keyboard().press("Enter");
        Screen.tabTo(page, page.locator(".menu a[href$='/do/set']"), 10);
        assertThat(page.locator(".menu a[href$='/do/set']")).isVisible();
        page.keyboard().press("Escape");
        assertThat(page.locator(".menu ul")).not().isVisible();
        assertThat(page.locator(".head .menu summary")).isFocused();
        page.keyboard().press("Enter");
        Screen.tabTo(page, page.locator(".menu a[href$='/do/set']"), 10);
        page.keyboard().press("Enter");
        assertThat(page.locator("h1")).hasText("Change settings of orders");
    }

    @Test
    void nothingMovesForWhoWantsItSo() throws Exception {
        String base = serve();
        String moving = "document.getAnimations().filter(one => one.playState === 'running').length";
        Page still = page(new Browser.NewContextOptions().setReducedMotion(ReducedMotion.REDUCE));
        still.navigate(base + "/");
        assertThat(still.locator("#live")).hasAttribute("data-state", "on");
        assertThat(still.evaluate(moving)).isEqualTo(0);
        Page lively = page(new Browser.NewContextOptions().setReducedMotion(ReducedMotion.NO_PREFERENCE));
        lively.navigate(base + "/");
        assertThat((Integer) lively.evaluate(moving)).isPositive();
    }

    @Test
    void numbersAreDrawnAndStayDrawnWhenTheWindowAndItsColoursChange() throws Exception {
        String base = serve();
        Page page = page();
        page.navigate(base + "/clusters/orders/nodes/broker-0");
        assertThat(page.locator(".chart canvas")).hasCount(4);
        page.waitForFunction(DRAWN);
        page.setViewportSize(390, 900);
        page.waitForFunction("() => document.querySelector('.chart canvas').width < 390");
        page.waitForFunction(DRAWN);
        page.setViewportSize(390, 2000);
        page.waitForFunction(DRAWN);
        page.locator("#theme").click();
        page.waitForFunction(DRAWN);
        assertThat(page.locator(".chart canvas")).hasCount(4);
    }
}
