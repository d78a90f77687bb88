package dev.holdfast.database.cassandra;

import dev.holdfast.database.Ailment;
import dev.holdfast.database.Chore;
import dev.holdfast.database.ChoreEnd;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.NodeView;
import dev.holdfast.database.Upkeep;
import dev.holdfast.model.NodeId;
import dev.holdfast.spec.ClusterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Backups that are made by themselves.
 *
 * <ol>
 *   <li>When the last one was is read off how the chores ended that copied it: it counts when all nodes that belong to it, and are still here, put
 *       their part, whoever asked for it. A node that took another's place knows of none, and then one is made at once.
 *   <li>One that failed is tried again, a quarter of an hour apart, with a name of its own.
 *   <li>A new one clears old ones away as its last stage, so only once it is whole.
 * </ol>
 */
final class ScheduledBackups {

    static final String KIND = "backup";
    private static final Duration APART = Duration.ofMinutes(1);
    private static final Duration AGAIN = Duration.ofMinutes(15);

    /** So long one may be late, in the middle of a plan for example, before that is a fault. */
    private static final Duration LATE = Duration.ofHours(1);

    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    private final ClusterView view;

    ScheduledBackups(ClusterView view) {
        this.view = view;
    }

    /** The one that is due. */
    Optional<Upkeep> upkeep() {
        ClusterSpec target = view.target();
        Optional<Instant> since = dueSince().filter(due -> !view.now().isBefore(due));
        Optional<String> location = BackupOptions.location(target);
        if (since.isEmpty() || location.isEmpty()) {
            return Optional.empty();
        }
        Optional<ChoreEnd> failure = failure();
        Chore chore = RingBackups.backup(target, location.get(), RingBackups.name(target, view.now()), view.now());
        String cause = since.get() + " after " + last().map(Instant::toString).orElse("none")
                + failure.map(end -> ", failed " + end.at()).orElse("");
        return Optional.of(new Upkeep(
                KIND,
                cause,
                failure.isPresent() ? AGAIN : APART,
                chore,
                "backup " + chore.arguments().get(RingBackups.NAME),
                RingBackups.way(chore, view)));
    }

    /** That one is late. */
    Optional<Ailment> ailment() {
        return dueSince()
                .filter(due -> view.now().isAfter(due.plus(LATE)))
                .map(due -> new Ailment(
                        KIND,
                        last().map(at -> "the last backup was begun at " + MINUTE.format(at))
                                        .orElse("no backup by all nodes is known")
                                + ", one is due since " + MINUTE.format(due)
                                + failure()
                                        .map(end -> "; the last try: " + end.text())
                                        .orElse(""),
                        "it is tried again by itself, while all nodes are up and nothing else is under way; holdfast backup "
                                + view.target().name() + " makes one now"));
    }

    private Optional<Instant> dueSince() {
        return BackupOptions.isOfAnother(view.target())
                ? Optional.empty()
                : BackupOptions.schedule(view.target()).map(when -> when.dueSince(last(), view.now()));
    }

    /** When the last whole one was begun. */
    private Optional<Instant> last() {
        Map<String, List<ChoreEnd>> byName = new TreeMap<>();
        saves().filter(ChoreEnd::ok)
                .forEach(end -> byName.merge(
                        name(end),
                        List.of(end),
                        (some, more) ->
                                Stream.concat(some.stream(), more.stream()).toList()));
        return byName.values().stream()
                .filter(this::isWhole)
                .flatMap(ends -> begunAt(ends.get(0)).stream())
                .max(Comparator.naturalOrder());
    }

    private boolean isWhole(List<ChoreEnd> ends) {
        List<String> members = Arrays.asList(ends.get(0)
                .chore()
                .arguments()
                .getOrDefault(RingBackups.NODES, "")
                .split(",", -1));
        List<String> saved = ends.stream()
                .flatMap(end -> end.chore().node().stream())
                .map(NodeId::shortName)
                .toList();
        return view.nodes().keySet().stream()
                .map(NodeId::shortName)
                .filter(members::contains)
                .allMatch(saved::contains);
    }

    /** The newest that failed, if nothing has gone well since. */
    private Optional<ChoreEnd> failure() {
        Instant well = saves().filter(ChoreEnd::ok)
                .map(ChoreEnd::at)
                .max(Comparator.naturalOrder())
                .orElse(Instant.MIN);
        return saves().filter(end -> !end.ok() && !end.at().isBefore(well)).max(Comparator.comparing(ChoreEnd::at));
    }

    private Stream<ChoreEnd> saves() {
        return view.nodes().values().stream()
                .map(NodeView::ended)
                .flatMap(ends -> Optional.ofNullable(ends.get(RingBackups.SAVE)).stream())
                .filter(end -> view.target()
                        .name()
                        .value()
                        .equals(end.chore().arguments().get(RingBackups.SOURCE)));
    }

    private static String name(ChoreEnd end) {
        return end.chore().arguments().getOrDefault(RingBackups.NAME, "");
    }

    private static Optional<Instant> begunAt(ChoreEnd end) {
        try {
            return Optional.of(Instant.parse(end.chore().arguments().getOrDefault(RingBackups.AT, "")));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
