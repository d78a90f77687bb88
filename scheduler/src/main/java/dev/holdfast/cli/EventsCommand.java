package dev.holdfast.cli;

import dev.holdfast.api.wire.EventInfo;
import dev.holdfast.api.wire.WireJson;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

@Command(name = "events", description = "Show what happened and was decided, and why.")
final class EventsCommand implements Callable<Integer> {

    @Mixin
    private Remote remote = new Remote();

    @Mixin
    private Output output = new Output();

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "Only of this cluster, or of this node.")
    private String name = "";

    @Option(names = "--node", paramLabel = "NODE", description = "Only about this node, as in broker-2.")
    private String node = "";

    @Option(names = "--since", paramLabel = "TIME", description = "Only from then on, as in 10m, 2h, 1d, or a time.")
    private String since = "";

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            split = ",",
            description =
                    "Only of these: plan, step, node, placement, reservation, chore, health, agent, freeze, scheduler.")
    private List<String> kinds = List.of();

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "N",
            description = "Only the newest N (usual: 100).")
    private int limit = 100;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with what happens from now on.")
    private boolean follow;

    @Override
    public Integer call() throws InterruptedException {
        ApiClient api = remote.client();
        String wanted = query();
        List<EventInfo> events = api.list("/v1/events?limit=" + limit + wanted, EventInfo.class);
        if (!follow) {
            output.emit(events, out -> events.forEach(this::line));
            return Exit.DONE;
        }
        events.forEach(this::one);
        long seen =
                events.isEmpty() ? newest(api) : events.get(events.size() - 1).id();
        JsonMapper json = WireJson.mapper();
        new EventSource(api, "/v1/events/stream?after=" + seen + wanted, this::note)
                .listen((event, data) -> one(json.readValue(data, EventInfo.class)));
        return Exit.DONE;
    }

    private static long newest(ApiClient api) {
        List<EventInfo> last = api.list("/v1/events?limit=1", EventInfo.class);
        return last.isEmpty() ? 0 : last.get(0).id();
    }

    private String query() {
        String cluster = name;
        String ofNode = node;
        int slash = name.indexOf('/');
        if (slash >= 0) {
            cluster = name.substring(0, slash);
            ofNode = name.substring(slash + 1);
        }
        return parameter("cluster", cluster)
                + parameter("node", ofNode)
                + parameter("since", since)
                + parameter("kind", String.join(",", kinds));
    }

    private static String parameter(String key, String value) {
        return value.isEmpty() ? "" : "&" + key + "=" + ApiClient.segment(value);
    }

    private void note(String text) {
        output.err().println("(" + text + ")");
        output.err().flush();
    }

    /** As it comes: one line each, also as JSON. */
    private void one(EventInfo event) {
        if (output.isForPeople()) {
            line(event);
        } else {
            output.out().println(WireJson.mapper().writeValueAsString(event));
        }
        output.out().flush();
    }

    private void line(EventInfo event) {
        String cluster = name.isEmpty() && !event.cluster().isEmpty() ? event.cluster() + ": " : "";
        String by = event.by().isEmpty() || event.by().equals("holdfast") ? "" : "  (" + event.by() + ")";
        output.out()
                .println(Texts.second(event.at()) + "  " + String.format("%-11s", event.kind()) + "  " + cluster
                        + event.text() + by);
    }
}
