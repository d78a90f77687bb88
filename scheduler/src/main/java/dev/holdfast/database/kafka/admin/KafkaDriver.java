package dev.holdfast.database.kafka.admin;

import dev.holdfast.database.Chore;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.Driver;
import dev.holdfast.database.Observation;
import dev.holdfast.database.kafka.KafkaDetails;
import dev.holdfast.database.kafka.KafkaDetails.Source;
import dev.holdfast.database.kafka.KafkaDetails.Status;
import dev.holdfast.database.kafka.KafkaIds;
import dev.holdfast.database.kafka.MoveProgress;
import dev.holdfast.model.ClusterName;
import dev.holdfast.model.NodeId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/**
 * What talks to running Kafka clusters. Safe for many threads; every call opens its own connections and closes them.
 *
 * <p>A look goes: knock at all ports and ask the status endpoints; ask the brokers that listen; if none answers, the
 * controllers. What a node's own agent said is told even if nobody else answered.
 */
public final class KafkaDriver implements Driver {

    private static final Duration KNOCK = Duration.ofMillis(1500);

    private final Clock clock;
    private final StatusReader statusReader = new StatusReader();
    private final Chores chores = new Chores();
    /** The look before, per cluster, for the rate of movement only. */
    private final Map<ClusterName, Observation> before = new ConcurrentHashMap<>();

    private final Depth depth = new Depth();
    private final Patience patience = new Patience();
    private final Acknowledgements acknowledgements = new Acknowledgements();

    public KafkaDriver(Clock clock) {
        this.clock = clock;
        KafkaLogging.silence();
    }

    @Override
    public Observation observe(ClusterView cluster, Duration timeout) {
        Instant startedAt = clock.instant();
        try {
            boolean brief = depth.isBrief(cluster, startedAt);
            Deadline deadline = Deadline.in(patience.of(cluster, timeout));
            Seen seen = look(cluster, brief, deadline);
            patience.looked(cluster.target().name(), deadline.isOver());
            Observation observation = observation(cluster, startedAt, seen);
            before.put(cluster.target().name(), observation);
            return observation;
        } catch (RuntimeException e) {
            // A look never throws: what went wrong is what was seen.
            return Observation.noAnswer(startedAt, clock.instant(), "the look failed: " + e);
        }
    }

    @Override
    public Outcome perform(ClusterView cluster, Chore chore, Duration timeout, BooleanSupplier mayAct) {
        try {
            String text = chores.perform(cluster, chore, Deadline.in(timeout, mayAct));
            acknowledgements.taken(cluster.target().name(), chore);
            return new Outcome(true, text);
        } catch (ChoreFailedException e) {
            return new Outcome(false, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            return new Outcome(false, e.toString());
        }
    }

    @Override
    public List<Endpoint> endpoints(ClusterView cluster) {
        List<Endpoint> endpoints = new ArrayList<>();
        List<String> brokers = AdminDoor.addresses(cluster, KafkaIds.BROKER, node -> true);
        List<String> controllers = AdminDoor.addresses(cluster, KafkaIds.CONTROLLER, node -> true);
        if (!brokers.isEmpty()) {
            endpoints.add(new Endpoint("bootstrap", String.join(",", brokers)));
        }
        if (!controllers.isEmpty()) {
            endpoints.add(new Endpoint("controllers", String.join(",", controllers)));
        }
        return endpoints;
    }

    @Override
    public void close() {
        before.clear();
    }

    private record Seen(KafkaDetails details, String problem) {}

    private Seen look(ClusterView cluster, boolean brief, Deadline deadline) {
        Reach reach = ReachProbe.of(cluster.nodes().values(), deadline, KNOCK);
        SortedMap<NodeId, Status> status = statusReader.read(reach.status());
        List<String> controllers = AdminDoor.addresses(cluster, KafkaIds.CONTROLLER, node -> reach.isOpen(node.id()));
        List<String> brokers = brokersToAsk(cluster, reach, status);
        Seen seen = new Seen(KafkaDetails.ofStatus(status), "no broker and no controller listens");
        if (!brokers.isEmpty()) {
            // Leave controllers a chance where brokers listen but do not answer.
            Deadline brokersTime =
                    controllers.isEmpty() ? deadline : deadline.orIn(Duration.ofMillis(deadline.leftMillis() * 3L / 4));
            seen = ask(cluster, Source.BROKERS, brokers, brief, brokersTime, status);
        }
        if (seen.details.answeredBy() == Source.NOBODY && !controllers.isEmpty()) {
            seen = ask(cluster, Source.CONTROLLERS, controllers, brief, deadline, status);
        }
        String expected = cluster.identity().getOrDefault(Chores.CLUSTER_ID, "");
        String found = seen.details.clusterId();
        if (!found.isEmpty() && !expected.isEmpty() && !found.equals(expected)) {
            // Somebody else's cluster on our addresses: nothing it says is about ours.
            return new Seen(KafkaDetails.ofStatus(status), "another cluster, " + found + ", answers at its addresses");
        }
        return seen;
    }

    /** Those that call themselves running; where none does, those that listen and whose agents say nothing, since they may fail. */
    private static List<String> brokersToAsk(ClusterView cluster, Reach reach, SortedMap<NodeId, Status> status) {
        List<String> running = AdminDoor.addresses(
                cluster,
                KafkaIds.BROKER,
                node -> status.containsKey(node.id()) && status.get(node.id()).state() == Status.RUNNING);
        return running.isEmpty()
                ? AdminDoor.addresses(
                        cluster, KafkaIds.BROKER, node -> reach.isOpen(node.id()) && !status.containsKey(node.id()))
                : running;
    }

    private static Seen ask(
            ClusterView cluster,
            Source whom,
            List<String> addresses,
            boolean brief,
            Deadline deadline,
            SortedMap<NodeId, Status> status) {
        Admin admin;
        try {
            admin = whom == Source.BROKERS
                    ? AdminDoor.toBrokers(cluster, addresses, deadline)
                    : AdminDoor.toControllers(cluster, addresses, deadline);
        } catch (KafkaException e) {
            return new Seen(KafkaDetails.ofStatus(status), String.valueOf(e.getMessage()));
        }
        try {
            Look look = new Look(admin, deadline);
            KafkaDetails details =
                    whom == Source.BROKERS ? look.throughBrokers(status, brief) : look.throughControllers(status);
            return new Seen(details, look.problem().orElse(""));
        } finally {
            AdminDoor.close(admin);
        }
    }

    private Observation observation(ClusterView cluster, Instant startedAt, Seen seen) {
        Instant takenAt = clock.instant();
        ClusterName name = cluster.target().name();
        KafkaDetails details = seen.details.with(
                moving(name, startedAt, seen.details), acknowledgements.outOfSight(name, seen.details));
        return new Observation(
                startedAt,
                takenAt,
                details.answeredBy() == Source.BROKERS,
                Summary.of(details, seen.problem),
                Health.of(cluster.nodes().values(), details),
                details);
    }

    private KafkaDetails.Moving moving(ClusterName cluster, Instant startedAt, KafkaDetails now) {
        Optional<Observation> last = Optional.ofNullable(before.get(cluster));
        return last.isPresent() && last.get().details() instanceof KafkaDetails old
                ? MoveProgress.of(old, now, Duration.between(last.get().startedAt(), startedAt))
                : MoveProgress.of(KafkaDetails.ofStatus(now.status()), now, Duration.ZERO);
    }
}
