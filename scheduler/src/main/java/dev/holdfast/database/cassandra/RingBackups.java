package dev.holdfast.database.cassandra;

import dev.holdfast.database.Chore;
import dev.holdfast.database.ChoreEnd;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Debt;
import dev.holdfast.database.NodeView;
import dev.holdfast.database.Proof;
import dev.holdfast.database.Stage;
import dev.holdfast.model.NodeId;
import dev.holdfast.spec.ClusterSpec;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Backups of a ring, made of its nodes' snapshots, in a directory that all agents share or in an S3-compatible store.
 *
 * <ol>
 *   <li>A backup takes a snapshot on every node, one right after the other: only then is anything copied, so that the snapshots are of nearly
 *       one moment. Writes that are acknowledged before the first are in it.
 *   <li>Each node copies its own, and its snapshot is owed to be cleared, whatever becomes of the plan.
 *   <li>A restore makes the schema on one node; then every node loads a share of the parts, one node after the other.
 *   <li>What the tool refuses is refused for good: the plan ends with its reason.
 * </ol>
 */
public final class RingBackups {

    /** A whole backup, of the whole ring. */
    public static final String BACKUP = "backup";

    public static final String RESTORE = "restore";

    /** Beside each node: copies its snapshot. */
    public static final String SAVE = "save";

    /** Beside one node: makes what the backup's schema says. */
    public static final String RESTORE_SCHEMA = "restore-schema";

    /** Beside each node: loads its share. */
    public static final String RESTORE_LOAD = "restore-load";

    /** Beside one node: clears old backups away. */
    public static final String PRUNE = "prune-backups";

    /** Arguments of these chores. */
    public static final String STORE = "store";

    /** Whose backup it is: the name of the cluster that made it. */
    public static final String SOURCE = "source";

    /** What it is called. */
    public static final String NAME = "backup";

    public static final String NODES = "nodes";
    public static final String AT = "at";
    public static final String PART = "part";
    public static final String OF = "of";
    static final String OWN = "own";
    static final String KEEP = "keep";
    static final String KEEP_DAYS = "keep-days";

    /** How the tool begins a result that trying again would not change. */
    private static final String REFUSED = "refused: ";

    private static final String TAG_PREFIX = "holdfast-";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd't'HHmmss'z'").withZone(ZoneOffset.UTC);

    private RingBackups() {}

    /** A name for one that nobody named: {@code holdfast-orders-20261122t003000z}. */
    public static String name(ClusterSpec target, Instant at) {
        return prefix(target.name().value()) + TIME.format(at);
    }

    /** How all names begin that nobody gave; only such backups are ever cleared away by themselves. */
    private static String prefix(String cluster) {
        return TAG_PREFIX + cluster + "-";
    }

    /** Whether a backup has a name that nobody gave. */
    public static boolean isMadeUp(ClusterSpec target, String name) {
        String prefix = prefix(target.name().value());
        return name.startsWith(prefix) && name.substring(prefix.length()).matches("\\d{8}t\\d{6}z");
    }

    public static Chore backup(ClusterSpec target, String location, String name, Instant at) {
        return whole(BACKUP, Map.of(STORE, location, SOURCE, target.name().value(), NAME, name, AT, at.toString()));
    }

    /** @param at when it is asked for: one restore is not taken for another of the same backup */
    public static Chore restore(ClusterSpec target, String location, String name, Instant at) {
        return whole(
                RESTORE, Map.of(STORE, location, SOURCE, BackupOptions.owner(target), NAME, name, AT, at.toString()));
    }

    private static Chore whole(String name, Map<String, String> arguments) {
        return new Chore(name, Optional.empty(), new TreeMap<>(arguments));
    }

    /** The way through a backup or a restore; empty for another chore. */
    static List<Stage> way(Chore chore, ClusterView view) {
        List<NodeId> nodes = view.nodes().values().stream()
                .filter(NodeView::placed)
                .map(NodeView::id)
                .toList();
        return switch (chore.name()) {
            case BACKUP -> backupWay(chore, view.target(), nodes);
            case RESTORE -> restoreWay(chore, nodes);
            default -> List.of();
        };
    }

    private static List<Stage> backupWay(Chore whole, ClusterSpec target, List<NodeId> nodes) {
        String tag = TAG_PREFIX + whole.arguments().getOrDefault(NAME, "");
        String all = String.join(",", nodes.stream().map(NodeId::shortName).toList());
        List<Stage> way = new ArrayList<>();
        for (NodeId node : nodes) {
            Chore snapshot = Chore.on(node, CassandraChores.SNAPSHOT).with(CassandraChores.TAG, tag);
            way.add(new Stage.Do(snapshot, Optional.of(debt(node, tag))));
        }
        for (NodeId node : nodes) {
            Chore save = new Chore(SAVE, Optional.of(node), whole.arguments())
                    .with(CassandraChores.TAG, tag)
                    .with(NODES, all);
            way.add(new Stage.Do(save, Optional.empty()));
            way.add(new Stage.Pay(debt(node, tag).id()));
        }
        if (BackupOptions.clearsUp(target) && !nodes.isEmpty()) {
            Chore prune = new Chore(PRUNE, Optional.of(nodes.get(nodes.size() - 1)), whole.arguments())
                    .with(OWN, prefix(target.name().value()))
                    .with(KEEP, Integer.toString(BackupOptions.keep(target)))
                    .with(KEEP_DAYS, Integer.toString(BackupOptions.keepDays(target)));
            way.add(new Stage.Do(prune, Optional.empty()));
        }
        return way;
    }

    private static Debt debt(NodeId node, String tag) {
        return new Debt(
                "snapshot/" + node.shortName() + "/" + tag,
                node.shortName() + " keeps the snapshot " + tag + ", which takes space on its disk",
                Chore.on(node, CassandraChores.CLEAR_SNAPSHOT).with(CassandraChores.TAG, tag));
    }

    private static List<Stage> restoreWay(Chore whole, List<NodeId> nodes) {
        List<Stage> way = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            if (i == 0) {
                way.add(new Stage.Do(
                        new Chore(RESTORE_SCHEMA, Optional.of(nodes.get(i)), whole.arguments()), Optional.empty()));
            }
            Chore load = new Chore(RESTORE_LOAD, Optional.of(nodes.get(i)), whole.arguments())
                    .with(PART, Integer.toString(i))
                    .with(OF, Integer.toString(nodes.size()));
            way.add(new Stage.Do(load, Optional.empty()));
        }
        return way;
    }

    /** Whether one of the chores of a backup or a restore is done, by how its task ended; empty for another chore. */
    static Optional<Proof> isDone(Chore chore, ClusterView view) {
        return switch (chore.name()) {
            case SAVE, PRUNE, RESTORE_SCHEMA, RESTORE_LOAD -> Optional.of(ended(chore, view));
            default -> Optional.empty();
        };
    }

    private static Proof ended(Chore chore, ClusterView view) {
        Optional<ChoreEnd> end = chore.node()
                .flatMap(view::node)
                .map(NodeView::ended)
                .map(all -> all.get(chore.name()))
                .filter(last -> last.chore().equals(chore));
        if (end.isEmpty()) {
            return Proof.no("not done yet");
        }
        String text = end.get().text();
        int refused = text.indexOf(REFUSED);
        if (end.get().ok()) {
            return Proof.yes(text);
        }
        return refused < 0 ? Proof.no(text) : Proof.never(text.substring(refused));
    }
}
