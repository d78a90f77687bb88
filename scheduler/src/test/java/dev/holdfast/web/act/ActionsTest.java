package dev.holdfast.web.act;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.api.ApiHouse;
import dev.holdfast.api.ApiSettings;
import dev.holdfast.api.Browser;
import dev.holdfast.api.Browser.Shown;
import dev.holdfast.engine.Leadership;
import dev.holdfast.web.Web;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** What people can ask for with plain forms, against a real engine. */
class ActionsTest {

    @TempDir
    private Path directory = Path.of("");

    private Optional<ApiHouse> house = Optional.empty();
    private Optional<Browser> browser = Optional.empty();

    @BeforeEach
    void start() throws Exception {
        ApiHouse started =
                new ApiHouse(directory, ApiSettings.loopback(0), backend -> Web.of(backend, Leadership.alone()));
        house = Optional.of(started);
        browser = Optional.of(new Browser(started.server.uri()));
    }

    @AfterEach
    void stop() {
        house.orElseThrow().close();
    }

    private Shown get(String path) throws Exception {
        return browser.orElseThrow().get(path);
    }

    /** Sends a page's form back, with these fields filled in. */
    private Shown send(Shown page, String action, Map<String, String> filled) throws Exception {
        Map<String, String> fields = new LinkedHashMap<>(filled);
        fields.put("csrf", page.hidden("csrf"));
        return browser.orElseThrow().post(action, fields);
    }

    /** Presses the button below a preview. */
    private Shown confirm(Shown preview, String action, Map<String, String> filled) throws Exception {
        Map<String, String> fields = new LinkedHashMap<>(filled);
        fields.put("step", "do");
        fields.put("seen", preview.hidden("seen"));
        return send(preview, action, fields);
    }

    private void createOrders() throws Exception {
        house.orElseThrow().post("/v1/clusters", "{\"packageName\":\"kafka\",\"name\":\"orders\"}");
        house.orElseThrow().await("/v1/clusters", clusters -> clusters.size() == 1);
    }

    @Test
    void aClusterIsCreatedFromAFormAfterItsPreview() throws Exception {
        String action = "/create?package=kafka";
        Map<String, String> filled = Map.of("name", "orders", "broker.count", "4", "broker.memory", "700 MB");
        Shown preview = send(get("/create"), action, filled);

        assertThat(preview.status()).isEqualTo(200);
        assertThat(preview.body()).contains("add broker-3", "would go to host").doesNotContain("add broker-4");
        assertThat(house.orElseThrow().get("/v1/clusters").text()).isEqualTo("[]");

        Shown done = confirm(preview, action, filled);

        assertThat(done.status()).isEqualTo(303);
        assertThat(done.header("Location").orElse("")).endsWith("/clusters/orders");
        assertThat(house.orElseThrow()
                        .await("/v1/clusters/orders", known -> true)
                        .findValuesAsString("wanted"))
                .contains("4");
        assertThat(house.orElseThrow().get("/v1/clusters/orders/spec").text()).contains("memory: 700 MB");
    }

    @Test
    void whatIsWrongIsSaidBesideItsFieldWithTheRemedyAndWhatWasTypedStays() throws Exception {
        Shown refused =
                send(get("/create"), "/create?package=kafka", Map.of("name", "Not A Name!", "broker.memory", "lots"));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body())
                .contains("value=\"Not A Name!\"", "aria-invalid=\"true\"", "id=\"f-name-problem\"")
                .contains("Not like that");
        Shown memory = send(get("/create"), "/create?package=kafka", Map.of("name", "orders", "broker.memory", "lots"));
        assertThat(memory.body()).containsPattern("(?s)id=\"f-broker-memory-problem\">\\s*<div class=\"problem\">");
        assertThat(memory.body()).contains("Write a size such as 512 MB");
    }

    @Test
    void aSpecsProblemsAreShownWithTheirLines() throws Exception {
        String yaml = "name: orders\npackage: kafka\ngroups:\n  broker:\n    count: many\n    memmory: 1 GB\n";
        Shown refused = send(get("/create/yaml"), "/create/yaml", Map.of("spec", yaml));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).contains("<b>Line 5.</b>", "<code>    count: many</code>");
        assertThat(refused.body()).contains("<b>Line 6.</b>", "<code>    memmory: 1 GB</code>");
    }

    @Test
    void aClusterIsCreatedFromYaml() throws Exception {
        String yaml = "name: clicks\npackage: kafka\n";
        Map<String, String> filled = Map.of("spec", yaml);
        Shown preview = send(get("/create/yaml"), "/create/yaml", filled);
        assertThat(confirm(preview, "/create/yaml", filled).status()).isEqualTo(303);
        house.orElseThrow().await("/v1/clusters", clusters -> clusters.size() == 1);
    }

    @Test
    void whatWouldNowDoSomethingElseIsShownAgainAndNotDone() throws Exception {
        String action = "/create?package=kafka";
        Shown preview = send(get("/create"), action, Map.of("name", "orders", "broker.count", "3"));

        Shown other = confirm(preview, action, Map.of("name", "orders", "broker.count", "4"));

        assertThat(other.status()).isEqualTo(200);
        assertThat(other.body()).contains("Look again", "add broker-3");
        assertThat(house.orElseThrow().get("/v1/clusters").text()).isEqualTo("[]");
    }

    @Test
    void anUninstallShowsItsPlanAtOnceAndWantsTheNameTyped() throws Exception {
        createOrders();
        String action = "/clusters/orders/do/uninstall";
        Shown page = get(action);
        assertThat(page.body()).contains("Destroys all data of orders", "destroy broker-0", "Type <code>orders</code>");

        Shown unnamed = confirm(page, action, Map.of());
        Shown wrong = confirm(page, action, Map.of("confirm", "order"));

        assertThat(unnamed.body()).contains("Nothing was done: type orders");
        assertThat(wrong.body()).contains("Nothing was done: type orders");
        assertThat(house.orElseThrow()
                        .get("/v1/clusters/orders/plan")
                        .json()
                        .path("title")
                        .asString())
                .isEqualTo("create orders");

        assertThat(confirm(page, action, Map.of("confirm", "orders")).status()).isEqualTo(303);
        house.orElseThrow().await("/v1/clusters", known -> known.toString().contains("uninstall") || known.isEmpty());
    }

    @Test
    void whatCannotBeDoneNowIsRefusedWithCauseAndRemedy() throws Exception {
        createOrders();
        Shown refused = get("/clusters/orders/do/restart");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body())
                .contains("Plan 1 (create orders) is under way", "Wait for it", "Refused; nothing has changed");
    }

    @Test
    void aPlanIsPausedAndResumed() throws Exception {
        createOrders();
        String pause = "/clusters/orders/do/pause";
        assertThat(send(get(pause), pause, Map.of("step", "do")).status()).isEqualTo(303);
        house.orElseThrow()
                .await(
                        "/v1/clusters/orders/plan",
                        plan -> plan.path("status").asString().equals("paused"));
        String resume = "/clusters/orders/do/resume";
        assertThat(send(get(resume), resume, Map.of("step", "do")).status()).isEqualTo(303);
        house.orElseThrow()
                .await(
                        "/v1/clusters/orders/plan",
                        plan -> plan.path("status").asString().equals("running"));
    }

    @Test
    void anOverrideWantsTheNameTyped() throws Exception {
        createOrders();
        String resume = "/clusters/orders/do/resume?override=outage:min-isr";
        Shown page = get(resume);
        assertThat(page.body()).contains("Type <code>orders</code>", "override outage:min-isr");
        Shown unnamed = send(page, "/clusters/orders/do/resume", Map.of("step", "do", "override", "outage:min-isr"));
        assertThat(unnamed.body()).contains("Nothing was done");
    }

    @Test
    void settingsAreChangedByWhatDiffers() throws Exception {
        createOrders();
        String action = "/clusters/orders/do/set";
        Shown page = get(action);
        assertThat(page.body()).contains("name=\"broker.memory\"", "name=\"options.rebalance\"");
        Shown nothing = send(page, action, Map.of("settings", ""));
        assertThat(nothing.body()).contains("Nothing is changed");
        Shown preview = send(page, action, Map.of("settings", "log.retention.ms=60000\nmin.insync.replicas=2"));
        assertThat(preview.body()).contains("log.retention.ms", "What would be done");
        Shown wrong = send(page, action, Map.of("settings", "node.id=7"));
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.body()).contains("f-settings-problem").contains("class=\"problem\"");
    }

    @Test
    void whatIsTypedIsPreviewedWithoutMakingTheScriptFail() throws Exception {
        Shown page = get("/create");
        Map<String, String> fields = Map.of("csrf", page.hidden("csrf"), "name", "Wrong!", "step", "preview");
        Shown followed = browser.orElseThrow()
                .post(
                        "/create?package=kafka",
                        fields,
                        "HX-Request: true",
                        "Origin: http://" + house.orElseThrow().server.uri().getAuthority());
        assertThat(followed.status()).isEqualTo(200);
        assertThat(followed.body()).contains("f-name-problem", "class=\"problem\"");
    }

    @Test
    void onlyToLookChangesNothingWhateverItIs() throws Exception {
        createOrders();
        String before = house.orElseThrow().get("/v1/clusters/orders").text();
        for (String deed : List.of("restart", "stop", "start", "finalize", "rebalance", "cancel", "uninstall")) {
            get("/clusters/orders/do/" + deed);
            Shown looked =
                    send(get("/clusters/orders/do/scale"), "/clusters/orders/do/" + deed, Map.of("step", "preview"));
            assertThat(looked.status()).as(deed).isIn(200, 409);
        }
        for (String deed : List.of("replace", "remove")) {
            assertThat(get("/clusters/orders/do/" + deed + "?node=broker-1").status())
                    .as(deed)
                    .isIn(200, 409);
        }
        assertThat(house.orElseThrow()
                        .get("/v1/clusters/orders")
                        .json()
                        .path("plan")
                        .path("title")
                        .asString())
                .isEqualTo("create orders");
        assertThat(house.orElseThrow().get("/v1/clusters/orders").json().path("target"))
                .isEqualTo(JsonMapper.shared().readTree(before).path("target"));
    }

    @Test
    void whatIsNotThereIsSaid() throws Exception {
        assertThat(get("/clusters/nobody/do/scale").status()).isEqualTo(404);
        createOrders();
        assertThat(get("/clusters/orders/do/fly").status()).isEqualTo(404);
        assertThat(get("/clusters/orders/do/repair").status()).isEqualTo(404); // a ring's
        assertThat(get("/clusters/orders/do/restart?node=broker-77").status()).isEqualTo(404);
        assertThat(get("/clusters/orders/backups").body()).contains("Holdfast makes no backups of kafka yet");
        assertThat(get("/do/thaw").body()).contains("Nothing is held.");
    }

    @Test
    void whatPeopleTypeNeverBecomesPartOfAPage() throws Exception {
        String evil = "\"><script>alert(1)</script>";
        Shown shown = send(get("/create"), "/create?package=kafka", Map.of("name", evil));
        assertThat(shown.body()).doesNotContain("<script>alert");
        assertThat(get("/events?about=%22%3E%3Cscript%3Ealert(1)%3C/script%3E").body())
                .doesNotContain("<script>alert");
    }

    @Test
    void eventsAreFilteredAndLeadToTheirPlan() throws Exception {
        createOrders();
        house.orElseThrow().await("/v1/clusters/orders/events", events -> !events.isEmpty());
        assertThat(get("/events").body()).contains("href=\"/clusters/orders#plan\"", ": create orders");
        assertThat(get("/events?cluster=orders&about=broker-77").body()).contains("None of these");
    }

    @Test
    void theDoorShowsNothingOfWhatIsInside() throws Exception {
        ApiSettings settings = new ApiSettings("127.0.0.1", 0, Optional.of("a-token-of-good-length"));
        Path own = Files.createDirectory(directory.resolve("locked"));
        try (ApiHouse locked = new ApiHouse(own, settings, backend -> Web.of(backend, Leadership.alone()))) {
            locked.send(
                    "POST",
                    "/v1/clusters",
                    "{\"packageName\":\"kafka\",\"name\":\"hidden-orders\"}",
                    "Authorization",
                    "Bearer a-token-of-good-length");
            Browser person = new Browser(locked.server.uri());
            Shown door = person.get("/login?next=/events");
            assertThat(door.body()).contains("API token").doesNotContain("hidden-orders");
            assertThat(person.get("/assets/nothing.css").status()).isEqualTo(404);
            Shown wrong = person.post("/login", Map.of("csrf", door.hidden("csrf"), "token", "no"));
            assertThat(wrong.body()).contains("That is not the token").doesNotContain("hidden-orders");
            Shown in = person.post(
                    "/login",
                    Map.of("csrf", door.hidden("csrf"), "token", "a-token-of-good-length", "next", "/events"));
            assertThat(in.header("Location").orElse("")).endsWith("/events");
            assertThat(person.get("/").body()).contains("hidden-orders");
            Shown lured = person.get("/login?next=//evil.example");
            assertThat(lured.header("Location").orElse("")).doesNotContain("evil");
        }
    }
}
