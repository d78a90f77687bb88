package dev.holdfast.cli.run;

import dev.holdfast.api.wire.ClusterInfo;
import dev.holdfast.api.wire.EndpointInfo;
import dev.holdfast.api.wire.NamesInfo;
import dev.holdfast.api.wire.StatusInfo;
import dev.holdfast.cli.ApiClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Says where to connect, in lines that can be copied. */
final class Connect {

    private final ApiClient api;
    private final Screen screen;
    private final Path data;
    /** What examples need so that they find this {@code up}; empty if they find it by themselves. */
    private final String how;

    Connect(ApiClient api, Screen screen, Path data, String how) {
        this.api = api;
        this.screen = screen;
        this.data = data;
        this.how = how;
    }

    void announce(StatusInfo status, Optional<ReadyFile> file) {
        SortedMap<String, List<EndpointInfo>> endpoints = new TreeMap<>();
        for (ClusterInfo cluster : status.clusters()) {
            if (cluster.isReady()) {
                endpoints.put(
                        cluster.name(),
                        api.list(
                                "/v1/clusters/" + ApiClient.segment(cluster.name()) + "/endpoints",
                                EndpointInfo.class));
            }
        }
        file.ifPresent(ready -> ready.write(api.base(), endpoints));
        String command = Launched.command();
        for (ClusterInfo cluster : status.clusters()) {
            if (cluster.isReady()) {
                ready(cluster, endpoints.getOrDefault(cluster.name(), List.of()), command);
            }
        }
        row("pages", api.base() + "/");
        row("API", api.base());
        NamesInfo dns = api.get("/v1/names", NamesInfo.class);
        if (dns.on()) {
            row("DNS", dns.listen() + " for names in " + dns.framework() + "." + dns.domain());
        }
        if (status.clusters().isEmpty()) {
            screen.plain("no clusters yet; make one: " + command + " create" + how + " kafka NAME");
        }
        if (!Launched.inBackground()) {
            screen.plain("Ctrl-C stops everything and keeps the data in " + data + ".");
        }
    }

    private void ready(ClusterInfo cluster, List<EndpointInfo> endpoints, String command) {
        String groups = cluster.groups().stream()
                .filter(group -> group.wanted() > 0)
                .map(group -> group.ready() + " " + (group.ready() == 1 ? group.name() : LiveView.plural(group.name())))
                .reduce((left, right) -> left + ", " + right)
                .orElse("");
        screen.plain("");
        screen.plain(screen.paint()
                        .green(String.format(Locale.ROOT, "%s is ready after %.1f s", cluster.name(), screen.seconds()))
                + ": " + cluster.packageName() + " " + cluster.version() + ", " + groups);
        endpoints.forEach(endpoint -> row(endpoint.name(), endpoint.value()));
        if (cluster.packageName().equals("kafka")) {
            row("try", command + " client" + how + " " + cluster.name() + " topics --list");
        }
        row("look", command + " status" + how + " " + cluster.name());
    }

    private void row(String name, String value) {
        screen.plain(String.format(Locale.ROOT, "  %-12s  %s", name, value));
    }
}
