package dev.holdfast.node;

import java.io.IOException;
import java.io.Reader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.Properties;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * A Kafka node's state as JSON. The management beans are looked up only when somebody asks: before the database registers
 * them there is nothing to see, and {@code -1} says so.
 */
final class StatusReport {

    private static final String[] STATE_NAMES = {
        "NOT_RUNNING", "STARTING", "RECOVERY", "RUNNING", "4", "5", "PENDING_CONTROLLED_SHUTDOWN", "SHUTTING_DOWN"
    };

    private final int incarnation;
    private final String directory;
    private final long startedAt = System.nanoTime();

    StatusReport(int incarnation, String directory) {
        this.incarnation = incarnation;
        this.directory = directory;
    }

    String json() {
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        long state = number(beans, "kafka.server:type=KafkaServer,name=BrokerState", "Value")
                .orElse(-1);
        Properties identity = identity();
        JsonLine json = new JsonLine()
                .add("incarnation", incarnation)
                .add("pid", ProcessHandle.current().pid())
                .add("uptimeMs", (System.nanoTime() - startedAt) / 1_000_000)
                .add("nodeId", Long.parseLong(identity.getProperty("node.id", "-1")))
                .add("clusterId", identity.getProperty("cluster.id", ""))
                .add("directoryId", identity.getProperty("directory.id", ""))
                .add("state", state)
                .add("stateName", state >= 0 && state < STATE_NAMES.length ? STATE_NAMES[(int) state] : "")
                .add("logsLeft", sum(beans, "kafka.log:type=LogManager,name=remainingLogsToRecover,*"))
                .add("segmentsLeft", sum(beans, "kafka.log:type=LogManager,name=remainingSegmentsToRecover,*"))
                .add(
                        "logsTotal",
                        number(beans, "kafka.server:type=ReplicaManager,name=PartitionCount", "Value")
                                .orElse(-1));
        addQuorum(json, beans);
        return json.end();
    }

    /** What a controller, and every broker as an observer, knows of the metadata log. */
    private static void addQuorum(JsonLine json, MBeanServer beans) {
        String raft = "kafka.server:type=raft-metrics";
        json.add("raftState", text(beans, raft, "current-state"))
                .add("leader", number(beans, raft, "current-leader").orElse(-1))
                .add("epoch", number(beans, raft, "current-epoch").orElse(-1))
                .add("logEndOffset", number(beans, raft, "log-end-offset").orElse(-1))
                .add(
                        "activeController",
                        number(beans, "kafka.controller:type=KafkaController,name=ActiveControllerCount", "Value")
                                .orElse(-1))
                .add(
                        "fencedBrokers",
                        number(beans, "kafka.controller:type=KafkaController,name=FencedBrokerCount", "Value")
                                .orElse(-1));
    }

    private Properties identity() {
        Properties properties = new Properties();
        if (directory.isEmpty()) {
            return properties;
        }
        try (Reader reader = Files.newBufferedReader(Path.of(directory, "meta.properties"), StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException e) {
            // Not formatted yet, or not readable: then the fields stay empty.
        }
        return properties;
    }

    private static OptionalLong number(MBeanServer beans, String bean, String attribute) {
        try {
            return asLong(beans.getAttribute(new ObjectName(bean), attribute));
        } catch (JMException | RuntimeException e) {
            return OptionalLong.empty();
        }
    }

    private static String text(MBeanServer beans, String bean, String attribute) {
        try {
            return String.valueOf(beans.getAttribute(new ObjectName(bean), attribute));
        } catch (JMException | RuntimeException e) {
            return "";
        }
    }

    /** The sum over all beans of a pattern; -1 where there is none. */
    private static long sum(MBeanServer beans, String pattern) {
        try {
            long sum = -1;
            for (ObjectName name : beans.queryNames(new ObjectName(pattern), null)) {
                OptionalLong value = asLong(beans.getAttribute(name, "Value"));
                if (value.isPresent()) {
                    sum = Math.max(sum, 0) + value.getAsLong();
                }
            }
            return sum;
        } catch (JMException | RuntimeException e) {
            return -1;
        }
    }

    private static OptionalLong asLong(Object value) {
        return value instanceof Number number ? OptionalLong.of(number.longValue()) : OptionalLong.empty();
    }
}
