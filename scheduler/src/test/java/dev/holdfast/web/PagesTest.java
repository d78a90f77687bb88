package dev.holdfast.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.api.ApiException;
import dev.holdfast.api.ApiServer;
import dev.holdfast.api.ApiSettings;
import dev.holdfast.api.wire.EventInfo;
import dev.holdfast.core.View;
import dev.holdfast.core.View.AilmentPicture;
import dev.holdfast.core.View.ClusterPicture;
import dev.holdfast.database.Gauge;
import dev.holdfast.plan.Reason;
import dev.holdfast.plan.Step;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What people read on the pages, without a script. */
@Timeout(30)
class PagesTest {

    private final ClusterPicture orders = Scene.cluster("orders", 3, 5);
    private final FakeSources sources = new FakeSources(Scene.view(Scene.agents(9), List.of(orders)));
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private Optional<ApiServer> server = Optional.empty();

    @BeforeEach
    void serve() throws ApiException {
        server = Optional.of(ApiServer.start(ApiSettings.loopback(0), List.of(), List.of(new Web(sources))));
    }

    @AfterEach
    void stop() {
        server.ifPresent(ApiServer::close);
    }

    private HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(server.orElseThrow().uri() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private Document page(String path) throws IOException, InterruptedException {
        HttpResponse<String> response = get(path, "Accept", "text/html");
        assertThat(response.statusCode()).isEqualTo(200);
        return Jsoup.parse(response.body());
    }

    @Test
    void the_first_page_of_an_empty_scheduler_says_what_to_do_first() throws Exception {
        sources.show(Scene.view(Scene.agents(5), List.of()));
        Document page = page("/");
        assertThat(page.text()).contains("Nothing runs here yet").contains("5 agents are ready to hold nodes");
        assertThat(page.select("a[href=/create]")).isNotEmpty();
        assertThat(page.select(".first-steps code").eachText()).contains("./holdfast create kafka orders");
    }

    @Test
    void the_first_page_counts_nodes_and_shows_each_of_them() throws Exception {
        Document page = page("/");
        assertThat(page.select(".lead").text()).startsWith("8 of 8 nodes ready in 1 cluster on 9 agents");
        Element card = page.selectFirst("#card-orders");
        assertThat(card.select(".badge").text()).isEqualTo("ready");
        assertThat(card.select(".dot"))
                .hasSize(8)
                .allMatch(dot -> dot.attr("data-tone").equals("good"));
        assertThat(page.select(".capacity b").eachText()).containsExactly("8", "32 GB", "400 GB");
    }

    @Test
    void a_blocked_plan_says_which_step_waits_for_what_by_which_rule_and_what_can_be_done() throws Exception {
        String why = "3 partitions would fall below min.insync.replicas";
        sources.change(view -> Scene.with(
                view,
                Scene.with(
                        orders,
                        "waiting",
                        Optional.of(Scene.rolling(orders, 2, Step.Status.WAITING, why)),
                        node -> node)));

        Document page = page("/clusters/orders");
        Element notice = page.selectFirst("#waits .notice");
        assertThat(notice.selectFirst("h2").text()).isEqualTo("restart controller-2");
        assertThat(notice.text()).contains(why).contains("rule in-sync").contains("waits since");
        assertThat(notice.select("code").text()).isEqualTo("holdfast resume orders --override in-sync");
        assertThat(notice.select("a.button").attr("href")).isEqualTo("/clusters/orders/do/resume?override=in-sync");
        assertThat(page.select(".step[data-status=done]")).hasSize(2);
        assertThat(page.select(".step[data-status=waiting]").text()).contains(why);
        assertThat(page.select(".plan-bar").text()).isEqualTo("2 of 8 steps");
        assertThat(page("/").select("#card-orders").text())
                .contains("waits: " + why)
                .contains("2/8");
    }

    @Test
    void a_cluster_that_is_ready_but_not_well_does_not_look_ready() throws Exception {
        sources.change(view -> Scene.with(
                view, Scene.ailing(orders, new AilmentPicture("min-isr", "no copy to spare", "", Scene.NOW))));
        assertThat(page("/").select("#card-orders .badge").text()).isEqualTo("unwell");
        assertThat(page("/clusters/orders").select("#waits").text()).contains("no copy to spare");
    }

    @Test
    void what_databases_and_logs_say_is_text_and_never_markup() throws Exception {
        String evil = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'";
        sources.change(view -> Scene.with(
                view,
                Scene.with(
                        orders,
                        "degraded",
                        Optional.of(Scene.rolling(orders, 0, Step.Status.WAITING, evil)),
                        node -> Scene.changed(node, "starting", evil, evil, List.of("host-1: " + evil)))));
        sources.events.put("orders", List.of(Scene.event("broker-0 " + evil)));
        sources.files.put("orders/broker-0/2/stdout", evil + "\n");
        for (String path : List.of(
                "/",
                "/clusters/orders",
                "/clusters/orders/nodes/broker-0",
                "/clusters/orders/nodes/broker-0/logs",
                "/offers")) {
            Document page = page(path);
            assertThat(page.select("img")).as(path).isEmpty();
            assertThat(page.select("script:not([src])")).as(path).isEmpty();
            assertThat(page.select("[style], style, [onclick], [onerror]"))
                    .as(path)
                    .isEmpty();
            assertThat(page.text()).as(path).contains("<script>alert(1)</script>");
        }
    }

    @Test
    void pages_allow_nothing_but_their_own_files() throws Exception {
        HttpResponse<String> response = get("/", "Accept", "text/html");
        String policy = response.headers().firstValue("Content-Security-Policy").orElse("");
        assertThat(policy)
                .contains("default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'");
        assertThat(policy).doesNotContain("unsafe").doesNotContain("http").doesNotContain("*");
        Document page = Jsoup.parse(response.body());
        assertThat(page.select("script").eachAttr("src")).isNotEmpty().allMatch(src -> src.startsWith("/assets/"));
        assertThat(page.select("link[rel=stylesheet]").eachAttr("href")).allMatch(href -> href.startsWith("/assets/"));
    }

    @Test
    void assets_are_kept_for_ever_under_the_name_of_their_content() throws Exception {
        for (String address : page("/").select("script, link[rel=stylesheet]").stream()
                .map(one -> one.hasAttr("src") ? one.attr("src") : one.attr("href"))
                .toList()) {
            HttpResponse<String> asset = get(address);
            assertThat(asset.statusCode()).as(address).isEqualTo(200);
            assertThat(asset.headers().firstValue("Cache-Control").orElse("")).contains("immutable");
            assertThat(address).matches("/assets/[a-z-]+\\.[0-9a-f]{12}\\.(js|css)");
        }
        assertThat(get("/assets/holdfast.000000000000.css").statusCode()).isEqualTo(404);
        HttpResponse<String> zipped = get(new Assets().address("htmx.js"), "Accept-Encoding", "gzip");
        assertThat(zipped.headers().firstValue("Content-Encoding")).contains("gzip");
    }

    @Test
    void a_frozen_scheduler_and_one_without_a_master_say_so_on_every_page() throws Exception {
        View plain = sources.view();
        sources.show(Scene.frozen(plain, "4 of 9 agents were lost within a minute"));
        for (String path : List.of("/", "/clusters/orders", "/agents", "/offers", "/packages")) {
            assertThat(page(path).select("#notices").text())
                    .as(path)
                    .contains("Everything disruptive is held", "4 of 9");
        }
        sources.show(Scene.withoutMaster(plain, "connection refused"));
        assertThat(page("/agents").select("#notices [role=alert]").text())
                .contains("No connection to a Mesos master", "connection refused");
    }

    @Test
    void a_scheduler_that_stands_by_shows_the_leaders_picture_and_where_it_is() throws Exception {
        sources.leading = new Glance.Leading(false, "http://127.0.0.9:4040", "");
        Document page = page("/");
        assertThat(page.select("#notices").text()).contains("This scheduler stands by");
        assertThat(page.select("#notices a").attr("href")).isEqualTo("http://127.0.0.9:4040");
        assertThat(page.select("#card-orders")).isNotEmpty();
    }

    @Test
    void a_node_shows_where_it_is_in_its_life_what_it_holds_and_only_its_own_story() throws Exception {
        sources.change(view -> Scene.with(
                view,
                Scene.with(
                        orders,
                        "degraded",
                        Optional.empty(),
                        node -> node.id().shortName().equals("broker-1")
                                ? Scene.changed(node, "starting", "", "the process ended with exit code 137", List.of())
                                : node)));
        sources.events.put(
                "orders",
                List.of(
                        Scene.event("broker-1 was killed"),
                        Scene.event("broker-10 was killed"),
                        Scene.event("broker-1: started again")));
        Document page = page("/clusters/orders/nodes/broker-1");
        assertThat(page.select(".life [aria-current=step]").text()).isEqualTo("starting");
        assertThat(page.select(".life [data-at=past]")).hasSize(4);
        assertThat(page.select("#trouble").text()).contains("exit code 137");
        assertThat(page.select("#holds").text())
                .contains("4 GB")
                .contains("9092")
                .contains("2nd launch");
        assertThat(page.select("#story li > span:last-child").eachText())
                .containsExactly("broker-1: started again", "broker-1 was killed");
    }

    @Test
    void a_nodes_numbers_are_its_own_and_in_their_units() throws Exception {
        sources.gauges.put(
                "orders",
                List.of(
                        new Gauge(
                                "kafka_log_bytes",
                                "on disk",
                                new TreeMap<>(Map.of("node", "broker-1")),
                                3.5 * (1L << 30)),
                        new Gauge("kafka_log_bytes", "on disk", new TreeMap<>(Map.of("node", "broker-2")), 1),
                        new Gauge("kafka_partitions", "of topics", new TreeMap<>(), 48)));
        Document page = page("/clusters/orders/nodes/broker-1");
        assertThat(page.select(".gauge")).hasSize(1);
        assertThat(page.select(".gauge-value").text()).isEqualTo("3.5 GB");
    }

    @Test
    void a_log_is_shown_without_secrets_and_goes_on_where_it_ended() throws Exception {
        sources.files.put(
                "orders/broker-0/2/stdout",
                "started\nssl.key.password=hunter2\nAuthorization: Bearer abcdefghijkl\nhalf");
        Document page = page("/clusters/orders/nodes/broker-0/logs?file=stdout");
        assertThat(page.select(".log-text").text())
                .contains("started")
                .doesNotContain("hunter2", "abcdefghijkl", "half");
        String next = page.select(".log").attr("data-next");

        sources.files.compute("orders/broker-0/2/stdout", (name, text) -> text + " a line\n");
        HttpResponse<String> more = get("/clusters/orders/nodes/broker-0/logs/more?file=stdout&from=" + next);
        assertThat(more.body()).isEqualTo("half a line\n");
        assertThat(get("/clusters/orders/nodes/broker-0/logs?file=../../etc/passwd")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void a_log_that_cannot_be_had_says_why() throws Exception {
        assertThat(page("/clusters/orders/nodes/broker-0/logs").select("#tail").text())
                .contains("The agent does not answer; look again");
    }

    @Test
    void offers_say_once_what_was_wrong_with_many_agents() throws Exception {
        sources.change(view -> Scene.with(
                view,
                Scene.with(
                        orders,
                        "working",
                        Optional.empty(),
                        node -> node.id().shortName().equals("broker-4")
                                ? Scene.changed(
                                        node,
                                        "wanted",
                                        "",
                                        "",
                                        List.of(
                                                "host-1: 2 of 4 cpus",
                                                "host-2: 2 of 4 cpus",
                                                "host-3: already has a broker"))
                                : node)));
        Document page = page("/offers");
        assertThat(page.select(".lead").text()).startsWith("1 node waits for a place");
        assertThat(page.select(".refusals li")).hasSize(2);
        assertThat(page.select(".refusals li").get(0).text()).isEqualTo("2 of 4 cpus host-1 host-2");
    }

    @Test
    void agents_show_what_is_reserved_what_runs_and_that_an_operator_wants_one_free() throws Exception {
        Document page = page("/agents");
        int agent = Integer.parseInt(orders.nodes().get(0).agentId().replace("agent-", ""));
        Element card = page.selectFirst("#agent-agent-" + agent);
        assertThat(card.select(".node-chips").text()).contains("orders/controller-0");
        assertThat(card.select(".stack").eachAttr("aria-label").get(0)).startsWith("CPU: 1 in use");
        assertThat(page.select("#agent-agent-1").text()).contains("Maintenance from");
        assertThat(page.select("#agent-agent-2 .badge").text()).isEqualTo("draining");
    }

    @Test
    void the_configuration_shows_what_changed_since_an_older_target() throws Exception {
        sources.targets.put("orders#2", Scene.spec("orders", 3, 4));
        sources.targets.put("orders#1", Scene.spec("orders", 3, 3));
        Document page = page("/clusters/orders/configuration");
        assertThat(page.select("#changes [data-kind=old]").text()).contains("count: 4");
        assertThat(page.select("#changes [data-kind=new]").text()).contains("count: 5");
        assertThat(page("/clusters/orders/configuration?from=1")
                        .select("#changes [data-kind=old]")
                        .text())
                .contains("count: 3");
    }

    @Test
    void any_two_targets_that_are_kept_can_be_compared() throws Exception {
        sources.targets.put("orders#2", Scene.spec("orders", 3, 4));
        sources.targets.put("orders#1", Scene.spec("orders", 3, 3));
        Document page = page("/clusters/orders/configuration?from=1&to=2");
        assertThat(page.select("#changes [data-kind=old]").text()).contains("count: 3");
        assertThat(page.select("#changes [data-kind=new]").text()).contains("count: 4");
        assertThat(page.select("#yaml h2").text()).isEqualTo("Target 2");
        assertThat(page.select("#yaml pre").text()).contains("count: 4").doesNotContain("count: 5");
        assertThat(page.select("select[name=to] option[selected]").text()).isEqualTo("2");
    }

    @Test
    void events_are_of_a_kind_and_lead_to_the_node_they_are_about() throws Exception {
        sources.events.put(
                "orders",
                List.of(
                        new EventInfo(1, Scene.NOW, "orders", "", "plan", "ada", "plan 7 accepted: restart"),
                        new EventInfo(2, Scene.NOW, "orders", "broker-1", "node", "", "broker-1 is ready")));
        sources.events.put("", List.of(new EventInfo(3, Scene.NOW, "", "", "scheduler", "", "subscribed to a master")));
        Document all = page("/events");
        assertThat(all.select(".story li")).hasSize(3);
        assertThat(all.text()).contains("subscribed to a master");
        Element plan = page("/events?kind=plan").selectFirst(".story");
        assertThat(plan.select("li")).hasSize(1);
        assertThat(plan.text()).contains("plan 7 accepted: restart · ada");
        Element about = page("/events?about=broker-1").selectFirst(".story");
        assertThat(about.select("a").eachAttr("href")).containsExactly("/clusters/orders/nodes/broker-1");
    }

    @Test
    void a_cluster_that_waits_without_a_plan_says_which_node_waits_for_what() throws Exception {
        Reason reason = new Reason("place", "no agent has 4 cpus", Scene.NOW, "", Optional.empty());
        sources.change(view -> Scene.with(
                view,
                Scene.with(
                        orders,
                        "waiting",
                        Optional.empty(),
                        node -> node.id().shortName().equals("broker-4")
                                ? Scene.changed(node, "wanted", "", "", Optional.of(reason), List.of())
                                : node)));
        assertThat(page("/").select("#card-orders .card-line").text()).isEqualTo("broker-4: no agent has 4 cpus");
    }

    @Test
    void what_is_not_there_is_said_as_a_page_under_its_status() throws Exception {
        HttpResponse<String> gone = get("/clusters/nope", "Accept", "text/html");
        assertThat(gone.statusCode()).isEqualTo(404);
        assertThat(Jsoup.parse(gone.body()).select("#main").text()).contains("there is no cluster 'nope'");
        assertThat(get("/clusters/orders/nodes/broker-77").statusCode()).isEqualTo(404);
        HttpResponse<String> nowhere = get("/nowhere", "Accept", "text/html");
        assertThat(nowhere.statusCode()).isEqualTo(404);
        assertThat(Jsoup.parse(nowhere.body()).select("#main").text())
                .contains("No such page There is no page /nowhere.", "First page");
    }

    @Test
    void every_page_has_one_title_a_way_to_skip_and_names_for_what_can_be_pressed() throws Exception {
        for (String path :
                List.of("/", "/clusters/orders", "/clusters/orders/nodes/broker-0", "/agents", "/packages")) {
            Document page = page(path);
            assertThat(page.select("h1")).as(path).hasSize(1);
            assertThat(page.title()).as(path).endsWith("· Holdfast");
            assertThat(page.select("a.skip[href=#main]")).as(path).hasSize(1);
            assertThat(page.select("button").stream()
                            .filter(button -> button.text().isBlank()
                                    && button.attr("aria-label").isBlank()))
                    .as(path)
                    .isEmpty();
            assertThat(page.select("[id]").eachAttr("id")).as(path).doesNotHaveDuplicates();
        }
    }
}
