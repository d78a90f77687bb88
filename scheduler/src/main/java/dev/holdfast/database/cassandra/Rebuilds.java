package dev.holdfast.database.cassandra;

import dev.holdfast.database.Chore;
import dev.holdfast.database.ChoreEnd;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.NodeView;
import dev.holdfast.database.Stage;
import dev.holdfast.database.Upkeep;
import dev.holdfast.database.cassandra.CassandraDetails.Keyspace;
import dev.holdfast.database.cassandra.CassandraDetails.Member;
import dev.holdfast.model.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Data that a data centre has yet to get from another.
 *
 * <ol>
 *   <li>A keyspace that was seen to have no copy here and has some now was changed to have them: nodes that were members then hold nothing
 *       of it until they are rebuilt. Whoever changed it, by us or by hand, that is remembered of each node.
 *   <li>One that was made with copies here is whole from the beginning. What was there before we first looked is taken to be missing.
 *   <li>Until then nobody joins here: he would take what is not there from one who has not got it.
 * </ol>
 */
final class Rebuilds {

    /** Keyspaces that were seen to have copies in other data centres only. */
    private static final String ELSEWHERE = "elsewhere";

    static final String DUE = "rebuild-due.";
    static final String RULE = "rebuild";

    /** What each keyspace was before it was last changed, so that a person can go back. */
    private static final String NOW = "replication.";

    private static final String BEFORE = "replication-before.";
    private static final Duration APART = Duration.ofSeconds(1);

    private Rebuilds() {}

    /** Takes note of what is seen now. */
    static void note(SortedMap<String, String> identity, Sight sight) {
        ClusterView view = sight.view();
        Optional<List<Keyspace>> all = new Keyspaces(sight).all();
        String own = CassandraOptions.dc(view.target());
        boolean alone = sight.members().stream().map(Member::dc).allMatch(own::equals);
        if (all.isEmpty() || sight.witnesses().isEmpty() || (alone && !identity.containsKey(ELSEWHERE))) {
            return;
        }
        TreeSet<String> here = new TreeSet<>();
        TreeSet<String> elsewhere = new TreeSet<>();
        for (Keyspace keyspace : all.get()) {
            boolean moved = remember(identity, keyspace) && new Keyspaces(sight).matters(keyspace);
            if (moved) {
                // Its copies are on other nodes now, and what they hold is on any.
                view.nodes().keySet().forEach(node -> CassandraIdentity.owesRepair(identity, node, view.now()));
            }
            if (keyspace.strategy().equals(Keyspace.NETWORK)) {
                (Keyspaces.copies(keyspace, own) > 0 ? here : elsewhere).add(keyspace.name());
            }
        }
        TreeSet<String> come = new TreeSet<>(here);
        if (identity.containsKey(ELSEWHERE)) {
            come.retainAll(list(identity.getOrDefault(ELSEWHERE, "")));
        } else if (view.everReady()) {
            come.clear(); // it was here before the others
        }
        identity.put(ELSEWHERE, String.join(",", elsewhere));
        for (NodeView node : view.nodes().values()) {
            if (Membership.of(identity, node.id()).isPresent()) {
                note(identity, node, come, here, view.now());
            }
        }
    }

    /** Whether it was placed without regard to data centres before, and is not now. */
    private static boolean remember(SortedMap<String, String> identity, Keyspace keyspace) {
        String words = Replication.words(keyspace);
        String before = identity.getOrDefault(NOW + keyspace.name(), words);
        if (!before.equals(words)) {
            identity.put(BEFORE + keyspace.name(), before);
        }
        identity.put(NOW + keyspace.name(), words);
        return before.endsWith(Replication.SIMPLE) && !words.endsWith(Replication.SIMPLE);
    }

    private static void note(
            SortedMap<String, String> identity,
            NodeView node,
            SortedSet<String> come,
            SortedSet<String> here,
            Instant now) {
        SortedMap<String, Instant> due = due(identity, node.id());
        due.keySet().retainAll(here);
        come.forEach(keyspace -> due.put(keyspace, now));
        Optional<ChoreEnd> end =
                Optional.ofNullable(node.ended().get(CassandraChores.REBUILD)).filter(ChoreEnd::ok);
        if (end.isPresent()) {
            List<String> done = list(end.get().chore().arguments().getOrDefault(CassandraChores.KEYSPACE, ""));
            due.entrySet()
                    .removeIf(one -> (done.isEmpty() || done.contains(one.getKey()))
                            && one.getValue().isBefore(end.get().begunAt()));
        }
        if (due.isEmpty()) {
            identity.remove(DUE + node.id().shortName());
        } else {
            identity.put(
                    DUE + node.id().shortName(),
                    due.entrySet().stream()
                            .map(one -> one.getKey() + "@" + one.getValue())
                            .collect(Collectors.joining(",")));
        }
    }

    private static List<String> list(String text) {
        return Arrays.stream(text.split(",", -1))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /** Keyspaces of which a node has not got its data yet, and since when. */
    private static SortedMap<String, Instant> due(SortedMap<String, String> identity, NodeId node) {
        SortedMap<String, Instant> due = new TreeMap<>();
        for (String word : list(identity.getOrDefault(DUE + node.shortName(), ""))) {
            int at = word.indexOf('@');
            try {
                due.put(word.substring(0, Math.max(0, at)), Instant.parse(word.substring(at + 1)));
            } catch (DateTimeParseException e) {
                // Not ours.
            }
        }
        return due;
    }

    /** Nodes that have not got their data of a keyspace yet. */
    static List<NodeId> due(String keyspace, ClusterView view) {
        return due(view).stream()
                .filter(node -> due(view.identity(), node).containsKey(keyspace))
                .toList();
    }

    /** Nodes that have not got all their data yet. */
    static List<NodeId> due(ClusterView view) {
        return view.nodes().keySet().stream()
                .filter(node -> !due(view.identity(), node).isEmpty())
                .toList();
    }

    static List<String> keyspaces(NodeId node, ClusterView view) {
        return List.copyOf(due(view.identity(), node).keySet());
    }

    /** What is to be done by itself; empty if there is nobody to get it from. */
    static Optional<Upkeep> upkeep(Sight sight) {
        ClusterView view = sight.view();
        List<NodeId> due = due(view);
        TreeSet<String> keyspaces = new TreeSet<>();
        due.forEach(node -> keyspaces.addAll(keyspaces(node, view)));
        Optional<String> source = Replication.source(List.copyOf(keyspaces), sight);
        if (due.isEmpty() || source.isEmpty()) {
            return Optional.empty();
        }
        Chore whole = new Chore(CassandraChores.REBUILD, Optional.empty(), new TreeMap<>())
                .with(CassandraChores.DC, source.get());
        List<Stage> way = way(
                due.stream()
                        .map(node -> on(node, source.get(), keyspaces(node, view)))
                        .toList(),
                view);
        String since = due.stream()
                .flatMap(node -> due(view.identity(), node).values().stream())
                .max(Comparator.naturalOrder())
                .map(Instant::toString)
                .orElse("");
        return Optional.of(new Upkeep(
                RULE,
                since,
                APART,
                whole,
                "rebuild " + CassandraOptions.dc(view.target()) + " from " + source.get(),
                way));
    }

    /** A rebuild that a person asks for: of one node or all, of what is named or all there is. */
    static List<Stage> way(Chore asked, ClusterView view) {
        Sight sight = new Sight(view);
        List<String> keyspaces = list(asked.arguments().getOrDefault(CassandraChores.KEYSPACE, ""));
        Optional<String> from = Optional.ofNullable(asked.arguments().get(CassandraChores.DC))
                .or(() -> Replication.source(keyspaces, sight));
        List<NodeId> nodes = asked.node()
                .map(List::of)
                .orElseGet(() -> view.nodes().keySet().stream()
                        .filter(node -> CassandraIdentity.hasJoined(node, view))
                        .toList());
        return way(
                nodes.stream().map(node -> on(node, from.orElse(""), keyspaces)).toList(), view);
    }

    /** One node after the other, unless the user wants several at once: they stream from the same nodes elsewhere. */
    private static List<Stage> way(List<Chore> rebuilds, ClusterView view) {
        int atOnce = CassandraOptions.rebuildsAtOnce(view.target());
        return atOnce == 1 || rebuilds.size() < 2
                ? rebuilds.stream()
                        .map(chore -> (Stage) new Stage.Do(chore, Optional.empty()))
                        .toList()
                : List.of(new Stage.Together(rebuilds, atOnce));
    }

    private static Chore on(NodeId node, String source, List<String> keyspaces) {
        Chore chore = Chore.on(node, CassandraChores.REBUILD).with(CassandraChores.DC, source);
        return keyspaces.isEmpty() ? chore : chore.with(CassandraChores.KEYSPACE, String.join(",", keyspaces));
    }
}
