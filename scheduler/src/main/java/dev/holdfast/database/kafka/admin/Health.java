package dev.holdfast.database.kafka.admin;

import dev.holdfast.database.NodeView;
import dev.holdfast.database.Observation.NodeHealth;
import dev.holdfast.database.kafka.KafkaDetails;
import dev.holdfast.database.kafka.KafkaDetails.Broker;
import dev.holdfast.database.kafka.KafkaDetails.Member;
import dev.holdfast.database.kafka.KafkaDetails.Quorum;
import dev.holdfast.database.kafka.KafkaDetails.Status;
import dev.holdfast.database.kafka.KafkaIds;
import dev.holdfast.model.NodeId;
import java.util.Collection;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Each node's health by what was seen. Pure.
 *
 * <p>A broker is ready when its own agent says RUNNING and the controllers have it unfenced; a controller when its own
 * agent answers and it follows the active controller closely, as voter or observer. Alive is weaker: any sign of life
 * counts, since by it a replacement is refused.
 */
public final class Health {

    /** A follower fetches at least every half second; more than this is not "caught up". */
    static final long CAUGHT_UP_MILLIS = 5_000;
    /** Who asked the active controller this recently is alive. */
    static final long ALIVE_MILLIS = 10_000;

    private Health() {}

    public static SortedMap<NodeId, NodeHealth> of(Collection<NodeView> nodes, KafkaDetails details) {
        TreeMap<NodeId, NodeHealth> health = new TreeMap<>();
        for (NodeView node : nodes) {
            NodeId id = node.id();
            Optional<Status> status = Optional.ofNullable(details.status().get(id));
            Optional<Member> member = details.quorum().flatMap(quorum -> member(quorum, KafkaIds.kafkaId(id)));
            boolean controller = id.group().equals(KafkaIds.CONTROLLER);
            Optional<Broker> broker = controller
                    ? Optional.empty()
                    : Optional.ofNullable(details.brokers().get(KafkaIds.kafkaId(id)));
            if (status.isEmpty() && member.isEmpty() && broker.isEmpty()) {
                continue;
            }
            health.put(id, controller ? controller(status, member, details) : broker(status, member, broker, details));
        }
        return health;
    }

    /** Whether a follower is at the active controller's end, or was a moment ago. */
    static boolean caughtUp(Member member) {
        return member.caughtUpMillisAgo() >= 0 && member.caughtUpMillisAgo() <= CAUGHT_UP_MILLIS;
    }

    /**
     * The member of an id. A controller on a new disk is an observer beside the voter of the same id it was: then the
     * one that is heard of.
     */
    static Optional<Member> member(Quorum quorum, int kafkaId) {
        Member voter = quorum.voters().get(kafkaId);
        Member observer = quorum.observers().get(kafkaId);
        boolean observerLives = observer != null && (voter == null || (!caughtUp(voter) && caughtUp(observer)));
        return Optional.ofNullable(observerLives ? observer : voter);
    }

    private static NodeHealth broker(
            Optional<Status> status, Optional<Member> member, Optional<Broker> broker, KafkaDetails details) {
        boolean unfenced = broker.isPresent() && !broker.get().fenced();
        boolean running = status.isPresent() && status.get().state() == Status.RUNNING;
        boolean alive = status.isPresent() || unfenced || fetches(member);
        return new NodeHealth(running && unfenced, alive, brokerText(status, broker, details), incarnation(status));
    }

    private static String brokerText(Optional<Status> status, Optional<Broker> broker, KafkaDetails details) {
        if (status.isEmpty()) {
            return broker.isPresent() && !broker.get().fenced()
                    ? "in the cluster, but its status endpoint does not answer"
                    : "does not answer";
        }
        Status seen = status.get();
        if (seen.state() == Status.RECOVERY) {
            return recoveryText(seen);
        }
        if (seen.state() != Status.RUNNING) {
            return seen.stateName().isEmpty() ? "starting" : "state " + seen.stateName();
        }
        if (broker.isEmpty()) {
            return details.knows(KafkaDetails.Part.BROKERS)
                    ? "running, not registered with the controllers"
                    : "running; the cluster did not answer";
        }
        return broker.get().fenced() ? "running, still fenced by the controllers" : "running";
    }

    private static String recoveryText(Status status) {
        if (status.logsLeft() < 0) {
            return "recovering logs";
        }
        String total =
                status.logsTotal() >= status.logsLeft() && status.logsTotal() > 0 ? " of " + status.logsTotal() : "";
        String segments = status.segmentsLeft() > 0 ? ", " + status.segmentsLeft() + " segments" : "";
        return "recovering logs: " + status.logsLeft() + total + " left" + segments;
    }

    private static NodeHealth controller(Optional<Status> status, Optional<Member> member, KafkaDetails details) {
        boolean follows = member.isPresent() && caughtUp(member.get());
        boolean ready = status.isPresent() && follows;
        return new NodeHealth(
                ready,
                status.isPresent() || fetches(member),
                controllerText(status, member, details),
                incarnation(status));
    }

    private static String controllerText(Optional<Status> status, Optional<Member> member, KafkaDetails details) {
        if (status.isEmpty()) {
            return fetches(member) ? "in the quorum, but its status endpoint does not answer" : "does not answer";
        }
        if (details.quorum().isEmpty()) {
            return "running; the quorum did not answer";
        }
        Quorum quorum = details.quorum().get();
        if (member.isEmpty()) {
            return "running, does not follow the quorum yet";
        }
        if (!caughtUp(member.get())) {
            return "catching up: " + quorum.lag(member.get()) + " records behind";
        }
        if (member.get().id() == quorum.leader()) {
            return "active controller";
        }
        return quorum.voters().containsKey(member.get().id()) ? "voter" : "observer";
    }

    private static boolean fetches(Optional<Member> member) {
        return member.isPresent()
                && member.get().fetchedMillisAgo() >= 0
                && member.get().fetchedMillisAgo() <= ALIVE_MILLIS;
    }

    private static int incarnation(Optional<Status> status) {
        return status.map(Status::incarnation).orElse(0);
    }
}
