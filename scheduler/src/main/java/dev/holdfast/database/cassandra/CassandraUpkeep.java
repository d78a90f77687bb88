package dev.holdfast.database.cassandra;

import dev.holdfast.database.Chore;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.NodeView;
import dev.holdfast.database.Upkeep;
import dev.holdfast.database.cassandra.CassandraDetails.Member;
import dev.holdfast.database.cassandra.CassandraDetails.NodeStatus;
import dev.holdfast.model.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What is done for a ring by itself, most important first, and only while all of it is up and nothing changes in it:
 *
 * <ol>
 *   <li>a rebuild of what a data centre has yet to get from another;
 *   <li>a repair of all that a node holds, after it was away for longer than the others kept hints for it, or has taken the place of a
 *       dead one;
 *   <li>a cleanup that a plan left undone;
 *   <li>files of an older release written anew;
 *   <li>a backup that is due;
 *   <li>the regular repair: of each node what it holds first, one node after the other, whose turn it is longest. Each is a plan of its own,
 *       so that whatever a user asks for waits for one node at most.
 * </ol>
 */
final class CassandraUpkeep {

    static final String AFTER_ABSENCE = "repair-after-absence";
    static final String CLEANUP = "cleanup";
    static final String UPGRADE = "upgradesstables";
    static final String REPAIR = "repair";
    private static final Duration APART = Duration.ofMinutes(1);

    private final ClusterView view;
    private final Sight sight;

    private CassandraUpkeep(ClusterView view) {
        this.view = view;
        this.sight = new Sight(view);
    }

    static List<Upkeep> of(ClusterView view) {
        return new CassandraUpkeep(view).all();
    }

    private List<Upkeep> all() {
        List<Upkeep> all = new ArrayList<>();
        if (!view.everReady() || !isWhole(sight)) {
            return all;
        }
        Rebuilds.upkeep(sight).ifPresent(all::add);
        for (NodeView node : view.nodes().values()) {
            CassandraIdentity.repairDueSince(node.id(), view)
                    .ifPresent(since -> all.add(upkeep(
                            AFTER_ABSENCE,
                            CassandraChores.repairAll(node.id()),
                            since.toString(),
                            "repair all of " + node.id().shortName() + ", which was away or replaced")));
        }
        if (CassandraOptions.cleansUp(view.target())) {
            for (NodeView node : view.nodes().values()) {
                CassandraIdentity.cleanupDueSince(node.id(), view)
                        .ifPresent(since -> all.add(upkeep(
                                CLEANUP,
                                Chore.on(node.id(), CassandraChores.CLEANUP),
                                since.toString(),
                                "cleanup " + node.id().shortName())));
            }
        }
        sight.live().forEach((node, status) -> {
            if (status.oldSstables() > 0
                    && status.release().equals(view.target().version())) {
                all.add(upkeep(
                        UPGRADE,
                        Chore.on(node, CassandraChores.UPGRADE_SSTABLES),
                        status.release() + " " + status.incarnation(),
                        "upgradesstables " + node.shortName()));
            }
        });
        new ScheduledBackups(view).upkeep().ifPresent(all::add);
        dueForRepair()
                .ifPresent(node -> all.add(upkeep(
                        REPAIR,
                        CassandraChores.repair(node),
                        lastRepair(node).map(Instant::toString).orElse(""),
                        "repair " + node.shortName())));
        return all;
    }

    private static Upkeep upkeep(String kind, Chore chore, String cause, String title) {
        String node = chore.node().map(NodeId::shortName).orElse("");
        return new Upkeep(kind, node + " " + cause, APART, chore, title, List.of());
    }

    /** Every node up and normal, of one release and schema, and no data on its way. */
    static boolean isWhole(Sight sight) {
        return sight.kept().stream().allMatch(sight::isUpNormal)
                && sight.members().stream().allMatch(Member::isUpNormal)
                && sight.releases().size() == 1
                && sight.schemas().size() == 1
                && sight.live().values().stream()
                        .allMatch(status -> status.streams().isEmpty());
    }

    private Optional<NodeId> dueForRepair() {
        Optional<Duration> every = CassandraOptions.repairEvery(view.target());
        if (every.isEmpty() || sight.members().size() < 2 || !hasCopies()) {
            return Optional.empty();
        }
        return sight.kept().stream()
                .filter(node -> lastRepair(node)
                        .filter(last -> !view.now().isBefore(last.plus(every.get())))
                        .isPresent())
                .min(Comparator.comparing((NodeId node) -> lastRepair(node).orElse(Instant.MAX))
                        .thenComparing(node -> node));
    }

    private boolean hasCopies() {
        return new Keyspaces(sight)
                .thatMatter().orElse(List.of()).stream()
                        .anyMatch(keyspace -> keyspace.replicas().values().stream()
                                        .mapToInt(Integer::intValue)
                                        .sum()
                                > 1);
    }

    /** When it was last whole: repaired, or new in the ring; empty if neither is known. */
    private Optional<Instant> lastRepair(NodeId node) {
        Optional<Instant> joined = sight.status(node).flatMap(NodeStatus::joinedAt);
        Optional<Instant> repaired = CassandraIdentity.repairedAt(node, view);
        return repaired.filter(at -> joined.isEmpty() || at.isAfter(joined.get()))
                .or(() -> joined);
    }
}
