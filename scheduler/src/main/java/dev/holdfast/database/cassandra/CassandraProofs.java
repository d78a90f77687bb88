package dev.holdfast.database.cassandra;

import dev.holdfast.database.Chore;
import dev.holdfast.database.ChoreEnd;
import dev.holdfast.database.NodeView;
import dev.holdfast.database.Proof;
import dev.holdfast.database.cassandra.CassandraDetails.Compaction;
import dev.holdfast.database.cassandra.CassandraDetails.Mode;
import dev.holdfast.database.cassandra.CassandraDetails.NodeStatus;
import dev.holdfast.database.cassandra.CassandraDetails.Standing;
import dev.holdfast.model.NodeId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the newest observation, and how chores beside nodes ended, prove. */
final class CassandraProofs {

    /** Different nodes that must agree, where there are so many. */
    private static final int WITNESSES = 2;

    private final Sight sight;

    CassandraProofs(Sight sight) {
        this.sight = sight;
    }

    Proof of(String claim, NodeId node) {
        return switch (claim) {
            case CassandraWays.LEFT -> left(node);
            case CassandraWays.UNKNOWN -> unknownToAll(node);
            case CassandraWays.SPARE -> spare(node);
            default -> Proof.unknown("nothing is known of '" + claim + "'");
        };
    }

    private Proof left(NodeId node) {
        boolean itself = sight.mode(node) == Mode.DECOMMISSIONED
                || CassandraIdentity.hasLeft(node, sight.view())
                || hasEnded(Chore.on(node, CassandraChores.DECOMMISSION));
        if (!itself) {
            return sight.status(node).isPresent()
                    ? Proof.no(node.shortName() + " "
                            + Progress.of(sight.status(node).get()))
                    : Proof.unknown(node.shortName() + " has not said that it left, and does not answer");
        }
        return unknownToAll(node);
    }

    /** By the word of at least two others, or of the only other there is. */
    private Proof unknownToAll(NodeId node) {
        List<NodeId> witnesses = sight.witnesses().keySet().stream()
                .filter(other -> !other.equals(node))
                .toList();
        long others = sight.view().nodes().keySet().stream()
                .filter(other -> !other.equals(node) && CassandraIdentity.hasJoined(other, sight.view()))
                .count();
        if (witnesses.isEmpty() && sight.isLastHere(node)) {
            return Proof.yes("none of this data centre is left to ask");
        }
        if (witnesses.isEmpty() || witnesses.size() < Math.min(WITNESSES, others)) {
            return Proof.unknown("only " + Names.count(witnesses.size(), "other node") + " answered, of " + others);
        }
        List<NodeId> against = sight.seenByOthers(node).entrySet().stream()
                .filter(seen -> seen.getValue().standing() != Standing.OUTSIDE)
                .map(Map.Entry::getKey)
                .toList();
        return against.isEmpty()
                ? Proof.yes(Names.nodes(witnesses) + (witnesses.size() == 1 ? " does" : " do") + " not know "
                        + node.shortName() + " any more")
                : Proof.no(node.shortName() + " is still in the ring, by the word of " + Names.nodes(against));
    }

    private Proof spare(NodeId node) {
        if (sight.isSeenUp(node)) {
            return Proof.no("the other nodes still see " + node.shortName() + " alive");
        }
        if (Membership.of(sight.view(), node).isEmpty()) {
            return Proof.yes(node.shortName() + " never was a member");
        }
        if (sight.witnesses().isEmpty()) {
            return Proof.unknown(sight.silence());
        }
        return new RingGates(sight)
                .lastCopies(node).stream()
                        .findFirst()
                        .map(blocker -> blocker.rule().equals(StopGates.ANSWER)
                                ? Proof.unknown(blocker.text())
                                : Proof.no(blocker.text()))
                        .orElse(Proof.yes("all that " + node.shortName() + " holds has another copy that is up"));
    }

    Proof of(Chore chore) {
        if (chore.node().isEmpty()) {
            return Proof.unknown("nothing is known of '" + chore.name() + "'");
        }
        NodeId node = chore.node().get();
        Optional<NodeView> known = sight.view().node(node);
        if (known.isEmpty()) {
            return Proof.never(node.shortName() + " does not exist any more");
        }
        return switch (chore.name()) {
            case CassandraChores.DRAIN -> drained(node, known.get());
            case CassandraChores.DECOMMISSION -> decommissioned(node);
            case CassandraChores.NODETOOL -> asked(chore, known.get());
            case CassandraChores.REMOVE_NODE -> takenOut(chore);
            default -> ended(chore, node);
        };
    }

    private Proof drained(NodeId node, NodeView known) {
        boolean said = Optional.ofNullable(known.ended().get(CassandraChores.DRAIN))
                .filter(end -> end.ok() && end.incarnation() == known.incarnation())
                .isPresent();
        if (!known.processUp() || said || sight.mode(node) == Mode.DRAINED) {
            return Proof.yes(node.shortName() + " is drained");
        }
        return sight.status(node)
                .map(status -> Proof.no(node.shortName() + " " + Progress.of(status)))
                .orElse(Proof.unknown(node.shortName() + " does not answer"));
    }

    private Proof decommissioned(NodeId node) {
        if (sight.mode(node) == Mode.DECOMMISSIONED || CassandraIdentity.hasLeft(node, sight.view())) {
            return Proof.yes(node.shortName() + " has left the ring");
        }
        return sight.status(node)
                .map(status -> Proof.no(node.shortName() + " " + Progress.of(status)))
                .orElse(Proof.unknown(node.shortName() + " does not answer"));
    }

    private Proof takenOut(Chore chore) {
        String host = chore.arguments().getOrDefault(CassandraChores.HOST, "");
        if (sight.witnesses().isEmpty()) {
            return Proof.unknown(sight.silence());
        }
        List<NodeId> against = sight.witnesses().entrySet().stream()
                .filter(one -> one.getValue().ring().values().stream()
                        .anyMatch(member -> member.hostId().equals(host) && member.standing() != Standing.OUTSIDE))
                .map(Map.Entry::getKey)
                .toList();
        return against.isEmpty()
                ? Proof.yes("it is out of the ring")
                : Proof.no("it is still in the ring, by the word of " + Names.nodes(against));
    }

    /** That it ended well is what its own process said; how far it is meanwhile the node tells. */
    private Proof ended(Chore chore, NodeId node) {
        if (hasEnded(chore)) {
            return Proof.yes(chore.name() + " of " + node.shortName() + " is done");
        }
        List<String> down = sight.members().stream()
                .filter(member -> !member.up())
                .map(sight::name)
                .sorted()
                .toList();
        if (!down.isEmpty() && chore.arguments().containsKey(CassandraChores.LATER)) {
            return Proof.yes(chore.name() + " of " + node.shortName() + " is left for later, for " + Names.few(down)
                    + (down.size() == 1 ? " is" : " are") + " down");
        }
        return Proof.no(sight.status(node).map(CassandraProofs::work).orElse("not done yet"));
    }

    /** What a person asks for once is not tried again by itself. */
    private static Proof asked(Chore chore, NodeView node) {
        return Optional.ofNullable(node.ended().get(chore.name()))
                .filter(end -> end.chore().equals(chore))
                .map(end -> end.ok() ? Proof.yes("done") : Proof.never(end.text()))
                .orElse(Proof.no("not done yet"));
    }

    private boolean hasEnded(Chore chore) {
        return chore.node()
                .flatMap(sight.view()::node)
                .map(NodeView::ended)
                .map(ends -> ends.get(chore.name()))
                .filter(ChoreEnd::ok)
                .filter(end -> end.chore().arguments().equals(chore.arguments()))
                .isPresent();
    }

    private static String work(NodeStatus status) {
        long done = 0;
        long total = 0;
        for (Compaction compaction : status.compactions()) {
            if (compaction.unit().equals("bytes")) {
                done += compaction.done();
                total += compaction.total();
            }
        }
        String streams = Progress.streams(status);
        String compactions = total == 0 ? "" : Names.size(done) + " of " + Names.size(total) + " gone through";
        return streams.isEmpty() ? (compactions.isEmpty() ? "not done yet" : compactions) : streams;
    }
}
