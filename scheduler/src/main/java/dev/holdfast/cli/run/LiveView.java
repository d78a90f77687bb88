package dev.holdfast.cli.run;

import dev.holdfast.api.wire.ClusterInfo;
import dev.holdfast.api.wire.GroupInfo;
import dev.holdfast.api.wire.NodeInfo;
import dev.holdfast.api.wire.StatusInfo;
import dev.holdfast.api.wire.WaitInfo;
import dev.holdfast.cli.Progress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Shows what goes on: what is downloaded, placed, launched, waited for. */
final class LiveView {

    private static final int MOST_LINES = 8;

    private final Screen screen;
    private final Map<String, Progress> progress = new LinkedHashMap<>();
    private Optional<Boolean> connected = Optional.empty();

    LiveView(Screen screen) {
        this.screen = screen;
    }

    void show(StatusInfo status) {
        Instant now = Instant.now();
        boolean up = status.master().connected();
        if (!connected.equals(Optional.of(up))) {
            boolean first = connected.isEmpty();
            connected = Optional.of(up);
            if (up) {
                screen.line("subscribed to Mesos at " + status.master().text());
            } else if (!first) {
                screen.line("not connected to Mesos: " + status.master().text() + "; trying again");
            }
        }
        for (ClusterInfo cluster : status.clusters()) {
            String before = status.clusters().size() > 1 ? cluster.name() + ": " : "";
            progress.computeIfAbsent(cluster.name(), name -> new Progress())
                    .lines(cluster, now)
                    .forEach(line -> screen.line(before + line));
        }
        screen.below(below(status));
    }

    private List<String> below(StatusInfo status) {
        List<String> lines = new ArrayList<>();
        for (ClusterInfo cluster : status.clusters()) {
            if (cluster.isReady() || cluster.health().equals("stopped")) {
                continue;
            }
            String groups = cluster.groups().stream()
                    .filter(group -> group.wanted() > 0)
                    .map(LiveView::group)
                    .collect(Collectors.joining(", "));
            lines.add(String.format(Locale.ROOT, "%6.1fs  ", screen.seconds())
                    + screen.paint().bold(cluster.name()) + "  " + groups);
            nodes(cluster).forEach((text, names) -> lines.add("          " + String.join(", ", names) + ": " + text));
        }
        return lines.size() <= MOST_LINES ? lines : lines.subList(0, MOST_LINES);
    }

    private static String group(GroupInfo group) {
        return group.ready() + " of " + group.wanted() + " " + plural(group.name()) + " ready";
    }

    /** Who does something comes in numbers, as in brokers; what a group holds does not, as in data. */
    static String plural(String group) {
        return group.endsWith("er") || group.endsWith("or") ? group + "s" : group;
    }

    private static Map<String, List<String>> nodes(ClusterInfo cluster) {
        Map<String, List<String>> byText = new LinkedHashMap<>();
        for (NodeInfo node : cluster.nodes()) {
            if (!node.state().equals("ready") && !node.goal().equals("stopped")) {
                String text = node.waiting()
                        .map(WaitInfo::text)
                        .orElse(node.text().isEmpty() ? node.state() : node.state() + ", " + node.text());
                byText.computeIfAbsent(text, key -> new ArrayList<>()).add(node.shortName());
            }
        }
        return byText;
    }
}
