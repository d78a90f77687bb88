package dev.holdfast.api;

import dev.holdfast.api.wire.ClusterNamesInfo;
import dev.holdfast.api.wire.ClusterNamesInfo.NameInfo;
import dev.holdfast.api.wire.ClusterNamesInfo.NamedEndpoint;
import dev.holdfast.api.wire.NamesInfo;
import dev.holdfast.core.View.ClusterPicture;
import dev.holdfast.discovery.DnsServer;
import dev.holdfast.discovery.NamesSettings;
import dev.holdfast.discovery.Tally;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** Names: whether they are told, and which there are. */
public final class NamesRoutes {

    private final Backend backend;
    private final Optional<DnsServer> server;
    private final String whyNot;

    /** @param whyNot there is no server, if there is none */
    public NamesRoutes(Backend backend, Optional<DnsServer> server, String whyNot) {
        this.backend = backend;
        this.server = server;
        this.whyNot = whyNot;
    }

    public List<Route> routes() {
        return List.of(
                Route.get("/v1/names", "Whether names are told over DNS", NamesInfo.class, call -> dns()),
                Route.get(
                        "/v1/clusters/{cluster}/names",
                        "A cluster's names, and where clients connect by name",
                        ClusterNamesInfo.class,
                        call -> names(backend.cluster(call.path("cluster")))));
    }

    private NamesInfo dns() {
        return server.map(NamesRoutes::info).orElseGet(() -> NamesInfo.off(whyNot));
    }

    private static NamesInfo info(DnsServer server) {
        NamesSettings settings = server.names().settings();
        Tally tally = server.tally();
        InetAddress address = server.address().getAddress();
        String literal = address.getHostAddress();
        return new NamesInfo(
                true,
                server.names().silence().orElse(""),
                (literal.contains(":") ? "[" + literal + "]" : literal) + ":"
                        + server.address().getPort(),
                settings.domain(),
                settings.framework(),
                settings.ttl().toSeconds(),
                tally.queries(),
                tally.answered(),
                tally.noSuchName(),
                tally.unknown(),
                tally.refused(),
                tally.malformed(),
                tally.dropped(),
                tally.truncated(),
                tally.forwarded());
    }

    private ClusterNamesInfo names(ClusterPicture cluster) {
        Optional<EndpointNames> naming = server.map(
                dns -> new EndpointNames(cluster, dns.names().settings().suffix()));
        List<NamedEndpoint> endpoints = backend.packageOf(cluster).driver().endpoints(backend.viewOf(cluster)).stream()
                .map(endpoint -> naming.map(known -> known.of(endpoint.name(), endpoint.value()))
                        .orElseGet(() -> new NamedEndpoint(endpoint.name(), endpoint.value(), List.of(), List.of())))
                .toList();
        List<NameInfo> names = server.map(dns -> dns.names().of(cluster.name())).orElse(List.of()).stream()
                .map(listed -> new NameInfo(listed.name(), listed.type(), listed.values(), listed.ofTask()))
                .toList();
        return new ClusterNamesInfo(dns(), endpoints, names);
    }
}
