package dev.holdfast.real;

import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.IntegerDeserializer;
import org.apache.kafka.common.serialization.IntegerSerializer;
import org.apache.kafka.common.serialization.VoidDeserializer;
import org.apache.kafka.common.serialization.VoidSerializer;

/**
 * Writes numbered records with {@code acks=all} and idempotence at a steady pace, and remembers which were acknowledged. What
 * Kafka's client gives up is sent again by the workload, and remembered as such: only those may stand in the topic twice.
 *
 * <p>Memory is bounded: two bits for each number, and at most {@link #IN_FLIGHT} records on their way.
 */
final class Workload implements AutoCloseable {

    static final int MOST_RECORDS = 5_000_000;

    private static final int IN_FLIGHT = 2_000;
    private static final Duration READING = Duration.ofSeconds(60);

    private final String bootstrap;
    private final String topic;
    private final int partitions;
    private final long nanosBetween;
    private final KafkaProducer<Void, Integer> producer;
    private final Semaphore room = new Semaphore(IN_FLIGHT);
    private final ConcurrentLinkedQueue<Integer> again = new ConcurrentLinkedQueue<>();
    private final BitSet acknowledged = new BitSet();
    private final BitSet retried = new BitSet();
    private final AtomicInteger acknowledgedCount = new AtomicInteger();
    private final Map<String, Integer> failures = new TreeMap<>();
    private final Thread thread = new Thread(this::write, "real-workload");
    private volatile boolean stopping;
    private int next;

    Workload(String bootstrap, String topic, int partitions, int perSecond) {
        this.bootstrap = bootstrap;
        this.topic = topic;
        this.partitions = partitions;
        this.nanosBetween = TimeUnit.SECONDS.toNanos(1) / perSecond;
        Map<String, Object> config = new HashMap<>();
        config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.LINGER_MS_CONFIG, 20);
        this.producer = new KafkaProducer<>(config, new VoidSerializer(), new IntegerSerializer());
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** How many numbers were acknowledged so far. */
    int acknowledged() {
        return acknowledgedCount.get();
    }

    private void write() {
        long due = System.nanoTime();
        while (!stopping) {
            Integer number = again.poll();
            if (number == null) {
                if (next == MOST_RECORDS) {
                    return;
                }
                number = next++;
            }
            if (!send(number)) {
                return;
            }
            due += nanosBetween;
            long ahead = due - System.nanoTime();
            if (ahead > 0) {
                LockSupport.parkNanos(ahead);
            } else {
                due = System.nanoTime(); // time in which nobody could write is not made up for
            }
        }
    }

    private boolean send(int number) {
        try {
            room.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        ProducerRecord<Void, Integer> entry = new ProducerRecord<>(topic, number % partitions, null, number);
        Future<RecordMetadata> unused = producer.send(entry, (done, failure) -> {
            room.release();
            if (failure == null) {
                acknowledge(number);
            } else {
                failed(number, failure);
            }
        });
        return true;
    }

    private synchronized void acknowledge(int number) {
        acknowledged.set(number);
        acknowledgedCount.set(acknowledged.cardinality());
    }

    private synchronized void failed(int number, Exception failure) {
        failures.merge(failure.getClass().getSimpleName(), 1, Integer::sum);
        retried.set(number);
        again.add(number);
    }

    /** Writes no more; everything on its way is acknowledged or given up. */
    void stop() {
        stopping = true;
        try {
            thread.join(Duration.ofMinutes(3).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.flush();
    }

    /**
     * What was found when everything was read back.
     *
     * @param missing acknowledged, but not there
     * @param twice there more than once, though sent only once
     * @param disorder partitions' records that stand behind a later number, though sent only once
     * @param failures sends that Kafka's client gave up, by kind
     */
    record Reading(
            int acknowledged,
            long read,
            int retried,
            List<Integer> missing,
            List<Integer> twice,
            List<Integer> disorder,
            Map<String, Integer> failures) {}

    /** Reads the whole topic back and compares. */
    synchronized Reading readBack() {
        BitSet seen = new BitSet();
        List<Integer> twice = new ArrayList<>();
        List<Integer> disorder = new ArrayList<>();
        int[] last = new int[partitions];
        java.util.Arrays.fill(last, -1);
        long read = 0;
        Map<String, Object> config = new HashMap<>();
        config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        try (KafkaConsumer<Void, Integer> consumer =
                new KafkaConsumer<>(config, new VoidDeserializer(), new IntegerDeserializer())) {
            List<TopicPartition> all = new ArrayList<>();
            for (int partition = 0; partition < partitions; partition++) {
                all.add(new TopicPartition(topic, partition));
            }
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            long deadline = System.nanoTime() + READING.toNanos();
            while (all.stream()
                    .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError(
                            "could not read " + topic + " within " + READING + ": " + read + " records");
                }
                for (ConsumerRecord<Void, Integer> entry : consumer.poll(Duration.ofMillis(500))) {
                    int number = entry.value();
                    read++;
                    if (seen.get(number) && !retried.get(number)) {
                        twice.add(number);
                    }
                    if (number < last[entry.partition()] && !retried.get(number)) {
                        disorder.add(number);
                    }
                    seen.set(number);
                    last[entry.partition()] = Math.max(last[entry.partition()], number);
                }
            }
        }
        BitSet missing = (BitSet) acknowledged.clone();
        missing.andNot(seen);
        return new Reading(
                acknowledgedCount.get(),
                read,
                retried.cardinality(),
                missing.stream().boxed().toList(),
                twice,
                disorder,
                new TreeMap<>(failures));
    }

    @Override
    public void close() {
        stopping = true;
        thread.interrupt();
        producer.close(Duration.ofSeconds(5));
    }
}
