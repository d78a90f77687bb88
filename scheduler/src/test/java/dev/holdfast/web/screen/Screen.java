package dev.holdfast.web.screen;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A Chromium without a window, and what it complains of. */
public final class Screen implements AutoCloseable {

    /** Said where there is none, by who then skips. */
    public static final String NO_CHROMIUM =
            "there is no chromium, chromium-browser or google-chrome on the PATH: pages are not looked at";

    private static final String AXE = "/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js";

    private static final String FINDINGS = """
            async () => {
              const result = await axe.run(document, { resultTypes: ['violations'] });
              return result.violations
                .filter(v => v.impact === 'serious' || v.impact === 'critical')
                .map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160) + ' | '
                  + (n.any[0]?.message ?? n.all[0]?.message ?? '')).join(' ;; '));
            }""";

    private final Playwright playwright;
    private final Browser browser;
    private final String axe;
    private final List<String> complaints = new ArrayList<>();

    private Screen(Playwright playwright, Browser browser, String axe) {
        this.playwright = playwright;
        this.browser = browser;
        this.axe = axe;
    }

    /** A Chromium that this machine has. */
    public static Optional<Path> chromium() {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.of("chromium", "chromium-browser", "google-chrome")
                .flatMap(name -> Stream.of(path.split(File.pathSeparator, -1)).map(part -> Path.of(part, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    public static Screen open(Path chromium) throws IOException {
        Playwright playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        Browser browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(chromium)
                        .setArgs(List.of(
                                "--no-sandbox", // Chromium wants no other way as root
                                "--disable-gpu",
                                "--disable-dev-shm-usage",
                                "--disable-background-networking")));
        try (InputStream in = Screen.class.getResourceAsStream(AXE)) {
            if (in == null) {
                throw new IllegalStateException("the class path has no " + AXE);
            }
            return new Screen(playwright, browser, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** A page of this size; what its console says and what fails in it is remembered. */
    public Page page(int width, int height, boolean dark) {
        return page(new Browser.NewContextOptions()
                .setViewportSize(width, height)
                .setReducedMotion(ReducedMotion.REDUCE)
                .setColorScheme(dark ? ColorScheme.DARK : ColorScheme.LIGHT));
    }

    /** The same, of a browser that is set up in another way. */
    public Page page(Browser.NewContextOptions options) {
        BrowserContext context = browser.newContext(options);
        Page page = context.newPage();
        page.onConsoleMessage(message -> {
            boolean refusal = message.text().matches(".*the server responded with a status of (4\\d\\d|503).*");
            // A preview that is under way when its form is sent is given up, which htmx calls an error.
            boolean givenUp = message.text().startsWith("htmx:sendAbort")
                    || message.text().startsWith("htmx:afterRequest");
            if (message.type().equals("error") && !refusal && !givenUp) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
        return page;
    }

    /** What scripts failed at, or the browser kept from happening, since the last time. */
    public List<String> complaints() {
        List<String> all = List.copyOf(complaints);
        complaints.clear();
        return all;
    }

    /** Serious and critical findings about the page as it stands, for people who cannot see or point. */
    public List<?> findings(Page page) {
        page.evaluate(axe);
        return (List<?>) page.evaluate(FINDINGS);
    }

    /** Presses Tab until this has the focus, as people do who have no mouse. */
    public static void tabTo(Page page, Locator wanted, int atMost) {
        for (int i = 0; i < atMost; i++) {
            if (Boolean.TRUE.equals(wanted.evaluate("element => element === document.activeElement"))) {
                return;
            }
            page.keyboard().press("Tab");
        }
        throw new AssertionError("the keyboard does not come to " + wanted + " within " + atMost + " steps");
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
