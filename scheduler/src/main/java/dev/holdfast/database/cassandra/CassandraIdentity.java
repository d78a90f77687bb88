package dev.holdfast.database.cassandra;

import dev.holdfast.database.ChoreEnd;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.NodeView;
import dev.holdfast.database.cassandra.CassandraDetails.Member;
import dev.holdfast.database.cassandra.CassandraDetails.Mode;
import dev.holdfast.database.cassandra.CassandraDetails.NodeStatus;
import dev.holdfast.database.cassandra.CassandraDetails.Standing;
import dev.holdfast.model.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is remembered of a ring for good, since neither Mesos nor a ring whose nodes are down could tell it again:
 *
 * <ol>
 *   <li>who is a full member, with which disk, by which address: {@link Membership};
 *   <li>who has left it with which disk: that disk must never be started again;
 *   <li>what a node owes: a repair after it was replaced or away for longer than the others keep hints, a cleanup after others joined;
 *   <li>when a node was last repaired as a whole.
 * </ol>
 */
final class CassandraIdentity {

    private static final String LEFT = "left.";
    private static final String REPAIR_DUE = "repair-due.";
    private static final String MADE_GOOD = "made-good.";
    private static final String REPAIRED = "repaired.";
    private static final String CLEANUP_DUE = "cleanup-due.";
    private static final String FORMED = "ring-formed";
    private static final List<String> OF_NODES = List.of(LEFT, REPAIR_DUE, MADE_GOOD, REPAIRED, CLEANUP_DUE);

    /** Cassandra's usual time for which a node keeps hints for one that is down. */
    private static final Duration USUAL_HINTS = Duration.ofHours(3);

    private final ClusterView view;
    private final Sight sight;
    private final SortedMap<String, String> identity;

    private CassandraIdentity(ClusterView view) {
        this.view = view;
        this.sight = new Sight(view);
        this.identity = new TreeMap<>(view.identity());
    }

    static SortedMap<String, String> of(ClusterView view) {
        CassandraIdentity all = new CassandraIdentity(view);
        all.forgetOthers();
        all.sight.live().forEach(all::member);
        view.nodes().values().forEach(all::duties);
        all.formed();
        Rebuilds.note(all.identity, all.sight);
        return all.identity;
    }

    /** Whether a node is a full member with the disk it has now. */
    static boolean hasJoined(NodeId node, ClusterView view) {
        return Membership.of(view, node)
                .filter(member -> member.generation() == generation(node, view))
                .isPresent();
    }

    /** What a node that comes with an empty disk takes the place of; empty if it joins as one that never was. */
    static Optional<Membership> replaced(NodeId node, ClusterView view) {
        return Membership.of(view, node).filter(member -> member.generation() < generation(node, view));
    }

    /** Whether the disk it has now is that of one that left the ring. */
    static boolean hasLeft(NodeId node, ClusterView view) {
        return view.identity()
                .getOrDefault(LEFT + node.shortName(), "")
                .equals(Integer.toString(generation(node, view)));
    }

    static Optional<Instant> repairDueSince(NodeId node, ClusterView view) {
        return instant(view.identity(), REPAIR_DUE, node);
    }

    static Optional<Instant> cleanupDueSince(NodeId node, ClusterView view) {
        return instant(view.identity(), CLEANUP_DUE, node);
    }

    /** When the last good repair of the node as a whole was begun. */
    static Optional<Instant> repairedAt(NodeId node, ClusterView view) {
        return instant(view.identity(), REPAIRED, node);
    }

    static void owesRepair(SortedMap<String, String> identity, NodeId node, Instant since) {
        identity.put(REPAIR_DUE + node.shortName(), since.toString());
    }

    private static Optional<Instant> instant(SortedMap<String, String> identity, String prefix, NodeId node) {
        try {
            return Optional.ofNullable(identity.get(prefix + node.shortName())).map(Instant::parse);
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static int generation(NodeId node, ClusterView view) {
        return view.node(node).map(NodeView::generation).orElse(1);
    }

    private void forgetOthers() {
        identity.keySet()
                .removeIf(key -> isOfANode(key)
                        && view.nodes().keySet().stream().noneMatch(node -> key.endsWith("." + node.shortName())));
    }

    private static boolean isOfANode(String key) {
        return Membership.isKey(key)
                || key.startsWith(Rebuilds.DUE)
                || OF_NODES.stream().anyMatch(key::startsWith);
    }

    private void member(NodeId node, NodeStatus status) {
        int generation = generation(node, view);
        if (status.mode() == Mode.DECOMMISSIONED && hasGone(node)) {
            identity.remove(Membership.key(node));
            OF_NODES.forEach(prefix -> identity.remove(prefix + node.shortName()));
            identity.put(LEFT + node.shortName(), Integer.toString(generation));
            return;
        }
        Member self = status.ring().get(status.address());
        if (status.mode() != Mode.NORMAL || status.hostId().isEmpty() || self == null) {
            return;
        }
        Optional<Membership> before = Membership.of(identity, node);
        Membership now = new Membership(
                status.hostId(),
                status.address(),
                Membership.word(self.rack()),
                Membership.word(self.dc()),
                generation);
        identity.put(Membership.key(node), now.text());
        identity.remove(LEFT + node.shortName());
        if (before.isEmpty() && identity.containsKey(FORMED)) {
            owesCleanup(node);
        }
        if (before.filter(old -> old.generation() != generation).isPresent()) {
            OF_NODES.forEach(prefix -> identity.remove(prefix + node.shortName()));
            // Each part came from one copy only, which may lack what others of a majority have.
            identity.put(REPAIR_DUE + node.shortName(), view.now().toString());
        }
    }

    /** From when on whoever joins takes something from others: before, they came up together. */
    private void formed() {
        boolean all = sight.kept().stream()
                .allMatch(node -> Membership.of(identity, node).isPresent());
        if (view.everReady() && all) {
            identity.put(FORMED, "true");
        }
    }

    /** By the word of all others who answer, at least one. */
    private boolean hasGone(NodeId node) {
        long others = sight.witnesses().keySet().stream()
                .filter(other -> !other.equals(node))
                .count();
        return (others > 0 || sight.isLastHere(node))
                && sight.seenByOthers(node).values().stream().allMatch(member -> member.standing() == Standing.OUTSIDE);
    }

    /** Parts of their data now belong to the new one; a replacement has just what the one before it had. */
    private void owesCleanup(NodeId joined) {
        for (NodeId other : view.nodes().keySet()) {
            if (!other.equals(joined) && Membership.of(identity, other).isPresent()) {
                identity.put(CLEANUP_DUE + other.shortName(), view.now().toString());
            }
        }
    }

    private void duties(NodeView node) {
        Optional<ChoreEnd> repair = good(node, CassandraChores.REPAIR);
        repair.ifPresent(end -> later(REPAIRED, node.id(), end.begunAt()));
        good(node, CassandraChores.CLEANUP)
                .filter(end -> instant(identity, CLEANUP_DUE, node.id())
                        .filter(due -> due.isBefore(end.begunAt()))
                        .isPresent())
                .ifPresent(end -> identity.remove(CLEANUP_DUE + node.id().shortName()));
        Optional<Instant> due = instant(identity, REPAIR_DUE, node.id());
        if (due.isPresent()) {
            Optional<ChoreEnd> made = repair.filter(CassandraChores::isOfAllRanges)
                    .filter(end -> end.begunAt().isAfter(due.get()));
            made.ifPresent(end -> {
                identity.remove(REPAIR_DUE + node.id().shortName());
                identity.put(MADE_GOOD + node.id().shortName(), end.begunAt().toString());
            });
        } else if (Membership.of(identity, node.id()).isPresent()) {
            owedSince(node).ifPresent(since -> later(REPAIR_DUE, node.id(), since));
        }
    }

    /** Since when writes are missing on a node for which nobody kept hints to the end. */
    private Optional<Instant> owedSince(NodeView node) {
        Duration hints = hintWindow(view);
        boolean downTooLong = sight.seenByOthers(node.id()).values().stream()
                .anyMatch(member -> member.downFor().compareTo(hints) > 0);
        if (downTooLong) {
            return Optional.of(view.now());
        }
        Instant madeGood = instant(identity, MADE_GOOD, node.id()).orElse(Instant.MIN);
        return sight.status(node.id())
                .filter(status -> status.mode() == Mode.NORMAL && status.away().compareTo(hints) > 0)
                .map(NodeStatus::startedAt)
                .filter(started -> started.isAfter(madeGood));
    }

    private static Optional<ChoreEnd> good(NodeView node, String chore) {
        return Optional.ofNullable(node.ended().get(chore))
                .filter(end -> end.ok() && !end.chore().arguments().containsKey(CassandraChores.KEYSPACE));
    }

    private void later(String prefix, NodeId node, Instant at) {
        Instant before = instant(identity, prefix, node).orElse(Instant.MIN);
        if (at.isAfter(before)) {
            identity.put(prefix + node.shortName(), at.toString());
        }
    }

    /** For how long all nodes keep hints for one that is down. */
    static Duration hintWindow(ClusterView view) {
        return CassandraSettings.anywhere(view.target(), "max_hint_window").stream()
                .map(CassandraIdentity::window)
                .min(Comparator.naturalOrder())
                .orElse(USUAL_HINTS);
    }

    private static Duration window(String setting) {
        if (!setting.matches("\\d{1,9}(h|m|s|ms)")) {
            return USUAL_HINTS;
        }
        long number = Long.parseLong(setting.replaceAll("[a-z]", ""));
        return switch (setting.replaceAll("\\d", "")) {
            case "h" -> Duration.ofHours(number);
            case "m" -> Duration.ofMinutes(number);
            case "s" -> Duration.ofSeconds(number);
            default -> Duration.ofMillis(number);
        };
    }
}
