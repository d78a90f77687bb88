package dev.holdfast.database.kafka;

import dev.holdfast.database.Proof;
import dev.holdfast.database.kafka.KafkaDetails.Member;
import dev.holdfast.database.kafka.KafkaDetails.Part;
import dev.holdfast.database.kafka.KafkaDetails.Quorum;
import dev.holdfast.database.kafka.KafkaDetails.Reassigning;
import dev.holdfast.model.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Claims about nodes, judged by the newest observation. What was not asked or not answered proves nothing. */
final class KafkaProofs {

    private final Sight sight;

    KafkaProofs(Sight sight) {
        this.sight = sight;
    }

    Proof of(String claim, NodeId node) {
        return switch (claim) {
            case KafkaWays.EMPTY -> empty(node);
            case KafkaWays.VOTER -> voter(node);
            case KafkaWays.SPARE -> spare(node);
            case KafkaChores.UNREGISTER -> unregistered(node);
            default -> Proof.unknown("nothing is known of the claim '" + claim + "'");
        };
    }

    /** No partition has a replica on it or gets one, by the word of brokers that follow the active controller. */
    Proof empty(NodeId node) {
        Optional<KafkaDetails> known = sight.knowing(Part.BROKERS, Part.TOPICS, Part.REASSIGNMENTS, Part.FRESH);
        if (known.isEmpty()) {
            return Proof.unknown(sight.silence());
        }
        int id = KafkaIds.kafkaId(node);
        TreeSet<PartitionId> there = new TreeSet<>();
        sight.heldBy(id).forEach(held -> there.add(held.partition().id()));
        for (Reassigning moving : known.get().reassignments().values()) {
            if (moving.replicas().contains(id)
                    || moving.adding().contains(id)
                    || moving.removing().contains(id)) {
                there.add(moving.id());
            }
        }
        if (there.isEmpty()) {
            return Proof.yes(node.shortName() + " holds no partition");
        }
        List<Integer> allowed =
                sight.kept(KafkaIds.BROKER).stream().map(KafkaIds::kafkaId).toList();
        MovePlan left = MovePlan.drain(known.get(), id, allowed);
        if (!left.stuck().isEmpty()) {
            return Proof.no("no other broker can take " + Names.partitions(left.stuck()) + " now");
        }
        return Proof.no(MoveProgress.text(known.get().moving(), left.bytes()) + "; still there: "
                + Names.partitions(new ArrayList<>(there)));
    }

    /** Nobody hears it any more, and what its disk holds the others have too: a controller's log, a broker's partitions. */
    Proof spare(NodeId node) {
        if (sight.isSeenAlive(node)) {
            return Proof.no("the other nodes still see " + node.shortName() + " alive");
        }
        return node.group().equals(KafkaIds.CONTROLLER) ? spareController(node) : spareBroker(node);
    }

    private Proof spareController(NodeId node) {
        ControllerGates gates = new ControllerGates(sight);
        Optional<Quorum> quorum = gates.quorum();
        if (quorum.isEmpty()) {
            return Proof.unknown(sight.silence());
        }
        return gates.withoutIt(node, quorum.get()).stream()
                .findFirst()
                .map(blocker -> Proof.no(blocker.text()))
                .orElse(Proof.yes("a majority of the controllers goes on without " + node.shortName()));
    }

    private Proof spareBroker(NodeId node) {
        if (sight.knowing(BrokerGates.NEEDED).isEmpty()) {
            return Proof.unknown(sight.silence());
        }
        BrokerGates gates = new BrokerGates(sight);
        Optional<Proof> alive = gates.stillAlive(node).map(blocker -> Proof.no(blocker.text()));
        List<Object> only = gates.onlyCopies(node);
        return alive.orElse(
                only.isEmpty()
                        ? Proof.yes("all partitions of " + node.shortName() + " are in sync elsewhere")
                        : Proof.no(node.shortName() + " holds the only in-sync copy of " + Names.partitions(only)));
    }

    /** In the quorum with the disk it has now, and not with one it had before. */
    Proof voter(NodeId node) {
        Optional<Quorum> quorum = sight.knowing(Part.QUORUM).flatMap(KafkaDetails::quorum);
        if (quorum.isEmpty()) {
            return Proof.unknown(sight.silence());
        }
        int id = KafkaIds.kafkaId(node);
        Member voter = quorum.get().voters().get(id);
        if (voter == null) {
            return Proof.no(node.shortName() + " is no voter yet");
        }
        Member observer = quorum.get().observers().get(id);
        if (observer != null && !observer.directoryId().equals(voter.directoryId())) {
            return Proof.no("the quorum still holds " + node.shortName() + " with its old disk");
        }
        return Proof.yes(node.shortName() + " is a voter");
    }

    Proof unregistered(NodeId node) {
        Optional<KafkaDetails> known = sight.knowing(Part.BROKERS, Part.FRESH);
        if (known.isEmpty()) {
            return Proof.unknown(sight.silence());
        }
        return known.get().brokers().containsKey(KafkaIds.kafkaId(node))
                ? Proof.no(node.shortName() + " is still registered")
                : Proof.yes(node.shortName() + " is not registered any more");
    }
}
