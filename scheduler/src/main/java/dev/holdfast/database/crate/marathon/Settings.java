package dev.holdfast.database.crate.marathon;

import dev.holdfast.database.crate.CrateIds;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an app told Crate on its command line, setting by setting. Places of data are not judged here. */
final class Settings {

    static final String SEEDS =
            "Holdfast gives every node the others' addresses anew at each of its starts, also after a resize";

    static final String DATA = "path.data";
    static final String BLOBS = "blobs.path";

    private static final String QUORUM =
            "the quorum is CrateDB's own since 4.0, and Holdfast leads it through every resize";
    private static final String RECOVERY = "Holdfast keeps it in step with the number of nodes";
    private static final String ADDRESS = "a node listens at its agent's address and tells that to others";
    private static final String IDENTITY = "Holdfast names nodes and knows what each is for";
    private static final String PLACES = "a node's files are in its sandbox and on its volume";

    private record Gone(Pattern name, String why) {}

    private static final List<Gone> GONE = List.of(
            gone(".*minimum_master_nodes", QUORUM),
            gone("(discovery|zen)\\..*|.*(unicast|multicast).*|cluster\\.initial_master_nodes", SEEDS),
            gone("gateway\\.(expected|recover_after)_((data|master)_)?nodes", RECOVERY),
            gone("network\\..*|(http|transport)\\.(bind_host|publish_host|publish_port|host)", ADDRESS),
            gone("node\\.(name|master|data|id)", IDENTITY),
            gone("path\\..*", PLACES));

    private static final Pattern FILLED_IN = Pattern.compile("\\$\\{?(\\w+)}?");
    private static final Pattern RANGE = Pattern.compile("(\\d{1,5})-\\d{1,5}");

    private final Draft draft;
    private final Ports ports;

    Settings(Draft draft, Ports ports) {
        this.draft = draft;
        this.ports = ports;
    }

    private static Gone gone(String name, String why) {
        return new Gone(Pattern.compile(name), why);
    }

    void into(Map<String, String> settings) {
        settings.forEach(this::setting);
    }

    private void setting(String name, String value) {
        String what = "setting " + name;
        Optional<String> port = port(name);
        if (port.isPresent()) {
            port(port.get(), what, value);
        } else if (name.equals("cluster.name")) {
            draft.options.put("cluster-name", value);
            draft.kept(what, "options.cluster-name: " + value);
        } else if (!name.equals(DATA) && !name.equals(BLOBS)) {
            Optional<Gone> gone = GONE.stream()
                    .filter(known -> known.name().matcher(name).matches())
                    .findFirst();
            if (gone.isPresent()) {
                draft.dropped(what, gone.get().why() + " (it was " + value + ")");
            } else if (FILLED_IN.matcher(value).find()) {
                draft.dropped(what, "its value '" + value + "' was filled in by Marathon's shell");
            } else {
                draft.settings.put(name, value);
                draft.kept(what, value + "; CrateDB " + draft.version + " must still know it, or it will not start");
            }
        }
    }

    private static Optional<String> port(String name) {
        return switch (name) {
            case "http.port" -> Optional.of(CrateIds.HTTP_PORT);
            case "transport.tcp.port", "transport.port" -> Optional.of(CrateIds.TRANSPORT_PORT);
            case "psql.port" -> Optional.of(CrateIds.PSQL_PORT);
            default -> Optional.empty();
        };
    }

    private void port(String port, String what, String value) {
        Matcher filledIn = FILLED_IN.matcher(value);
        Matcher range = RANGE.matcher(value);
        if (filledIn.matches()) {
            ports.ofMarathon(port, what, filledIn.group(1));
        } else if (range.matches()) {
            ports.named(port, what, range.group(1));
        } else {
            ports.named(port, what, value);
        }
    }
}
