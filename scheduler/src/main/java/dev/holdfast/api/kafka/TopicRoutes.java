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
import dev.holdfast.database.Driver.Outcome;
import dev.holdfast.database.kafka.KafkaChores;
import dev.holdfast.database.kafka.KafkaDetails.Partition;
import dev.holdfast.database.kafka.KafkaDetails.Topic;
import dev.holdfast.database.kafka.admin.QuotaWork;
import dev.holdfast.database.kafka.admin.TopicWork;
import dev.holdfast.model.ClusterName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Topics and quotas of Kafka clusters. */
final class TopicRoutes {

    private static final String TOPICS = "/v1/clusters/{cluster}/topics";
    private static final String QUOTAS = "/v1/clusters/{cluster}/quotas";
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String KAFKA = "kafka";

    private final Backend backend;
    private final TopicWork topics = new TopicWork();
    private final QuotaWork quotas = new QuotaWork();

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
                        call -> done(topics.delete(view(call), call.path("topic"), LIMIT))),
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
                        this::realign),
                Route.list(QUOTAS, "What clients are allowed", TopicAsks.Quota.class, this::quotas),
                Route.post(
                        QUOTAS,
                        "Sets limits of one kind of client",
                        TopicAsks.Quota.class,
                        DoneInfo.class,
                        this::quota));
    }

    private ClusterView view(Call call) {
        ClusterPicture cluster = backend.cluster(call.path("cluster"));
        if (!cluster.packageName().equals(KAFKA)) {
            throw Refused.because(
                    Refused.INVALID, cluster.name() + " is a " + cluster.packageName() + ", which has no topics", "");
        }
        return backend.viewOf(cluster);
    }

    private SortedMap<String, Topic> all(Call call) {
        TopicWork.TopicList list = topics.list(view(call), LIMIT);
        if (!list.problem().isEmpty()) {
            throw noAnswer(list.problem());
        }
        return list.topics();
    }

    private static Refused noAnswer(String problem) {
        return Refused.because(Refused.UNAVAILABLE, "Kafka does not answer: " + problem, "see 'holdfast status'");
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
            throw noTopic(call.path("topic"), call.path("cluster"));
        }
        return info(topic);
    }

    private static TopicInfo info(Topic topic) {
        return new TopicInfo(
                topic.name(),
                topic.internal(),
                topic.partitions().stream()
                        .mapToInt(partition -> partition.replicas().size())
                        .max()
                        .orElse(0),
                topic.minInsyncReplicas(),
                topic.partitions().stream().map(TopicRoutes::info).toList(),
                topic.config());
    }

    private static TopicInfo.PartitionInfo info(Partition partition) {
        return new TopicInfo.PartitionInfo(
                partition.id().partition(), partition.leader(), partition.replicas(), partition.isr());
    }

    private Object create(Call call) {
        TopicAsks.Create ask = call.body(TopicAsks.Create.class);
        return done(topics.create(
                view(call), ask.name(), given(ask.partitions()), given(ask.replicas()), ask.config(), LIMIT));
    }

    private static OptionalInt given(int number) {
        return number == 0 ? OptionalInt.empty() : OptionalInt.of(number);
    }

    private Object update(Call call) {
        TopicAsks.Update ask = call.body(TopicAsks.Update.class);
        String name = call.path("topic");
        if (ask.config().isEmpty() && ask.partitions() == 0) {
            throw Refused.because(Refused.INVALID, "nothing is to be changed", "give config or partitions");
        }
        DoneInfo text = new DoneInfo("");
        if (!ask.config().isEmpty()) {
            text = done(topics.update(view(call), name, ask.config(), LIMIT));
        }
        if (ask.partitions() > 0) {
            text = done(topics.addPartitions(view(call), name, ask.partitions(), LIMIT));
        }
        return text;
    }

    private static Route moves(String verb, String summary, Class<?> ask, Route.Value value) {
        return Route.post(TOPICS + "/" + verb, summary, ask, OutcomeInfo.class, value);
    }

    private Object replication(Call call) throws InterruptedException {
        TopicAsks.Replication ask = call.body(TopicAsks.Replication.class);
        if (ask.replicas() < 1) {
            throw Refused.because(Refused.INVALID, "a topic needs a replica", "give a number from 1");
        }
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
        String brokers = ask.brokers().stream().map(String::valueOf).collect(Collectors.joining(","));
        return move(
                call,
                KafkaChores.REBALANCE,
                ask.topics(),
                ask.throttle(),
                "brokers",
                brokers.isEmpty() ? Brokers.idsOf(backend.cluster(call.path("cluster"))) : brokers,
                "rebalance " + ask.topics());
    }

    private Object realign(Call call) throws InterruptedException {
        TopicAsks.Realign ask = call.body(TopicAsks.Realign.class);
        return move(call, "realign", ask.topics(), ask.throttle(), "", "", "realign " + ask.topics());
    }

    /** Moving data takes long and may be cancelled, so it is a plan. */
    private OutcomeInfo move(
            Call call, String chore, String topics, String throttle, String key, String value, String title)
            throws InterruptedException {
        requireTopics(call, topics);
        Chore work = new Chore(chore, Optional.empty(), new TreeMap<>()).with("topics", topics);
        if (!key.isEmpty()) {
            work = work.with(key, value);
        }
        String rate = Brokers.rate(throttle);
        return backend.ask(new Command.Run(
                new ClusterName(call.path("cluster")), rate.isEmpty() ? work : work.with("throttle", rate), title));
    }

    /** A typing error must not become a plan that never ends. */
    private void requireTopics(Call call, String topics) {
        SortedMap<String, Topic> known = all(call);
        for (String name : topics.split(",", -1)) {
            String wanted = name.strip();
            boolean found = wanted.endsWith("*")
                    ? known.keySet().stream()
                            .anyMatch(topic -> topic.startsWith(wanted.substring(0, wanted.length() - 1)))
                    : known.containsKey(wanted);
            if (!found) {
                throw noTopic(wanted, call.path("cluster"));
            }
        }
    }

    private static Refused noTopic(String topic, String cluster) {
        return Refused.because(Refused.UNKNOWN, "there is no topic '" + topic + "'", "holdfast topics list " + cluster);
    }

    private List<TopicAsks.Quota> quotas(Call call) {
        QuotaWork.QuotaList list = quotas.list(view(call), LIMIT);
        if (!list.problem().isEmpty()) {
            throw noAnswer(list.problem());
        }
        return list.quotas().stream()
                .map(quota -> new TopicAsks.Quota(quota.entity(), quota.limits()))
                .toList();
    }

    private Object quota(Call call) {
        TopicAsks.Quota ask = call.body(TopicAsks.Quota.class);
        return done(quotas.set(view(call), new QuotaWork.Quota(ask.entity(), ask.limits()), LIMIT));
    }

    private static DoneInfo done(Outcome outcome) {
        if (!outcome.ok()) {
            throw Refused.because(Refused.CONFLICT, "Kafka refuses: " + outcome.text(), "");
        }
        return new DoneInfo(outcome.text());
    }
}
