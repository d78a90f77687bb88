package dev.holdfast.cli;

import dev.holdfast.api.kafka.TopicAsks;
import dev.holdfast.api.kafka.TopicInfo;
import dev.holdfast.api.kafka.TopicInfo.PartitionInfo;
import dev.holdfast.api.wire.DoneInfo;
import dev.holdfast.api.wire.OutcomeInfo;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "topics", description = "Kafka's topics: list, make, change, delete, spread.")
final class TopicsCommand {

    private static final String CLUSTER = "A cluster.";
    private static final String TOPIC = "A topic.";
    private static final String TOPICS = "Names with commas between; one may end in *.";
    private static final String THROTTLE =
            "Bytes a second that each broker spends on it, as in 20000000; no limit if absent.";
    private static final String SETTINGS = "Kafka's settings of a topic, as in retention.ms=60000.";

    @Command(name = "list", description = "List topics.")
    int list(
            @Mixin Remote remote,
            @Mixin Output output,
            @Parameters(paramLabel = "NAME", description = CLUSTER) String name,
            @Option(names = "--internal", description = "Kafka's own too.") boolean internal) {
        List<TopicInfo> topics = remote.client().list(path(name) + (internal ? "?internal=true" : ""), TopicInfo.class);
        output.emit(topics, out -> {
            Table table = new Table("TOPIC", "PARTITIONS", "REPLICAS", "MIN IN SYNC", "NOT IN SYNC", "SETTINGS");
            topics.forEach(topic -> table.row(
                    topic.name(),
                    Integer.toString(topic.partitions().size()),
                    Integer.toString(topic.replicas()),
                    Integer.toString(topic.minInsyncReplicas()),
                    Long.toString(topic.partitions().stream()
                            .filter(part ->
                                    part.inSync().size() < part.replicas().size())
                            .count()),
                    settings(topic)));
            table.print(out);
        });
        return Exit.DONE;
    }

    @Command(name = "describe", description = "Show one topic with its partitions.")
    int describe(
            @Mixin Remote remote,
            @Mixin Output output,
            @Parameters(paramLabel = "NAME", description = CLUSTER) String name,
            @Parameters(paramLabel = "TOPIC", description = TOPIC) String topic) {
        TopicInfo found = remote.client().get(path(name) + "/" + ApiClient.segment(topic), TopicInfo.class);
        output.emit(found, out -> describe(found, out));
        return Exit.DONE;
    }

    private static void describe(TopicInfo topic, PrintWriter out) {
        out.println(topic.name() + "  min in sync " + topic.minInsyncReplicas() + "  " + settings(topic));
        Table table = new Table("PARTITION", "LEADER", "REPLICAS", "IN SYNC");
        for (PartitionInfo partition : topic.partitions()) {
            table.row(
                    Integer.toString(partition.number()),
                    partition.leader() < 0 ? "none" : Integer.toString(partition.leader()),
                    ids(partition.replicas()),
                    ids(partition.inSync()));
        }
        table.print(out);
    }

    @Command(name = "create", description = "Make a topic.")
    int create(
            @Mixin Remote remote,
            @Mixin Output output,
            @Parameters(paramLabel = "NAME", description = CLUSTER) String name,
            @Parameters(paramLabel = "TOPIC", description = TOPIC) String topic,
            @Parameters(paramLabel = "KEY=VALUE", arity = "0..*", description = SETTINGS) List<String> settings,
            @Option(names = "--partitions", paramLabel = "N", description = "Otherwise what num.partitions says.")
                    Optional<Integer> partitions,
            @Option(
                            names = "--replicas",
                            paramLabel = "N",
                            description = "Otherwise what default.replication.factor says.")
                    Optional<Integer> replicas) {
        return done(
                output,
                remote.client()
                        .post(
                                path(name),
                                new TopicAsks.Create(topic, partitions, replicas, assignments(settings)),
                                DoneInfo.class));
    }

    @Command(name = "set", description = "Change settings of topics; no value takes a setting off.")
    int set(
            @Mixin Remote remote,
            @Mixin Output output,
            @Parameters(paramLabel = "NAME", description = CLUSTER) String name,
            @Parameters(paramLabel = "TOPICS", description = TOPICS) String topics,
            @Parameters(paramLabel = "KEY=VALUE", arity = "1..*", description = SETTINGS) List<String> settings) {
        return update(remote, output, name, topics, new TopicAsks.Update(assignments(settings), Optional.empty()));
    }

    @Command(name = "partitions", description = "Give a topic more partitions.")
    int partitions(
            @Mixin Remote remote,
            @Mixin Output output,
            @Parameters(paramLabel = "NAME", description = CLUSTER) String name,
            @Parameters(paramLabel = "TOPIC", description = TOPIC) String topic,
            @Parameters(paramLabel = "N", description = "How many it shall have; more than now.") int partitions) {
        return update(remote, output, name, topic, new TopicAsks.Update(new TreeMap<>(), Optional.of(partitions)));
    }

    private static int update(Remote remote, Output output, String name, String topics, TopicAsks.Update ask) {
        String path = path(name) + "/" + ApiClient.segment(topics);
        return done(output, remote.client().send("PATCH", path, ask, DoneInfo.class));
    }

    @Command(name = "delete", description = "Delete a topic with all its records.")
    int delete(
            @Mixin Remote remote,
            @Mixin Output output,
            @Parameters(paramLabel = "NAME", description = CLUSTER) String name,
            @Parameters(paramLabel = "TOPIC", description = TOPIC) String topic) {
        return done(output, remote.client().delete(path(name) + "/" + ApiClient.segment(topic), DoneInfo.class));
    }

    @Command(name = "replication", description = "Give topics another number of replicas.")
    int replication(
            @Mixin Remote remote,
            @Mixin Output output,
            @Mixin Follow follow,
            @Parameters(paramLabel = "NAME", description = CLUSTER) String name,
            @Parameters(paramLabel = "TOPICS", description = TOPICS) String topics,
            @Parameters(paramLabel = "N", description = "Of each partition; at most as many as there are brokers.")
                    int replicas,
            @Option(names = "--throttle", paramLabel = "BYTES", defaultValue = "", description = THROTTLE)
                    String throttle) {
        TopicAsks.Replication ask = new TopicAsks.Replication(topics, replicas, throttle);
        return plan(remote, output, follow, name, "replication", ask);
    }

    @Command(name = "rebalance", description = "Spread topics over all brokers, or over some.")
    int rebalance(
            @Mixin Remote remote,
            @Mixin Output output,
            @Mixin Follow follow,
            @Parameters(paramLabel = "NAME", description = CLUSTER) String name,
            @Parameters(paramLabel = "TOPICS", description = TOPICS) String topics,
            @Option(
                            names = "--brokers",
                            split = ",",
                            paramLabel = "N",
                            description = "Their numbers with commas between; otherwise all.")
                    List<Integer> brokers,
            @Option(names = "--throttle", paramLabel = "BYTES", defaultValue = "", description = THROTTLE)
                    String throttle) {
        List<Integer> over = brokers == null ? List.of() : brokers;
        return plan(remote, output, follow, name, "rebalance", new TopicAsks.Rebalance(topics, over, throttle));
    }

    @Command(name = "realign", description = "Put right, with least movement, replicas that stand wrong.")
    int realign(
            @Mixin Remote remote,
            @Mixin Output output,
            @Mixin Follow follow,
            @Parameters(paramLabel = "NAME", description = CLUSTER) String name,
            @Parameters(paramLabel = "TOPICS", description = TOPICS) String topics,
            @Option(names = "--throttle", paramLabel = "BYTES", defaultValue = "", description = THROTTLE)
                    String throttle) {
        return plan(remote, output, follow, name, "realign", new TopicAsks.Realign(topics, throttle));
    }

    private static int plan(Remote remote, Output output, Follow follow, String name, String verb, Object ask) {
        ApiClient api = remote.client();
        return follow.tell(api.post(path(name) + "/" + verb, ask, OutcomeInfo.class), name, api, output);
    }

    static int done(Output output, DoneInfo done) {
        output.emit(done, out -> out.println(done.text()));
        return Exit.DONE;
    }

    private static String path(String name) {
        return new Target(name, "").path() + "/topics";
    }

    static SortedMap<String, String> assignments(List<String> texts) {
        SortedMap<String, String> settings = new TreeMap<>();
        for (String text : texts == null ? List.<String>of() : texts) {
            int equals = text.indexOf('=');
            if (equals < 1) {
                throw new Failure(Exit.USAGE, "'" + text + "' assigns nothing", "write as in retention.ms=60000");
            }
            settings.put(text.substring(0, equals), text.substring(equals + 1));
        }
        return settings;
    }

    private static String settings(TopicInfo topic) {
        return topic.config().entrySet().stream()
                .map(setting -> setting.getKey() + "=" + setting.getValue())
                .collect(Collectors.joining(" "));
    }

    private static String ids(List<Integer> ids) {
        return ids.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
}
