package dev.holdfast.real;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;

/** Looks all the time how many replicas of a topic's partitions are in sync, and records every partition with too few. */
final class IsrWatch implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(5);
    private static final int MOST_RECORDED = 1_000;

    private final Admin admin;
    private final String topic;
    private final int least;
    private final List<String> below = new ArrayList<>();
    private final Map<String, Integer> smallest = new TreeMap<>();
    private final Thread thread = new Thread(this::run, "real-isr-watch");
    private volatile boolean stopping;
    private volatile String phase = "";
    private int looks;
    private int failedLooks;

    /** @param least of replicas in sync that is still well */
    IsrWatch(Admin admin, String topic, int least) {
        this.admin = admin;
        this.topic = topic;
        this.least = least;
        thread.setDaemon(true);
        thread.start();
    }

    /** What is going on, to be named with what is seen from now on. */
    void during(String what) {
        phase = what;
    }

    private void run() {
        while (!stopping) {
            try {
                TopicDescription seen = admin.describeTopics(List.of(topic))
                        .allTopicNames()
                        .get(LONGEST_LOOK.toMillis(), TimeUnit.MILLISECONDS)
                        .get(topic);
                if (seen != null) {
                    look(seen);
                }
                Thread.sleep(PAUSE.toMillis());
            } catch (ExecutionException | TimeoutException nobodyAnswered) {
                failedLooks++; // whoever is asked may just be restarting; the workload tells whether anybody serves
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private synchronized void look(TopicDescription seen) {
        looks++;
        for (TopicPartitionInfo partition : seen.partitions()) {
            int inSync = partition.isr().size();
            smallest.merge(phase, inSync, Math::min);
            if (inSync < least && below.size() < MOST_RECORDED) {
                below.add(Instant.now() + " " + phase + ": partition " + partition.partition() + " on "
                        + partition.replicas().stream().map(Node::id).toList() + " has in sync only "
                        + partition.isr().stream().map(Node::id).toList());
            }
        }
    }

    synchronized List<String> below() {
        return List.copyOf(below);
    }

    synchronized String looks() {
        return looks + " looks at replicas in sync, " + failedLooks + " without an answer";
    }

    /** Fewest replicas in sync that were seen during a phase. */
    synchronized int smallest(String what) {
        return smallest.getOrDefault(what, -1);
    }

    @Override
    public void close() {
        stopping = true;
        thread.interrupt();
    }
}
