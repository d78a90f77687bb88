package dev.holdfast.database.crate.marathon;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The container and the network around an app's Crate: gone, but for the ports that led through them. */
final class Container {

    private static final String HOST = "a node is on its agent's own network";
    private static final List<String> READ =
            List.of("image", "network", "portMappings", "privileged", "parameters", "forcePullImage");

    private final Draft draft;
    private final ObjectNode app;
    private final JsonNode docker;

    private Container(Draft draft, ObjectNode app) {
        this.draft = draft;
        this.app = app;
        this.docker = app.path("container").path("docker");
    }

    static void into(Draft draft, ObjectNode app, Ports ports, boolean namesHosts) {
        Container container = new Container(draft, app);
        if (container.docker.isObject()) {
            container.docker();
        }
        container.network(ports, namesHosts);
    }

    private void docker() {
        draft.dropped("container", "a node is a plain process of its agent: no Docker, no image to pull");
        if (docker.path("privileged").asBoolean(false)) {
            draft.dropped(
                    "docker.privileged", "a node needs no rights beyond its user's; CrateDB does not run as root");
        }
        if (docker.path("forcePullImage").asBoolean(false)) {
            draft.dropped("docker.forcePullImage", "tarballs are fetched once and kept by their checksum");
        }
        for (JsonNode parameter : docker.path("parameters")) {
            String key = parameter.path("key").asString("");
            draft.dropped(
                    "docker.parameters " + key + "=" + parameter.path("value").asString(""),
                    key.equals("ulimit")
                            ? "limits are the agent's own; a node's start says which are too low"
                            : "there is no Docker to take it");
        }
        docker.properties().forEach(part -> {
            if (!READ.contains(part.getKey())) {
                draft.dropped("docker." + part.getKey(), "there is no Docker to take it");
            }
        });
    }

    private void network(Ports ports, boolean namesHosts) {
        String network = docker.path("network").asString("").toUpperCase(Locale.ROOT);
        List<JsonNode> mappings = new ArrayList<>();
        docker.path("portMappings").forEach(mappings::add);
        app.path("container").path("portMappings").forEach(mappings::add);
        for (JsonNode other : app.path("networks")) {
            String mode = other.path("mode").asString("");
            network = mode.startsWith("container") ? mode.toUpperCase(Locale.ROOT) : network;
        }
        boolean own = !network.isEmpty() && !network.equals("HOST");
        if (own) {
            draft.dropped("network " + network, HOST + ", and Crate's addresses are its agent's");
            ports.mapped(mappings);
        } else if (network.equals("HOST")) {
            draft.kept("network HOST", HOST);
        }
        Optional<String> weave = weave();
        if (weave.isPresent() || (own && !namesHosts)) {
            draft.dropped(
                    weave.map(part -> "Weave, in the app's " + part).orElse("Weave or another overlay"),
                    "it carried the multicast by which nodes found each other, which CrateDB has no more; "
                            + Settings.SEEDS);
        }
    }

    /** The part that names it. */
    private Optional<String> weave() {
        for (String part : List.of("id", "env", "labels", "networks", "container", "ipAddress")) {
            JsonNode node = app.path(part);
            String text = (node.isString() ? node.asString() : node.toString()).toLowerCase(Locale.ROOT);
            if (text.contains("weave")) {
                return Optional.of(part);
            }
        }
        return Optional.empty();
    }
}
