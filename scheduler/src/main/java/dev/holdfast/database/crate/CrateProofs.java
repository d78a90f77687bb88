package dev.holdfast.database.crate;

import dev.holdfast.database.Chore;
import dev.holdfast.database.Debt;
import dev.holdfast.database.Proof;
import dev.holdfast.database.crate.CrateDetails.Part;
import dev.holdfast.database.crate.CrateDetails.Shard;
import dev.holdfast.model.NodeId;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Claims about nodes, and whether chores reached their purpose, judged by the newest observation. What was not asked, not answered,
 * or answered without a master, proves nothing.
 */
final class CrateProofs {

    private final Sight sight;

    CrateProofs(Sight sight) {
        this.sight = sight;
    }

    Proof of(String claim, NodeId node) {
        return switch (claim) {
            case CrateWays.EMPTY -> empty(node);
            case CrateWays.GONE -> gone(node);
            case CrateWays.SPARE -> spare(node);
            case CrateWays.ALL_ON_LAST -> new LastProofs(sight).allOnLast(node, empty(node));
            case CrateWays.ALONE -> new LastProofs(sight).alone(node);
            case CrateWays.ELECTED -> new LastProofs(sight).elected(node);
            case CrateWays.BEGUN_ANEW -> new LastProofs(sight).begunAnew(node);
            case CrateWays.RECOVERED -> new Recovery(sight).after(node);
            default -> Proof.unknown("nothing is known of the claim '" + claim + "'");
        };
    }

    /** No copy is on it or on its way there, and by the cluster's excludes none will come. */
    Proof empty(NodeId node) {
        Optional<CrateDetails> known = sight.ruled(Part.MEMBERS, Part.SHARDS, Part.SETTINGS, Part.HEALTH);
        if (known.isEmpty()) {
            return Proof.unknown(sight.silence());
        }
        String name = CrateIds.name(node);
        if (!CrateChores.excluded(known.get()).contains(name)) {
            return Proof.no(name + " is not excluded from getting shards");
        }
        if (sight.isUnopened()) {
            return Proof.unknown(Sight.UNOPENED);
        }
        List<Shard> there = Copies.of(sight, known.get()).on(name);
        if (there.isEmpty()) {
            return Proof.yes(name + " holds no shard");
        }
        List<NodeId> staying =
                sight.keptData().stream().filter(other -> !other.equals(node)).toList();
        DrainObstacles obstacles = new DrainObstacles(sight, known.get());
        List<String> stuck = obstacles.of(node, staying);
        String left = Names.count(there.size(), "shard") + ", "
                + Names.size(there.stream().mapToLong(Shard::bytes).sum()) + ", left on " + name;
        long moving = there.stream()
                .filter(shard -> shard.state().equals("RELOCATING"))
                .count();
        if (moving > 0) {
            return Proof.no(left + "; " + moving + " moving now" + estimate(known.get(), there));
        }
        if (!stuck.isEmpty()) {
            return Proof.never(left + "; " + stuck.get(0));
        }
        SortedSet<String> wide = obstacles.tooWide(staying.size());
        TreeSet<String> tables = new TreeSet<>();
        there.forEach(shard -> tables.add(shard.table()));
        String of = left + ", of " + Names.tables(tables);
        Optional<String> room = DiskRoom.objection(sight, List.of(node), staying);
        if (wide.isEmpty() && room.isEmpty()) {
            return Proof.no(of);
        }
        return Proof.never(of
                + (wide.isEmpty() ? "" : "; too few other nodes for all replicas of " + Names.few(wide))
                + room.map(text -> "; " + text).orElse(""));
    }

    /** As long as the slowest that CrateDB moves: its limit for one node, on the leaving one. */
    private static String estimate(CrateDetails details, List<Shard> there) {
        long rate = Bytes.parse(details.settings().getOrDefault("indices.recovery.max_bytes_per_sec", ""))
                .orElse(0L);
        long bytes = there.stream().mapToLong(Shard::bytes).sum();
        long minutes = rate <= 0 ? 0 : bytes / rate / 60;
        return minutes <= 0 ? "" : ", at least " + minutes + " min to go";
    }

    /** A master rules without it, nothing is on it, and no table that was well when it began to leave lacks a shard. */
    private Proof gone(NodeId node) {
        Optional<CrateDetails> known = sight.ruled(Part.MEMBERS, Part.SHARDS, Part.UNASSIGNED, Part.HEALTH);
        if (known.isEmpty()) {
            return Proof.unknown(sight.silence());
        }
        String name = CrateIds.name(node);
        if (sight.isMember(node) || sight.isSeenAlive(node)) {
            return Proof.unknown("the other nodes still see " + name + " alive");
        }
        if (sight.isUnopened()) {
            return Proof.unknown(Sight.UNOPENED);
        }
        Copies copies = Copies.of(sight, known.get());
        if (!copies.on(name).isEmpty()) {
            return Proof.unknown("the cluster still lists shards on " + name);
        }
        TreeSet<String> lost = new TreeSet<>(CrateIds.holdsData(node) ? copies.lost() : List.of());
        lost.removeAll(lostBefore(node));
        return lost.isEmpty()
                ? Proof.yes("the cluster goes on without " + name)
                : Proof.no("without " + name + " there is no copy of shards of " + Names.tables(lost));
    }

    private List<String> lostBefore(NodeId node) {
        return sight.view().debts().stream()
                .filter(debt -> debt.id().equals(CrateChores.excludeDebtId(node)))
                .map(Debt::payment)
                .map(payment -> payment.arguments().getOrDefault(CrateChores.LOST_BEFORE, ""))
                .flatMap(list -> CrateChores.names(list).stream())
                .toList();
    }

    /** Nobody sees it any more, and of every shard a copy serves without it. */
    private Proof spare(NodeId node) {
        Optional<CrateDetails> known = sight.ruled(DataGates.NEEDED);
        if (known.isEmpty()) {
            return Proof.unknown(sight.silence());
        }
        String name = CrateIds.name(node);
        if (sight.isMember(node) || sight.isSeenAlive(node)) {
            return Proof.no("the other nodes still see " + name + " alive");
        }
        if (sight.isUnopened()) {
            return Proof.unknown(Sight.UNOPENED);
        }
        if (LastVote.isLeftBehind(node, sight.view())) {
            // The gate has named the tables, once; more than that cannot be lost with it.
            return Proof.yes("the cluster goes on without the disk of " + name + ", whatever is on it");
        }
        SortedSet<String> lost = new DataGates(sight, known.get()).lost();
        return lost.isEmpty()
                ? Proof.yes("all shards have a copy without " + name)
                : Proof.no(name + " may hold the only copy of shards of " + Names.tables(lost));
    }

    Proof of(Chore chore) {
        return switch (chore.name()) {
            case CrateChores.EXCLUDE -> onNode(chore, node -> excluded(node, chore));
            case CrateChores.UNEXCLUDE -> onNode(chore, node -> unexcluded(node, chore));
            case CrateChores.ALLOCATION_PRIMARIES ->
                allocation(chore.arguments().getOrDefault(CrateChores.VALUE, CrateChores.PRIMARIES));
            case CrateChores.ALLOCATION_RESTORE ->
                allocation(chore.arguments().getOrDefault(CrateChores.HAD, CrateChores.ALL));
            case CrateChores.RETRY_FAILED -> retried();
            case CrateChores.ACKNOWLEDGE_CHECKS -> acknowledged();
            case CrateChores.SETTLE_VOTES -> LastVote.settled(chore, sight);
            default ->
                new BackupProofs(sight)
                        .of(chore)
                        .orElseGet(() -> Proof.unknown("nothing is known of the chore '" + chore.name() + "'"));
        };
    }

    private static Proof onNode(Chore chore, Function<NodeId, Proof> judge) {
        return chore.node().map(judge).orElse(Proof.unknown(chore.name() + " needs a node"));
    }

    private Proof excluded(NodeId node, Chore chore) {
        if (chore.arguments().containsKey(CrateChores.UNTIL)) {
            return empty(node);
        }
        Optional<CrateDetails> known = sight.ruled(Part.SETTINGS);
        if (known.isEmpty()) {
            return Proof.unknown(sight.silence());
        }
        return CrateChores.excluded(known.get()).contains(CrateIds.name(node))
                ? Proof.yes(CrateIds.name(node) + " gets no shards")
                : Proof.no(CrateIds.name(node) + " still gets shards");
    }

    private Proof unexcluded(NodeId node, Chore chore) {
        Optional<CrateDetails> known = sight.ruled(Part.SETTINGS);
        if (known.isEmpty()) {
            return Proof.unknown(sight.silence());
        }
        boolean there = CrateChores.excluded(known.get()).contains(CrateIds.name(node));
        return there && !chore.arguments().containsKey(CrateChores.HAD)
                ? Proof.no(CrateIds.name(node) + " is still excluded from getting shards")
                : Proof.yes("our exclude is taken out");
    }

    private Proof allocation(String wish) {
        Optional<CrateDetails> known = sight.ruled(Part.SETTINGS);
        if (known.isEmpty()) {
            return Proof.unknown(sight.silence());
        }
        String now = known.get().settings().getOrDefault(CrateChores.ALLOCATION, CrateChores.ALL);
        return now.equals(wish)
                ? Proof.yes(CrateChores.ALLOCATION + " is '" + wish + "'")
                : Proof.no(CrateChores.ALLOCATION + " is '" + now + "', not yet '" + wish + "'");
    }

    /** It is asked for once: what fails again is shown, not tried for ever. */
    private Proof retried() {
        return sight.ruled(Part.SHARDS).isPresent()
                ? Proof.yes("what failed was tried again")
                : Proof.unknown(sight.silence());
    }

    private Proof acknowledged() {
        Optional<CrateDetails> known = sight.ruled(Part.CHECKS);
        if (known.isEmpty()) {
            return Proof.unknown(sight.silence());
        }
        long open = known.get().checks().stream()
                .filter(check -> check.id() == CrateChores.EXPECTED_NODES_CHECK
                        && !check.node().isEmpty()
                        && !check.acknowledged())
                .count();
        return open == 0
                ? Proof.yes("no node complains about the number of nodes")
                : Proof.no(Names.count(open, "node") + " still complain about the number of nodes");
    }
}
