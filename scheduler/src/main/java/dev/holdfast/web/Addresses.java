package dev.holdfast.web;

import dev.holdfast.core.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which page is at which address. */
final class Addresses {

    /** All of them but the first page's, for the server's routes. */
    static final List<String> PATTERNS = List.of(
            "/agents",
            "/events",
            "/offers",
            "/packages",
            "/clusters/{cluster}",
            "/clusters/{cluster}/configuration",
            "/clusters/{cluster}/nodes/{node}");

    private Addresses() {}

    /** Pages that people are likely to begin with. */
    static List<Page> first(View view) {
        List<Page> first =
                new ArrayList<>(List.of(new OverviewPage(), new AgentsPage(), new OffersPage(), new PackagesPage()));
        view.clusters().stream().limit(1).forEach(cluster -> first.add(1, new ClusterPage(cluster.name())));
        return first;
    }

    /** The page at an address; whether what it is about is there shows only when it is looked at. */
    static Optional<Page> page(String path, String query) {
        List<String> parts = List.of(path.replaceAll("^/|/$", "").split("/", -1));
        String first = parts.get(0);
        if (parts.size() == 1) {
            return switch (first) {
                case "" -> Optional.of(new OverviewPage());
                case "agents" -> Optional.of(new AgentsPage());
                case "events" -> Optional.of(EventsPage.at(query));
                case "offers" -> Optional.of(new OffersPage());
                case "packages" -> Optional.of(new PackagesPage());
                default -> Optional.empty();
            };
        }
        if (!first.equals("clusters")) {
            return Optional.empty();
        }
        String cluster = parts.get(1);
        if (parts.size() == 2) {
            return Optional.of(new ClusterPage(cluster));
        }
        if (parts.size() == 3 && parts.get(2).equals("configuration")) {
            return Optional.of(ConfigurationPage.of(cluster, query));
        }
        return parts.size() == 4 && parts.get(2).equals("nodes")
                ? Optional.of(new NodePage(cluster, parts.get(3)))
                : Optional.empty();
    }
}
