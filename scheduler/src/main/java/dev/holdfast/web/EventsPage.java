package dev.holdfast.web;

import dev.holdfast.api.wire.EventInfo;
import dev.holdfast.core.View.ClusterPicture;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What happened, newest first.
 *
 * @param cluster only this one's; empty for all
 * @param about only what has this in it; empty for all
 */
public record EventsPage(String cluster, String about) implements Page {

    private static final int MOST_OF_ONE = 1000;
    private static final int MOST_SHOWN = 200;
    private static final Pattern PLAN = Pattern.compile("^plan (\\d+)");

    /** @param more whether there are older ones that are not shown */
    public record Events(String cluster, String about, List<String> clusters, List<Row> rows, boolean more) {
        public boolean isFiltered() {
            return !cluster.isEmpty() || !about.isEmpty();
        }
    }

    /** @param plan the plan the text begins with, and which it no longer has; 0 for none */
    public record Row(String cluster, Instant at, long plan, String text) {}

    /** @param query of the address */
    static EventsPage at(String query) {
        return new EventsPage(part(query, "cluster"), part(query, "about"));
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
        List<Row> all = new ArrayList<>();
        names.stream().filter(name -> cluster.isEmpty() || cluster.equals(name)).forEach(name -> {
            List<EventInfo> history = glance.sources().history(name, MOST_OF_ONE);
            for (int i = history.size() - 1; i >= 0; i--) {
                if (isMeant(history.get(i))) {
                    all.add(row(name, history.get(i)));
                }
            }
        });
        all.sort(Comparator.comparing(Row::at).reversed()); // stable: what is of one moment stays newest first
        List<Row> shown = all.stream().limit(MOST_SHOWN).toList();
        return List.of(
                Part.of("events", "act/events", new Events(cluster, about, names, shown, all.size() > shown.size())));
    }

    private boolean isMeant(EventInfo event) {
        String text = event.text().toLowerCase(Locale.ROOT);
        return about.isEmpty()
                || Pattern.compile("(^|\\W)" + Pattern.quote(about.toLowerCase(Locale.ROOT)) + "($|\\W)")
                        .matcher(text)
                        .find();
    }

    private static Row row(String cluster, EventInfo event) {
        Matcher plan = PLAN.matcher(event.text());
        return plan.find()
                ? new Row(
                        cluster,
                        event.at(),
                        Long.parseLong(plan.group(1)),
                        event.text().substring(plan.end()))
                : new Row(cluster, event.at(), 0, event.text());
    }
}
