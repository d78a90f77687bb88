package dev.holdfast.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * One of Kafka's own tools.
 *
 * @param mainClass in 4.x
 * @param set artifact set with that class, its version to be added: {@code kafka-tools}
 * @param connect option that takes broker addresses
 * @param alternatives options that say already where to connect
 */
record KafkaTool(String name, String mainClass, String set, String connect, List<String> alternatives) {

    private static final String BOOTSTRAP = "--bootstrap-server";
    private static final String PACKAGE = "org.apache.kafka.tools.";

    /** It takes its address behind what it is to do. */
    private static final String CLUSTER = "cluster";

    /** Before 4.2 this one had no option of its own for addresses. */
    private static final String PRODUCER_PERFORMANCE = "producer-perf-test";

    private static final List<KafkaTool> ALL = List.of(
            tool("topics", "TopicCommand"),
            tool("console-producer", "ConsoleProducer"),
            tool("console-consumer", "consumer.ConsoleConsumer"),
            tool("console-share-consumer", "consumer.ConsoleShareConsumer"),
            tool("consumer-groups", "consumer.group.ConsumerGroupCommand"),
            tool("share-groups", "consumer.group.ShareGroupCommand"),
            tool("groups", "GroupsCommand"),
            new KafkaTool("configs", "kafka.admin.ConfigCommand", "kafka", BOOTSTRAP, usual()),
            tool("reassign-partitions", "reassign.ReassignPartitionsCommand"),
            tool("leader-election", "LeaderElectionCommand"),
            tool(CLUSTER, "ClusterTool"),
            tool("metadata-quorum", "MetadataQuorumCommand"),
            tool("features", "FeatureCommand"),
            tool("log-dirs", "LogDirsCommand"),
            tool("acls", "AclCommand"),
            tool("delete-records", "DeleteRecordsCommand"),
            tool("transactions", "TransactionsCommand"),
            tool("delegation-tokens", "DelegationTokenCommand"),
            tool("client-metrics", "ClientMetricsCommand"),
            tool(PRODUCER_PERFORMANCE, "ProducerPerformance"),
            tool("consumer-perf-test", "ConsumerPerformance"),
            tool("get-offsets", "GetOffsetShell"),
            tool("broker-api-versions", "BrokerApiVersionsCommand"),
            tool("verifiable-producer", "VerifiableProducer"),
            tool("verifiable-consumer", "VerifiableConsumer"));

    private static KafkaTool tool(String name, String mainClass) {
        return new KafkaTool(name, PACKAGE + mainClass, "kafka-tools", BOOTSTRAP, usual());
    }

    private static List<String> usual() {
        return List.of(BOOTSTRAP, "--bootstrap-controller", "--broker-list", "--help", "--version", "-h");
    }

    static List<String> names() {
        return ALL.stream().map(KafkaTool::name).toList();
    }

    /** With or without {@code kafka-} before and {@code .sh} after it, as habit has it. */
    static KafkaTool find(String wanted) {
        String plain = wanted.replaceFirst("^kafka-", "").replaceFirst("\\.sh$", "");
        return ALL.stream()
                .filter(tool -> tool.name().equals(plain))
                .findFirst()
                .orElseThrow(() -> new Failure(
                        Exit.USAGE, "there is no tool '" + wanted + "'", "there are " + String.join(", ", names())));
    }

    String software(String version) {
        return set + "-" + version;
    }

    /** The arguments with addresses added, unless they are in them. */
    List<String> connected(List<String> arguments, String version, SortedMap<String, String> endpoints) {
        boolean said = arguments.stream()
                .anyMatch(argument -> alternatives.stream()
                        .anyMatch(option -> argument.equals(option) || argument.startsWith(option + "=")));
        if (said) {
            return arguments;
        }
        String brokers = Optional.ofNullable(endpoints.get("bootstrap"))
                .orElseThrow(() -> new Failure(
                        Exit.CONFLICT, "no broker has an address yet", "holdfast status shows how far the cluster is"));
        List<String> all = new ArrayList<>();
        if (name.equals(PRODUCER_PERFORMANCE) && isBefore42(version)) {
            all.addAll(arguments);
            int properties = arguments.indexOf("--producer-props");
            if (properties >= 0) {
                all.add(properties + 1, "bootstrap.servers=" + brokers);
            } else {
                all.addAll(List.of("--producer-props", "bootstrap.servers=" + brokers));
            }
            return all;
        }
        all.addAll(arguments);
        all.addAll(name.equals(CLUSTER) ? Math.min(1, all.size()) : 0, List.of(connect, brokers));
        return all;
    }

    private static boolean isBefore42(String version) {
        return version.startsWith("4.0.") || version.startsWith("4.1.");
    }
}
