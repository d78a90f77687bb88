package dev.holdfast.api;

import dev.holdfast.api.wire.ClusterNamesInfo.NamedEndpoint;
import dev.holdfast.core.View.ClusterPicture;
import dev.holdfast.core.View.NodePicture;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says an endpoint by name. Its text has addresses and ports of nodes; where these are of one group, or all of the cluster's, the name of
 * that stands for them, since it goes on standing for those that come and go.
 */
final class EndpointNames {

    private static final Pattern PLACE = Pattern.compile("(\\d+(?:\\.\\d+){3}|\\[[0-9a-fA-F:]+]):(\\d+)");

    private final Map<String, Port> ports = new LinkedHashMap<>();
    private final String cluster;

    /** A port of a node. */
    private record Port(String node, String group, String name, int number) {}

    EndpointNames(ClusterPicture picture, String suffix) {
        cluster = picture.name() + "." + suffix;
        for (NodePicture node : picture.nodes()) {
            String address = node.address().contains(":") ? "[" + node.address() + "]" : node.address();
            node.ports()
                    .forEach((name, number) -> ports.put(
                            address + ":" + number,
                            new Port(node.id().shortName(), node.id().group(), name, number)));
        }
    }

    NamedEndpoint of(String name, String value) {
        Set<Port> used = new LinkedHashSet<>();
        Matcher places = PLACE.matcher(value);
        while (places.find()) {
            Optional.ofNullable(ports.get(places.group())).ifPresent(used::add);
        }
        if (used.isEmpty()) {
            return new NamedEndpoint(name, value, List.of(), List.of());
        }
        Optional<String> group = only(used.stream().map(Port::group).toList());
        String team = group.map(known -> known + ".").orElse("") + cluster;
        Optional<String> service = only(used.stream().map(Port::name).toList());
        Optional<Integer> number = only(used.stream().map(Port::number).toList());
        List<String> names = number.map(port -> List.of(named(value, team, port)))
                .orElseGet(() -> used.stream()
                        .map(port -> port.node() + "." + cluster + ":" + port.number())
                        .toList());
        List<String> services =
                service.map(port -> List.of("_" + port + "._tcp." + team)).orElse(List.of());
        return new NamedEndpoint(name, value, names, services);
    }

    /** With what stood around the first place, as in {@code http://…/}; of a list of places one is enough. */
    private static String named(String value, String team, int port) {
        String[] places = value.split(",", -1);
        return PLACE.matcher(places[0]).replaceFirst(Matcher.quoteReplacement(team + ":" + port));
    }

    private static <T> Optional<T> only(List<T> all) {
        return all.stream().distinct().count() == 1 ? Optional.of(all.get(0)) : Optional.empty();
    }
}
