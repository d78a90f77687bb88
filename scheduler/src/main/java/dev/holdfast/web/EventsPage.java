package dev.holdfast.web;

import dev.holdfast.api.wire.EventInfo;
import dev.holdfast.core.EventKind;
import dev.holdfast.core.View.ClusterPicture;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What happened, newest first.
 *
 * @param cluster only this one's; empty for all, and what is about none
 * @param kind only of this kind; empty for all
 * @param about only what has this in it; empty for all
 */
public record EventsPage(String cluster, String kind, String about) implements Page {

    private static final int MOST_LOOKED_THROUGH = 2000;
    private static final int MOST_SHOWN = 200;
    private static final Pattern PLAN = Pattern.compile("^plan (\\d+)");

    /** @param more whether there are older ones that are not shown */
    public record Events(EventsPage asked, List<String> clusters, List<Row> rows, boolean more) {

        public boolean isFiltered() {
            return !asked.cluster.isEmpty() || !asked.kind.isEmpty() || !asked.about.isEmpty();
        }

        /** Kinds to choose from. */
        public List<String> kinds() {
            return Arrays.stream(EventKind.values())
                    .filter(known -> known != EventKind.OTHER)
                    .map(EventKind::word)
                    .toList();
        }
    }

    /**
     * A line.
     *
     * @param exists whether there still is a page about its cluster
     * @param plan the plan the text begins with, and which it no longer has; 0 for none
     * @param by who asked for it; empty if nobody did
     */
    public record Row(
            Instant at, String kind, String cluster, boolean exists, String node, long plan, String text, String by) {}

    /** @param query of the address */
    static EventsPage at(String query) {
        return new EventsPage(part(query, "cluster"), part(query, "kind"), part(query, "about"));
    }

    private static String part(String query, String name) {
        return Stream.of(query.split("&", -1))
                .filter(pair -> pair.startsWith(name + "="))
                .map(pair -> URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8)
                        .strip())
                .findFirst()
                .orElse("");
    }

    @Override
    public String title() {
        return "Events";
    }

    @Override
    public Area area() {
        return Area.EVENTS;
    }

    @Override
    public List<Part> parts(Glance glance) {
        List<String> names =
                glance.view().clusters().stream().map(ClusterPicture::name).toList();
        List<EventInfo> known = new ArrayList<>(
                names.contains(cluster)
                        ? glance.sources().history(cluster, MOST_LOOKED_THROUGH)
                        : glance.sources().events(MOST_LOOKED_THROUGH));
        Collections.reverse(known);
        List<EventInfo> meant = known.stream().filter(this::isMeant).toList();
        List<Row> shown =
                meant.stream().limit(MOST_SHOWN).map(event -> row(event, names)).toList();
        return List.of(
                Part.of("head", "events/head", new Events(this, names, List.of(), false)),
                Part.of("events", "events/list", new Events(this, names, shown, meant.size() > shown.size())));
    }

    private boolean isMeant(EventInfo event) {
        String text = event.text().toLowerCase(Locale.ROOT);
        return (cluster.isEmpty() || event.cluster().equals(cluster))
                && (kind.isEmpty() || event.kind().equals(kind))
                && (about.isEmpty()
                        || event.node().equals(about)
                        || Pattern.compile("(^|\\W)" + Pattern.quote(about.toLowerCase(Locale.ROOT)) + "($|\\W)")
                                .matcher(text)
                                .find());
    }

    private static Row row(EventInfo event, List<String> names) {
        Matcher plan = PLAN.matcher(event.text());
        boolean named = plan.find();
        return new Row(
                event.at(),
                event.kind(),
                event.cluster(),
                names.contains(event.cluster()),
                event.node(),
                named ? Long.parseLong(plan.group(1)) : 0,
                named ? event.text().substring(plan.end()) : event.text(),
                event.by().equals("holdfast") ? "" : event.by());
    }
}
