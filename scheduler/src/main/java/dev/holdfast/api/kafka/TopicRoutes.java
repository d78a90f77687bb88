package dev.holdfast.api.kafka;

import dev.holdfast.api.Backend;
import dev.holdfast.api.Call;
import dev.holdfast.api.Refused;
import dev.holdfast.api.Route;
import dev.holdfast.api.wire.DoneInfo;
import dev.holdfast.api.wire.OutcomeInfo;
import dev.holdfast.core.Command;
import dev.holdfast.core.View.ClusterPicture;
import dev.holdfast.database.Chore;
import dev.holdfast.database.ClusterView;
import dev.holdfast.database.kafka.KafkaChores;
import dev.holdfast.database.kafka.KafkaDetails.Partition;
import dev.holdfast.database.kafka.KafkaDetails.Topic;
import dev.holdfast.database.kafka.admin.Reply;
import dev.holdfast.database.kafka.admin.TopicWork;
import dev.holdfast.model.ClusterName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Topics of Kafka clusters. */
final class TopicRoutes {

    private static final String TOPICS = "/v1/clusters/{cluster}/topics";
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String KAFKA = "kafka";

    private final Backend backend;
    private final TopicWork topics = new TopicWork();

    TopicRoutes(Backend backend) {
        this.backend = backend;
    }

    List<Route> routes() {
        return List.of(
                Route.list(TOPICS, "Topics with their partitions", TopicInfo.class, this::list)
                        .with("internal", "true: Kafka's own too"),
                Route.get(TOPICS + "/{topic}", "One topic", TopicInfo.class, this::one),
                Route.post(TOPICS, "Makes a topic", TopicAsks.Create.class, DoneInfo.class, this::create),
                Route.of(
                        Route.Method.PATCH,
                        TOPICS + "/{topic}",
                        "Changes a topic's settings or gives it more partitions",
                        TopicAsks.Update.class,
                        DoneInfo.class,
                        this::update),
                Route.of(
                        Route.Method.DELETE,
                        TOPICS + "/{topic}",
                        "Deletes a topic with all its records",
                        Route.NONE,
                        DoneInfo.class,
                        call -> done(topics.delete(view(call), call.path("topic"), LIMIT), call)),
                moves(
                        "replication",
                        "Gives topics another number of replicas",
                        TopicAsks.Replication.class,
                        this::replication),
                moves("rebalance", "Spreads topics over brokers", TopicAsks.Rebalance.class, this::rebalance),
                moves(
                        "realign",
                        "Puts right, with least movement, what stands wrong",
                        TopicAsks.Realign.class,
                        this::realign));
    }

    /** A Kafka cluster as drivers see it; any other is refused. */
    ClusterView view(Call call) {
        return backend.viewOf(kafka(call));
    }

    private ClusterPicture kafka(Call call) {
        ClusterPicture cluster = backend.cluster(call.path("cluster"));
        if (!cluster.packageName().equals(KAFKA)) {
            throw Refused.because(
                    Refused.INVALID,
                    cluster.name() + " is a " + cluster.packageName() + ", which has no topics",
                    "'holdfast status' lists all clusters with their packages");
        }
        return cluster;
    }

    private SortedMap<String, Topic> all(Call call) {
        TopicWork.TopicList list = topics.list(view(call), LIMIT);
        if (!list.problem().isEmpty()) {
            throw Replies.noAnswer(list.problem(), call.path("cluster"));
        }
        return list.topics();
    }

    private List<TopicInfo> list(Call call) {
        boolean internal = call.flag("internal");
        return all(call).values().stream()
                .filter(topic -> internal || !topic.internal())
                .map(TopicRoutes::info)
                .toList();
    }

    private TopicInfo one(Call call) {
        Topic topic = all(call).get(call.path("topic"));
        if (topic == null) {
            throw TopicChecks.noTopic(call.path("topic"), call.path("cluster"));
        }
        return info(topic);
    }

    private static TopicInfo info(Topic topic) {
        return new TopicInfo(
                topic.name(),
                topic.internal(),
                TopicChecks.replicas(topic),
                topic.minInsyncReplicas(),
                topic.partitions().stream().map(TopicRoutes::info).toList(),
                topic.config());
    }

    private static TopicInfo.PartitionInfo info(Partition partition) {
        return new TopicInfo.PartitionInfo(
                partition.id().partition(), partition.leader(), partition.replicas(), partition.isr());
    }

    private Object create(Call call) {
        ClusterView view = view(call);
        TopicAsks.Create ask = call.body(TopicAsks.Create.class);
        if (ask.name().isBlank()) {
            throw Refused.because(Refused.INVALID, "a topic needs a name", "give name");
        }
        TopicChecks.positive(ask.partitions(), "partitions");
        TopicChecks.positive(ask.replicas(), "replicas");
        ask.replicas().ifPresent(replicas -> TopicChecks.replicasFit(replicas, kafka(call)));
        return done(
                topics.create(view, ask.name(), given(ask.partitions()), given(ask.replicas()), ask.config(), LIMIT),
                call);
    }

    private static OptionalInt given(Optional<Integer> number) {
        return number.isPresent() ? OptionalInt.of(number.get()) : OptionalInt.empty();
    }

    private Object update(Call call) {
        ClusterView view = view(call);
        TopicAsks.Update ask = call.body(TopicAsks.Update.class);
        String name = call.path("topic");
        if (ask.config().isEmpty() && ask.partitions().isEmpty()) {
            throw Refused.because(Refused.INVALID, "nothing is to be changed", "give config or partitions");
        }
        TopicChecks.positive(ask.partitions(), "partitions");
        List<String> texts = new ArrayList<>();
        if (!ask.config().isEmpty()) {
            texts.add(done(topics.update(view, name, ask.config(), LIMIT), call).text());
        }
        if (ask.partitions().isPresent()) {
            texts.add(done(topics.addPartitions(view, name, ask.partitions().get(), LIMIT), call)
                    .text());
        }
        return new DoneInfo(String.join("; ", texts));
    }

    private static Route moves(String verb, String summary, Class<?> ask, Route.Value value) {
        return Route.post(TOPICS + "/" + verb, summary, ask, OutcomeInfo.class, value);
    }

    private Object replication(Call call) throws InterruptedException {
        TopicAsks.Replication ask = call.body(TopicAsks.Replication.class);
        ClusterPicture cluster = kafka(call);
        if (ask.replicas() < 1) {
            throw Refused.because(Refused.INVALID, "a topic needs a replica", "give a number from 1");
        }
        TopicChecks.replicasFit(ask.replicas(), cluster);
        named(call, ask.topics());
        return move(
                call,
                "change-replication",
                ask.topics(),
                ask.throttle(),
                "factor",
                Integer.toString(ask.replicas()),
                "replication " + ask.replicas() + " for " + ask.topics());
    }

    private Object rebalance(Call call) throws InterruptedException {
        TopicAsks.Rebalance ask = call.body(TopicAsks.Rebalance.class);
        ClusterPicture cluster = kafka(call);
        TopicChecks.brokersKnown(ask.brokers(), cluster);
        List<Topic> named = named(call, ask.topics());
        if (!ask.brokers().isEmpty()) {
            TopicChecks.brokersSuffice(ask.brokers(), named, cluster.name());
        }
        String brokers = ask.brokers().stream().map(String::valueOf).collect(Collectors.joining(","));
        return move(
                call,
                KafkaChores.REBALANCE,
                ask.topics(),
                ask.throttle(),
                "brokers",
                brokers.isEmpty() ? Brokers.idsOf(cluster) : brokers,
                "rebalance " + ask.topics());
    }

    private Object realign(Call call) throws InterruptedException {
        TopicAsks.Realign ask = call.body(TopicAsks.Realign.class);
        named(call, ask.topics());
        return move(call, "realign", ask.topics(), ask.throttle(), "", "", "realign " + ask.topics());
    }

    /** Moving data takes long and may be cancelled, so it is a plan. */
    private OutcomeInfo move(
            Call call, String chore, String topics, String throttle, String key, String value, String title)
            throws InterruptedException {
        Chore work = new Chore(chore, Optional.empty(), new TreeMap<>()).with("topics", topics);
        if (!key.isEmpty()) {
            work = work.with(key, value);
        }
        String rate = Brokers.rate(throttle);
        return backend.ask(new Command.Run(
                new ClusterName(call.path("cluster")), rate.isEmpty() ? work : work.with("throttle", rate), title));
    }

    /** A typing error must not become a plan that never ends. */
    private List<Topic> named(Call call, String topics) {
        return TopicChecks.named(topics, all(call), call.path("cluster"));
    }

    private static DoneInfo done(Reply reply, Call call) {
        return Replies.done(
                reply,
                call.path("cluster"),
                "see 'holdfast topics list " + call.path("cluster")
                        + "', and https://kafka.apache.org/documentation/#topicconfigs for settings");
    }
}
