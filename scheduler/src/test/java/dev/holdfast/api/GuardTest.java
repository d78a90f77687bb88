package dev.holdfast.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.api.Browser.Shown;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything that pages of other people might try, against a server on this machine. */
class GuardTest {

    private static final String TOKEN = "a-token-of-good-length";
    private static final String JSON = "{\"packageName\":\"kafka\",\"name\":\"orders\"}";

    @TempDir
    private Path directory = Path.of("");

    private final List<String> done = new CopyOnWriteArrayList<>();
    private Optional<ApiHouse> open = Optional.empty();
    private Optional<ApiHouse> locked = Optional.empty();

    /** A page with a form, and what sending the form does. */
    private final class OnePage implements Pages {

        @Override
        public void serve(RoutesConfig routes, Desk desk, Visitors visitors) {
            routes.get("/page", context -> context.html("name=\"csrf\" value=\"" + visitors.formToken(context) + "\""));
            routes.post("/page", context -> done.add("posted"));
            routes.get(
                    "/login", context -> context.html("name=\"csrf\" value=\"" + visitors.formToken(context) + "\""));
            routes.post("/login", context -> {
                visitors.logIn(context, String.valueOf(context.formParam("token")));
                context.redirect("/page");
            });
            routes.post("/logout", visitors::logOut);
        }

        @Override
        public void first(Context context) {
            context.html("first");
        }

        @Override
        public void refuse(Context context, Refused refused) {
            context.status(refused.status())
                    .html("<h1>" + refused.problems().get(0).message() + " | "
                            + refused.problems().get(0).remedy() + "</h1>");
        }

        @Override
        public void close() {}
    }

    @BeforeEach
    void start() throws Exception {
        Path one = Files.createDirectory(directory.resolve("open"));
        Path other = Files.createDirectory(directory.resolve("locked"));
        open = Optional.of(new ApiHouse(one, ApiSettings.loopback(0), backend -> new OnePage()));
        locked = Optional.of(
                new ApiHouse(other, new ApiSettings("127.0.0.1", 0, Optional.of(TOKEN)), backend -> new OnePage()));
    }

    @AfterEach
    void stop() {
        open.orElseThrow().close();
        locked.orElseThrow().close();
    }

    private Browser atOpen() {
        return new Browser(open.orElseThrow().server.uri());
    }

    private Browser atLocked() {
        return new Browser(locked.orElseThrow().server.uri());
    }

    private Browser loggedIn() throws Exception {
        Browser browser = atLocked();
        String csrf = browser.get("/login").hidden("csrf");
        assertThat(browser.post("/login", Map.of("csrf", csrf, "token", TOKEN)).status())
                .isEqualTo(302);
        return browser;
    }

    private String clusters() throws Exception {
        return open.orElseThrow().get("/v1/clusters").text();
    }

    @Test
    void aNameThatIsNotOursIsRefusedWithWhatToDoEvenForAPage() throws Exception {
        Browser rebound = atOpen();
        rebound.usual.put("Host", "rebound.evil.example:4040");

        Shown api = rebound.get("/v1/status");
        Shown page = rebound.get("/page");

        assertThat(api.status()).isEqualTo(403);
        assertThat(api.body()).contains("does not answer as 'rebound.evil.example'", "--allowed-host");
        assertThat(page.status()).isEqualTo(403);
        assertThat(page.body()).startsWith("<h1>this scheduler does not answer as");
    }

    @Test
    void aNameThatTheUserAllowsIsOurs() throws Exception {
        ApiSettings named = ApiSettings.loopback(0).withAllowedHosts(List.of("Holdfast.example"));
        Path own = Files.createDirectory(directory.resolve("named"));
        try (ApiHouse house = new ApiHouse(own, named, backend -> new OnePage())) {
            Browser browser = new Browser(house.server.uri());
            browser.usual.put("Host", "holdfast.example");
            assertThat(browser.get("/page").status()).isEqualTo(200);
            browser.usual.put("Host", "holdfast.example.evil.example");
            assertThat(browser.get("/page").status()).isEqualTo(403);
        }
    }

    @Test
    void aProgramPostsJsonAsEver() throws Exception {
        assertThat(atOpen().send("POST", "/v1/clusters?preview=true", JSON).status())
                .isEqualTo(200);
    }

    @Test
    void aPageOfAnotherSiteCannotCreateAClusterThoughAFormCanSendAnyText() throws Exception {
        for (String tells : List.of(
                "Origin: http://evil.example",
                "Origin: null",
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site")) {
            Shown refused = atOpen().send("POST", "/v1/clusters", JSON, "Content-Type: text/plain", tells);
            assertThat(refused.status()).as(tells).isEqualTo(403);
            assertThat(refused.body()).contains("open the scheduler's own page");
        }
        assertThat(clusters()).isEqualTo("[]");
    }

    @Test
    void anotherPortOfThisMachineIsAnotherSite() throws Exception {
        assertThat(atOpen().send("POST", "/v1/clusters", JSON, "Origin: http://127.0.0.1:1")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void aFormNeedsWhatItsPageGaveIt() throws Exception {
        Browser browser = atOpen();
        String csrf = browser.get("/page").hidden("csrf");

        assertThat(browser.post("/page", Map.of()).status()).isEqualTo(403);
        assertThat(browser.post("/page", Map.of("csrf", csrf + "x")).body()).contains("load the page again");
        assertThat(atOpen().post("/page", Map.of("csrf", csrf)).status()).isEqualTo(403); // of another visitor
        assertThat(done).isEmpty();
        assertThat(browser.post("/page", Map.of("csrf", csrf)).status()).isEqualTo(200);
        assertThat(browser.send("POST", "/page", "", "X-CSRF-Token: " + csrf).status())
                .isEqualTo(200);
        assertThat(done).hasSize(2);
    }

    @Test
    void whatIsEmbeddedElsewhereIsRefusedAndALinkFromElsewhereIsNot() throws Exception {
        assertThat(atOpen().get("/v1/stream", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors")
                        .status())
                .isEqualTo(403);
        assertThat(atOpen().get(
                                "/page",
                                "Sec-Fetch-Site: cross-site",
                                "Sec-Fetch-Mode: navigate",
                                "Sec-Fetch-Dest: iframe")
                        .status())
                .isEqualTo(403);
        Shown followed = atOpen().get(
                        "/page", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document");
        assertThat(followed.status()).isEqualTo(200);
        assertThat(followed.header("X-Frame-Options")).contains("DENY");
        assertThat(followed.header("Content-Security-Policy").orElse("")).contains("frame-ancestors 'none'");
        assertThat(followed.header("X-Content-Type-Options")).contains("nosniff");
    }

    @Test
    void whereThereIsATokenAPageLeadsToTheDoorAndBackAgain() throws Exception {
        Shown page = atLocked().get("/page?a=b");
        assertThat(page.status()).isEqualTo(303);
        assertThat(page.header("Location").orElse("")).endsWith("/login?next=%2Fpage%3Fa%3Db");
        assertThat(atLocked().get("/v1/status").status()).isEqualTo(401);
        assertThat(atLocked().get("/v1/status").body()).contains("this API wants a token");
    }

    @Test
    void theCookieIsNotTheTokenAndNoScriptOrOtherSiteGetsIt() throws Exception {
        Browser browser = atLocked();
        String csrf = browser.get("/login").hidden("csrf");
        Shown in = browser.post("/login", Map.of("csrf", csrf, "token", TOKEN));
        assertThat(in.header("Set-Cookie").orElse(""))
                .contains("holdfast-session=", "HttpOnly", "SameSite=Strict", "Max-Age=43200")
                .doesNotContain(TOKEN, "Secure");
        Browser forwarded = atLocked();
        forwarded.usual.put("X-Forwarded-Proto", "https");
        String there = forwarded.get("/login").hidden("csrf");
        assertThat(forwarded
                        .post("/login", Map.of("csrf", there, "token", TOKEN))
                        .header("Set-Cookie")
                        .orElse(""))
                .contains("Secure");
        assertThat(browser.get("/page").status()).isEqualTo(200);
        assertThat(browser.get("/v1/status").status()).isEqualTo(200);
    }

    @Test
    void theCookieAloneChangesNothingAtTheApi() throws Exception {
        Browser browser = loggedIn();
        assertThat(browser.send("POST", "/v1/clusters?preview=true", JSON).status())
                .isEqualTo(403);
        String csrf = browser.get("/page").hidden("csrf");
        assertThat(browser.send("POST", "/v1/clusters?preview=true", JSON, "X-CSRF-Token: " + csrf)
                        .status())
                .isEqualTo(200);
        assertThat(atLocked()
                        .send("POST", "/v1/clusters?preview=true", JSON, "Authorization: Bearer " + TOKEN)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aLogInNeedsItsOwnPageToo() throws Exception {
        assertThat(atLocked().post("/login", Map.of("token", TOKEN)).status()).isEqualTo(403);
        Browser browser = atLocked();
        String csrf = browser.get("/login").hidden("csrf");
        assertThat(browser.post("/login", Map.of("csrf", csrf, "token", TOKEN), "Origin: http://evil.example")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void wrongTokensAreCountedAndThenNoneIsTakenForAWhile() throws Exception {
        Browser browser = atLocked();
        String csrf = browser.get("/login").hidden("csrf");
        for (int i = 0; i < Tries.MOST_OF_ONE; i++) {
            Shown wrong = browser.post("/login", Map.of("csrf", csrf, "token", "guess-number-" + i));
            assertThat(wrong.status()).isEqualTo(401);
            assertThat(wrong.body()).contains("that is not the token", "--api-token-file");
        }
        Shown right = browser.post("/login", Map.of("csrf", csrf, "token", TOKEN));
        assertThat(right.status()).isEqualTo(429);
        assertThat(right.body()).contains("wait a minute");
        assertThat(browser.get("/v1/status", "Authorization: Bearer " + TOKEN).status())
                .isEqualTo(200);
    }

    @Test
    void whoLogsOutIsOutAndSoIsWhoeverCopiedTheCookie() throws Exception {
        Browser browser = loggedIn();
        Browser thief = atLocked();
        thief.take("holdfast-session", browser.cookie("holdfast-session"));
        assertThat(thief.get("/page").status()).isEqualTo(200);

        browser.post("/logout", Map.of("csrf", browser.get("/page").hidden("csrf")));

        assertThat(browser.cookie("holdfast-session")).isEmpty();
        assertThat(browser.get("/page").status()).isEqualTo(303);
        assertThat(thief.get("/page").status()).isEqualTo(303);
    }

    @Test
    void aCookieThatSomebodyMadeUpIsNone() throws Exception {
        Browser browser = loggedIn();
        String[] parts = browser.cookie("holdfast-session").split("\\.", -1);
        Browser forger = atLocked();
        forger.take("holdfast-session", parts[0] + "." + (Long.parseLong(parts[1]) + 9999) + "." + parts[2]);
        assertThat(forger.get("/page").status()).isEqualTo(303);
        forger.take("holdfast-session", "a.b.c");
        assertThat(forger.get("/page").status()).isEqualTo(303);
    }
}
