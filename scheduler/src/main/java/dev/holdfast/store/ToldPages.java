package dev.holdfast.store;

import dev.holdfast.core.Fact;
import dev.holdfast.model.ClusterName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/**
 * Events in ZooKeeper: a page for each commit and cluster, named so that their order is that of their telling. Pages of one commit
 * interleave: numbers tell.
 */
final class ToldPages {

    /** Pages are fetched so many at once, newest first, until there are enough. */
    private static final int PAGES_AT_ONCE = 200;

    private final Znodes znodes;
    private final JsonMapper json;
    private final String parent;

    ToldPages(Znodes znodes, JsonMapper json) {
        this.znodes = znodes;
        this.json = json;
        this.parent = znodes.path(Znodes.TOLD);
    }

    /** A cluster's newest, oldest of them first. */
    List<Fact.Told> newest(ClusterName cluster, int limit) {
        List<String> names = newestFirst(":" + cluster);
        List<Fact.Told> lines = new ArrayList<>();
        int step = Math.min(limit, PAGES_AT_ONCE);
        for (int from = 0; from < names.size() && lines.size() < limit; from += step) {
            pages(names.subList(from, Math.min(names.size(), from + step)))
                    .descendingMap()
                    .forEach((name, page) -> {
                        List<Fact.Told> newest = new ArrayList<>(lines(name, page));
                        Collections.reverse(newest);
                        lines.addAll(newest);
                    });
        }
        List<Fact.Told> oldestFirst = new ArrayList<>(lines.subList(0, Math.min(limit, lines.size())));
        Collections.reverse(oldestFirst);
        return oldestFirst;
    }

    /**
     * Those after one, oldest first. Goes back from the newest page until one has no line that is newer: what is asked for is mostly what
     * was just told.
     */
    List<Fact.Told> after(long number, int limit) {
        List<String> names = newestFirst("");
        List<Fact.Told> lines = new ArrayList<>();
        boolean reached = false;
        for (int from = 0; from < names.size() && !reached; from += PAGES_AT_ONCE) {
            for (Map.Entry<String, byte[]> page : pages(
                            names.subList(from, Math.min(names.size(), from + PAGES_AT_ONCE)))
                    .entrySet()) {
                List<Fact.Told> all = lines(page.getKey(), page.getValue());
                lines.addAll(all.stream().filter(line -> line.number() > number).toList());
                // Commits follow each other: what was committed before one that is known is known.
                reached |= all.stream().anyMatch(line -> line.number() <= number);
            }
        }
        return lines.stream()
                .sorted(Comparator.comparingLong(Fact.Told::number))
                .limit(limit)
                .toList();
    }

    /** The highest number; 0 if there is none. */
    long newest() {
        List<String> names = newestFirst("");
        // Several pages may be of the newest commit; the one before it ends lower.
        for (int from = 0; from < names.size(); from += PAGES_AT_ONCE) {
            long highest = pages(names.subList(from, Math.min(names.size(), from + PAGES_AT_ONCE))).entrySet().stream()
                    .flatMap(page -> lines(page.getKey(), page.getValue()).stream())
                    .mapToLong(Fact.Told::number)
                    .max()
                    .orElse(0);
            if (highest > 0) {
                return highest;
            }
        }
        return 0;
    }

    List<Fact.Told> all() {
        List<Fact.Told> all = new ArrayList<>();
        pages(newestFirst("")).forEach((name, page) -> all.addAll(lines(name, page)));
        return all;
    }

    /** When the first line of a page was told. */
    Optional<Instant> at(String path) {
        String name = path.substring(parent.length() + 1);
        return znodes.data(path)
                .flatMap(page -> lines(name, page).stream().findFirst())
                .map(Fact.Told::at);
    }

    private List<String> newestFirst(String ending) {
        List<String> names = new ArrayList<>(znodes.children(parent).stream()
                .filter(name -> name.endsWith(ending))
                .sorted()
                .toList());
        Collections.reverse(names);
        return names;
    }

    private NavigableMap<String, byte[]> pages(List<String> names) {
        return new TreeMap<>(znodes.all(parent, names));
    }

    private List<Fact.Told> lines(String name, byte[] page) {
        String cluster = name.substring(name.indexOf(':') + 1);
        Optional<ClusterName> about = cluster.isEmpty() ? Optional.empty() : Optional.of(new ClusterName(cluster));
        List<ToldLine> lines = ZooKeeperStore.readable(
                Znodes.TOLD, () -> json.readerForListOf(ToldLine.class).readValue(Packed.unpack(page)));
        return lines.stream()
                .map(line -> new ToldLine(
                                about, line.at(), line.text(), line.number(), line.kind(), line.node(), line.by())
                        .told())
                .toList();
    }
}
