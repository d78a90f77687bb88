package dev.holdfast.database.cassandra;

import dev.holdfast.database.Chore;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Proof;
import dev.holdfast.database.cassandra.CassandraDetails.Keyspace;
import dev.holdfast.database.cassandra.CassandraDetails.Member;
import dev.holdfast.model.NodeId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * How many copies keyspaces have in each data centre, and how that is changed.
 *
 * <ol>
 *   <li>A wish names data centres and numbers, {@code dc2=3}: what it does not name stays; 0 takes all copies there away. It is of the
 *       keyspaces it names, or of all users' and those of Cassandra's own that are spread.
 *   <li>A keyspace of {@code SimpleStrategy} is placed without regard to data centres. Where there is one only, it gets as many copies
 *       there as it had; where there are more, the wish must name all of them, for its data is on any.
 *   <li>Nobody gets a copy who is not there: a data centre must have as many nodes as copies. None is taken from where the only whole ones are.
 *   <li>Cassandra takes no statement that leaves {@code system_auth} out of a data centre that has nodes: one copy stays there until they
 *       have left. Nor one that names a data centre without nodes, for any keyspace: whoever changes it says {@code =0} of that, too.
 * </ol>
 */
public final class Replication {

    /** Argument: what is wished, {@code dc1=3,dc2=3}. */
    public static final String TO = "to";

    /** What a wish looks like. */
    public static final String FORM = "[A-Za-z0-9_-]{1,64}=\\d{1,3}(,[A-Za-z0-9_-]{1,64}=\\d{1,3})*";

    /** Behind the number of copies of a keyspace that is placed without regard to data centres. */
    static final String SIMPLE = " (SimpleStrategy)";

    /** Cassandra's own that are spread over nodes, and follow users' data. */
    static final List<String> OWN = List.of("system_auth", "system_distributed", "system_traces");

    private final Sight sight;
    private final SortedMap<String, Integer> wish = new TreeMap<>();
    private final List<String> named;
    private final SortedMap<String, Integer> centres = new TreeMap<>();
    private final List<String> problems = new ArrayList<>();
    private final List<Change> changes = new ArrayList<>();
    private final TreeSet<String> kept = new TreeSet<>();
    private final boolean known;

    /**
     * One keyspace that is not as wished.
     *
     * @param to copies by data centre
     */
    public record Change(Keyspace before, SortedMap<String, Integer> to) {

        /** In CQL. */
        public String statement() {
            String pairs = to.entrySet().stream()
                    .map(one -> ", '" + one.getKey() + "': '" + one.getValue() + "'")
                    .collect(Collectors.joining());
            return "ALTER KEYSPACE \"" + before.name() + "\" WITH replication = {'class': 'NetworkTopologyStrategy'"
                    + pairs + "}";
        }

        @Override
        public String toString() {
            return before.name() + " from " + words(before) + " to " + words(to);
        }
    }

    private Replication(Sight sight, Chore chore) {
        this.sight = sight;
        for (String pair : list(chore.arguments().getOrDefault(TO, ""))) {
            int equals = pair.indexOf('=');
            wish.put(pair.substring(0, equals), Integer.parseInt(pair.substring(equals + 1)));
        }
        this.named = list(chore.arguments().getOrDefault(CassandraChores.KEYSPACE, ""));
        sight.members().forEach(member -> centres.merge(member.dc(), 1, Integer::sum));
        Optional<List<Keyspace>> all = new Keyspaces(sight).all();
        this.known = all.isPresent() && !centres.isEmpty();
        if (known) {
            judge(all.get());
        }
    }

    private static List<String> list(String text) {
        return Arrays.stream(text.strip().split("[,\\s]+", -1))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private void judge(List<Keyspace> all) {
        wish.forEach((dc, copies) -> {
            int nodes = centres.getOrDefault(dc, 0);
            if (copies > 0 && nodes == 0) {
                problems.add("there is no data centre '" + dc + "' in the ring, only "
                        + String.join(", ", centres.keySet()));
            } else if (copies > nodes) {
                problems.add(dc + " has " + Names.count(nodes, "node") + ", too few for " + copies + " copies");
            }
        });
        for (String name : named) {
            if (all.stream().noneMatch(keyspace -> keyspace.name().equals(name))) {
                problems.add("there is no keyspace '" + name + "' that is spread over nodes");
            }
        }
        for (Keyspace keyspace : all) {
            boolean meant = named.isEmpty()
                    ? OWN.contains(keyspace.name()) || !keyspace.name().startsWith("system")
                    : named.contains(keyspace.name());
            if (meant) {
                judge(keyspace);
            }
        }
    }

    private void judge(Keyspace keyspace) {
        boolean simple = keyspace.strategy().equals(Keyspace.SIMPLE);
        if (simple && OWN.contains(keyspace.name()) && wish.values().stream().allMatch(copies -> copies == 0)) {
            return; // Its copies are wherever nodes are, and go to others when those leave.
        }
        TreeMap<String, Integer> to = new TreeMap<>(simple ? new TreeMap<>() : keyspace.replicas());
        if (simple) {
            List<String> unnamed = centres.keySet().stream()
                    .filter(dc -> !wish.containsKey(dc))
                    .toList();
            if (centres.size() > 1 && !unnamed.isEmpty() && !OWN.contains(keyspace.name())) {
                problems.add("keyspace " + keyspace.name() + " is spread over all data centres by SimpleStrategy: name "
                        + String.join(" and ", unnamed) + ", too");
                return;
            }
            int copies = Keyspaces.copies(keyspace, "");
            unnamed.forEach(dc -> to.put(dc, Math.max(1, Math.min(copies, centres.getOrDefault(dc, 1)))));
        }
        to.putAll(wish);
        to.values().removeIf(copies -> copies == 0);
        if (keyspace.name().equals(Keyspaces.AUTH)) {
            keepEverywhere(to);
        }
        if (to.isEmpty()) {
            problems.add("keyspace " + keyspace.name() + " would have no copy anywhere");
            return;
        }
        boolean loses = !simple
                && keyspace.replicas().keySet().stream().anyMatch(dc -> !to.containsKey(dc))
                && to.containsKey(CassandraOptions.dc(sight.view().target()));
        List<NodeId> behind = loses ? Rebuilds.due(keyspace.name(), sight.view()) : List.of();
        if (!behind.isEmpty()) {
            problems.add(
                    Names.nodes(behind) + (behind.size() == 1 ? " has" : " have") + " not got the data of keyspace "
                            + keyspace.name() + " yet (rebuild), so no copies are taken away elsewhere");
        } else if (simple || !to.equals(keyspace.replicas())) {
            nowhere(keyspace, to);
            changes.add(new Change(keyspace, Collections.unmodifiableSortedMap(to)));
        }
    }

    private void keepEverywhere(SortedMap<String, Integer> to) {
        for (String dc : centres.keySet()) {
            if (to.putIfAbsent(dc, 1) == null) {
                kept.add(dc);
            }
        }
        if (named.contains(Keyspaces.AUTH) && kept.stream().anyMatch(dc -> wish.containsKey(dc))) {
            problems.add(keeps());
        }
    }

    private String keeps() {
        return "one copy of " + Keyspaces.AUTH + " stays in " + String.join(" and ", kept)
                + ": Cassandra keeps it in every data centre that has nodes, until the last of them has left";
    }

    /** Copies wished for before, in a data centre whose nodes have left since. */
    private void nowhere(Keyspace keyspace, SortedMap<String, Integer> to) {
        List<String> left = to.keySet().stream()
                .filter(dc -> !centres.containsKey(dc) && !wish.containsKey(dc))
                .map(dc -> dc + "=0")
                .toList();
        if (!left.isEmpty()) {
            problems.add("keyspace " + keyspace.name() + " is " + words(keyspace)
                    + ", and Cassandra takes no data centre without nodes: add " + String.join(",", left));
        }
    }

    static Proof isDone(Chore chore, ClusterView view) {
        Replication replication = new Replication(new Sight(view), chore);
        if (!replication.known) {
            return Proof.unknown("no node has told which keyspaces there are");
        }
        if (!replication.problems.isEmpty()) {
            return Proof.never(String.join("; ", replication.problems));
        }
        List<String> words =
                replication.changes.stream().map(Change::toString).collect(Collectors.toCollection(ArrayList::new));
        if (words.isEmpty()) {
            words.add("all keyspaces are copied as wished");
        }
        if (!replication.kept.isEmpty()) {
            words.add(replication.keeps());
        }
        String text = String.join("; ", words);
        return replication.changes.isEmpty() ? Proof.yes(text) : Proof.no(text);
    }

    /** What is left to be changed; empty if nothing is, or it cannot be. */
    public static List<Change> changes(Chore chore, ClusterView view) {
        Replication replication = new Replication(new Sight(view), chore);
        return replication.problems.isEmpty() ? List.copyOf(replication.changes) : List.of();
    }

    /** Why a change must not be made now: schema does not change in a ring that does. */
    public static Optional<String> hindrance(ClusterView view) {
        Sight sight = new Sight(view);
        List<String> moving = sight.onTheirWay();
        if (!moving.isEmpty()) {
            return Optional.of("the ring is changing: " + Names.few(moving));
        }
        if (sight.ringSchemas().size() > 1) {
            return Optional.of("the nodes do not agree on the schema yet");
        }
        List<String> down = sight.members().stream()
                .filter(member -> !member.up())
                .map(sight::name)
                .toList();
        return down.isEmpty()
                ? Optional.empty()
                : Optional.of(Names.few(down) + (down.size() == 1 ? " is" : " are")
                        + " down, and every member takes part when the schema changes");
    }

    /** The data centre that has most of what a keyspace's copies here are to be made from; empty if there is none. */
    static Optional<String> source(List<String> keyspaces, Sight sight) {
        String own = CassandraOptions.dc(sight.view().target());
        TreeSet<String> others = new TreeSet<>();
        sight.members().stream()
                .filter(Member::up)
                .map(Member::dc)
                .filter(dc -> !dc.equals(own))
                .forEach(others::add);
        SortedMap<String, Integer> copies = new TreeMap<>();
        for (Keyspace keyspace : new Keyspaces(sight).all().orElse(List.of())) {
            if (keyspaces.isEmpty() || keyspaces.contains(keyspace.name())) {
                others.forEach(dc -> copies.merge(dc, Keyspaces.copies(keyspace, dc), Integer::sum));
            }
        }
        return copies.entrySet().stream()
                .filter(one -> one.getValue() > 0)
                .max(Map.Entry.<String, Integer>comparingByValue()
                        .thenComparing(
                                Map.Entry.<String, Integer>comparingByKey().reversed()))
                .map(Map.Entry::getKey);
    }

    /** {@code dc1=3, dc2=3}; for {@code SimpleStrategy} the bare number. */
    static String words(Keyspace keyspace) {
        return keyspace.strategy().equals(Keyspace.SIMPLE)
                ? Keyspaces.copies(keyspace, "") + SIMPLE
                : words(keyspace.replicas());
    }

    private static String words(SortedMap<String, Integer> copies) {
        return copies.entrySet().stream()
                .map(one -> one.getKey() + "=" + one.getValue())
                .collect(Collectors.joining(","));
    }
}
