package dev.holdfast.web;

import com.microsoft.playwright.Clock;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.WaitUntilState;
import dev.holdfast.api.ApiHouse;
import dev.holdfast.api.ApiServer;
import dev.holdfast.api.ApiSettings;
import dev.holdfast.core.View.ClusterPicture;
import dev.holdfast.engine.Leadership;
import dev.holdfast.web.screen.Screen;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The pictures of the manual, of every page and state: {@code Screenshots DIRECTORY}. What is shown is made up, or comes from a real engine whose
 * Mesos never makes an offer; time stands still, so that the same pages give the same pictures.
 */
final class Screenshots {

    private static final int WIDE = 1280;
    private static final int PHONE = 390;
    private static final int TALL = 860;
    private static final int MOMENTS = 24;
    private static final long MOST_BYTES = 150_000;
    private static final long MOST_SECONDS = 150;
    private static final String TOKEN = "a-token-of-good-length";

    private static final String WRONG_SPEC = """
            name: orders
            package: kafka
            groups:
              broker:
                count: 5
                memmory: 2 GB
                disk: lots
            """;

    private final Screen screen;
    private final Path directory;

    private Screenshots(Screen screen, Path directory) {
        this.screen = screen;
        this.directory = directory;
    }

    public static void main(String[] args) throws Exception {
        Path directory = Files.createDirectories(Path.of(args[0]).toAbsolutePath());
        Optional<Path> chromium = Screen.chromium();
        if (chromium.isEmpty()) {
            System.err.println(Screen.NO_CHROMIUM);
            System.exit(1);
        }
        try (Screen screen = Screen.open(chromium.get())) {
            Screenshots shots = new Screenshots(screen, directory);
            shots.ofScenes();
            shots.ofForms();
            shots.ofNumbers();
            shots.ofTheDoor();
        }
    }

    private void ofScenes() throws Exception {
        try (ApiServer empty = stage("empty")) {
            shoot("overview-empty", empty.uri() + "/", WIDE, false);
        }
        try (ApiServer mixed = stage("mixed")) {
            String at = mixed.uri().toString();
            shoot("overview", at + "/", WIDE, false);
            shoot("overview-dark", at + "/", WIDE, true);
            shoot("overview-phone", at + "/", PHONE, true);
            shoot("cluster-healthy", at + "/clusters/orders", WIDE, false);
            shoot("cluster-rolling", at + "/clusters/payments", WIDE, true);
            shoot("cluster-blocked", at + "/clusters/telemetry-of-all-warehouses", WIDE, false);
            shoot("cluster-broken", at + "/clusters/clicks", WIDE, false);
            shoot("cluster-phone", at + "/clusters/payments", PHONE, false);
            shoot("node", at + "/clusters/clicks/nodes/broker-2", WIDE, false);
            shoot("node-phone", at + "/clusters/clicks/nodes/broker-2", PHONE, true);
            shoot("log", at + "/clusters/clicks/nodes/broker-2/logs", WIDE, true);
            shoot("backups", at + "/clusters/search/backups", WIDE, false);
            shoot("audit", at + "/audit", WIDE, false);
            shoot("packages", at + "/packages", WIDE, true);
            shoot("events", at + "/events", WIDE, false);
            shoot("configuration", at + "/clusters/payments/configuration", WIDE, true);
            shoot("agents", at + "/agents", WIDE, false);
            shoot("offers", at + "/offers", WIDE, false);
        }
        try (ApiServer frozen = stage("frozen")) {
            shoot("frozen", frozen.uri() + "/", WIDE, false);
        }
    }

    private static ApiServer stage(String scene) throws Exception {
        return Stage.open(Props.of(Stage.scene(scene)), ApiSettings.loopback(0));
    }

    private void ofForms() throws Exception {
        Path scratch = Files.createTempDirectory("holdfast-screenshots");
        try (ApiHouse house =
                new ApiHouse(scratch, ApiSettings.loopback(0), backend -> Web.of(backend, Leadership.alone()))) {
            String at = house.server.uri().toString();
            shoot("create", at + "/create?package=kafka", WIDE, false, page -> {
                page.locator("#f-name").fill("orders");
                page.locator("#f-broker-memory").fill("2 GB");
                page.locator("#outcome .act-preview").waitFor();
            });
            shoot("preview", at + "/create?package=kafka", WIDE, true, page -> {
                page.locator("#f-name").fill("orders");
                page.locator("#outcome .act-preview").waitFor();
                page.locator("#outcome").evaluate("element => element.scrollIntoView()");
            });
            shoot("create-refused", at + "/create/yaml", WIDE, false, page -> {
                page.locator("#f-spec").fill(WRONG_SPEC);
                page.locator("#f-spec-problem .problem").first().waitFor();
            });
            house.post("/v1/clusters", "{\"packageName\":\"kafka\",\"name\":\"orders\"}");
            house.await("/v1/clusters", clusters -> clusters.size() == 1);
            shoot("uninstall", at + "/clusters/orders/do/uninstall", WIDE, false, page -> {
                page.locator("#confirm").scrollIntoViewIfNeeded();
                page.locator("#confirm").fill("orders");
            });
        }
    }

    /** Numbers are drawn from what comes while somebody looks: here the browser's two seconds pass in a moment. */
    private void ofNumbers() throws Exception {
        FakeSources sources = Props.of(Stage.scene("mixed"));
        ClusterPicture orders = sources.view().cluster("orders").orElseThrow();
        try (ApiServer server = Stage.open(sources, ApiSettings.loopback(0))) {
            Page page = screen.page(WIDE, TALL, false);
            page.clock().install(new Clock.InstallOptions().setTime(Scene.NOW.toEpochMilli()));
            page.navigate(server.uri() + "/clusters/orders/nodes/broker-1");
            page.clock().pauseAt(Scene.NOW.toEpochMilli() + 12_000);
            page.locator(".chart canvas").first().waitFor();
            for (int moment = 1; moment <= MOMENTS; moment++) {
                Props.numbers(sources, orders, moment);
                sources.show(sources.view());
                page.locator("[data-value='" + Props.latency(moment) + "']").waitFor();
                page.clock().runFor(2000);
            }
            picture(page, "numbers");
        }
    }

    private void ofTheDoor() throws Exception {
        ApiSettings locked = new ApiSettings("127.0.0.1", 0, Optional.of(TOKEN));
        try (ApiServer server = Stage.open(Props.of(Stage.scene("mixed")), locked)) {
            shoot("log-in", server.uri() + "/", WIDE, false);
        }
    }

    private void shoot(String name, String address, int width, boolean dark) throws Exception {
        shoot(name, address, width, dark, page -> {});
    }

    private void shoot(String name, String address, int width, boolean dark, Consumer<Page> first) throws Exception {
        Thread guard = guard(name);
        shootGuarded(name, address, width, dark, first);
        guard.interrupt();
    }

    /** Opening and closing a page have no time limit of their own: a Chromium that has ceased to answer would be waited for without end. */
    private static Thread guard(String name) {
        Thread guard = new Thread(
                () -> {
                    try {
                        TimeUnit.SECONDS.sleep(MOST_SECONDS);
                        System.err.println(name + " is not there after " + MOST_SECONDS
                                + " s: Chromium does not answer any more; run it again");
                        Runtime.getRuntime().halt(1);
                    } catch (InterruptedException there) {
                        Thread.currentThread().interrupt();
                    }
                },
                "guard");
        guard.setDaemon(true);
        guard.start();
        return guard;
    }

    private void shootGuarded(String name, String address, int width, boolean dark, Consumer<Page> first)
            throws Exception {
        Page page = screen.page(width, TALL, dark);
        page.clock().setFixedTime(Scene.NOW.toEpochMilli());
        page.navigate(address, new Page.NavigateOptions().setWaitUntil(WaitUntilState.DOMCONTENTLOADED));
        page.waitForFunction("() => document.fonts.status === 'loaded'");
        page.waitForFunction(
                "() => !document.body.dataset.live || document.getElementById('live').dataset.state === 'on'");
        page.waitForFunction(
                "() => [...document.querySelectorAll('.chart')].every(chart => chart.querySelector('canvas'))");
        first.accept(page);
        picture(page, name);
    }

    private void picture(Page page, String name) throws Exception {
        Path file = directory.resolve(name + ".png");
        page.screenshot(new Page.ScreenshotOptions().setPath(file));
        page.context().close();
        List<String> complaints = screen.complaints();
        System.out.println(file + " " + Files.size(file) + " bytes"
                + (Files.size(file) > MOST_BYTES ? ", more than " + MOST_BYTES : "")
                + (complaints.isEmpty() ? "" : " " + complaints));
    }
}
