package dev.holdfast.database.crate;

import dev.holdfast.database.Chore;
import dev.holdfast.database.Proof;
import dev.holdfast.database.crate.CrateDetails.Part;
import dev.holdfast.database.crate.CrateDetails.Shard;
import dev.holdfast.model.NodeId;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** What must be proved of the last two nodes before both are stopped, and of the one that is left before the other's disk goes. */
final class LastProofs {

    private static final Part[] NEEDED = {
        Part.MASTER, Part.MEMBERS, Part.HEALTH, Part.TABLES, Part.SHARDS, Part.UNASSIGNED
    };

    private final Sight sight;

    LastProofs(Sight sight) {
        this.sight = sight;
    }

    /** @param empty whether the one that leaves is proved empty by the same look */
    Proof allOnLast(NodeId leaves, Proof empty) {
        Optional<NodeId> stays = new LastVote(sight).staysAfter(leaves);
        Optional<CrateDetails> known = sight.ruled(NEEDED);
        if (known.isEmpty() || sight.isUnopened()) {
            return Proof.unknown(sight.silence());
        }
        if (!empty.isYes()) {
            return empty;
        }
        if (stays.isEmpty() || !sight.isMember(stays.get()) || sight.isDown(stays.get()) || !sight.isMember(leaves)) {
            return Proof.unknown(CrateIds.name(leaves) + " and the node that stays must both be in the cluster");
        }
        CrateDetails details = known.get();
        String last = CrateIds.name(stays.get());
        SortedSet<String> elsewhere = notOn(last, details);
        if (!elsewhere.isEmpty()) {
            return Proof.no(last + " does not have all shards of " + Names.tables(elsewhere));
        }
        Optional<String> mine = Optional.ofNullable(details.states().get(last));
        Optional<String> theirs = Optional.ofNullable(details.states().get(CrateIds.name(leaves)));
        if (mine.isPresent() && theirs.isPresent() && !mine.equals(theirs)) {
            return Proof.unknown(last + " and " + CrateIds.name(leaves) + " do not hold the same state yet");
        }
        return Proof.yes(last + " has all shards"
                + (mine.isPresent() && theirs.isPresent() ? ", and both hold state " + version(mine.get()) : ""));
    }

    private static String version(String state) {
        return state.substring(0, Math.max(0, state.indexOf('/')));
    }

    /** Master alone, with every table that was there before, and every shard of it. */
    Proof alone(NodeId leaves) {
        Optional<NodeId> stays = LastVote.staying(sight.view());
        Optional<CrateDetails> known = sight.ruled(NEEDED);
        if (known.isEmpty() || sight.isUnopened() || stays.isEmpty()) {
            return Proof.unknown(sight.silence());
        }
        CrateDetails details = known.get();
        String last = CrateIds.name(stays.get());
        if (!details.master().equals(Optional.of(last)) || !sight.isMember(stays.get())) {
            return Proof.unknown(last + " is not master");
        }
        if (details.members().containsKey(CrateIds.name(leaves)) || sight.isSeenAlive(leaves)) {
            return Proof.unknown("the cluster still lists " + CrateIds.name(leaves));
        }
        List<String> missing = LastVote.tables(stays.get(), sight.view()).stream()
                .filter(table -> !details.tables().containsKey(table))
                .toList();
        if (!missing.isEmpty()) {
            return Proof.no(Names.tables(missing) + (missing.size() == 1 ? " is" : " are") + " not on " + last
                    + ", though the cluster had " + (missing.size() == 1 ? "it" : "them"));
        }
        SortedSet<String> elsewhere = notOn(last, details);
        return elsewhere.isEmpty()
                ? Proof.yes(last + " is master alone, and has all tables")
                : Proof.no(last + " does not serve all shards of " + Names.tables(elsewhere) + " yet");
    }

    /** Where it is not, there is nothing to say: that is as it should be. */
    Proof elected(NodeId node) {
        Optional<String> master = sight.ruled().flatMap(CrateDetails::master);
        if (master.isEmpty()) {
            return Proof.unknown(sight.silence());
        }
        return master.get().equals(CrateIds.name(node))
                ? Proof.yes(CrateIds.name(node) + " was elected master while its shards were moved away")
                : Proof.no("");
    }

    /** Master of a cluster in which none of those that were given up is. Whether it has its tables is not asked: other disks may hold them. */
    Proof begunAnew(NodeId node) {
        Optional<Chore> payment =
                LastVote.recovery(sight.view()).filter(open -> open.node().equals(Optional.of(node)));
        if (payment.isEmpty()) {
            return sight.ruled()
                            .flatMap(CrateDetails::master)
                            .filter(CrateIds.name(node)::equals)
                            .isPresent()
                    ? Proof.yes(CrateIds.name(node) + " is master")
                    : Proof.unknown(sight.silence());
        }
        return LastVote.settled(payment.get(), sight);
    }

    /** Tables with a shard of which no copy serves on this node. */
    private static SortedSet<String> notOn(String node, CrateDetails details) {
        TreeSet<Copies.Id> all = new TreeSet<>();
        TreeSet<Copies.Id> here = new TreeSet<>();
        for (Shard shard : details.shards()) {
            Copies.Id id = new Copies.Id(shard.table(), shard.partition(), shard.id());
            all.add(id);
            if (shard.node().equals(node) && shard.state().equals("STARTED")) {
                here.add(id);
            }
        }
        all.removeAll(here);
        TreeSet<String> tables = new TreeSet<>();
        all.forEach(id -> tables.add(id.table()));
        return tables;
    }
}
