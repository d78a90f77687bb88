import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.LongSerializer;

/**
 * {@code write BOOTSTRAP END}: writes numbers until the file END is there, then reads them back; ends with 1 if one that was acknowledged is
 * missing. {@code hosts BOOTSTRAP}: what brokers tell clients to connect to.
 */
final class Records {

    private static final String TOPIC = "numbers";
    private static final int PARTITIONS = 6;
    private static final long PAUSE_MILLIS = 5;

    private Records() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("hosts")) {
            hosts(arguments[1]);
            return;
        }
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", arguments[1]))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, PARTITIONS, (short) 3)
                            .configs(Map.of("min.insync.replicas", "2"))))
                    .all()
                    .get();
        }
        write(arguments[1], Path.of(arguments[2]));
    }

    private static void hosts(String bootstrap) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            TreeSet<String> hosts = new TreeSet<>();
            for (Node node : admin.describeCluster().nodes().get()) {
                hosts.add(node.host());
            }
            System.out.println(String.join(" ", hosts));
        }
    }

    private static void write(String bootstrap, Path end) throws Exception {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", bootstrap);
        properties.put("acks", "all");
        properties.put("delivery.timeout.ms", "120000");
        BitSet acknowledged = new BitSet();
        AtomicLong failed = new AtomicLong();
        AtomicLong last = new AtomicLong(System.nanoTime());
        AtomicLong longest = new AtomicLong();
        ConcurrentSkipListSet<String> failures = new ConcurrentSkipListSet<>();
        int next = 0;
        System.out.println("writing");
        try (KafkaProducer<Long, Long> producer =
                new KafkaProducer<>(properties, new LongSerializer(), new LongSerializer())) {
            while (!Files.exists(end)) {
                int number = next++;
                producer.send(new ProducerRecord<>(TOPIC, (long) number, (long) number), (place, problem) -> {
                    long now = System.nanoTime();
                    if (problem == null) {
                        synchronized (acknowledged) {
                            acknowledged.set(number);
                        }
                        longest.accumulateAndGet(now - last.getAndSet(now), Math::max);
                    } else {
                        failed.incrementAndGet();
                        failures.add(problem.getClass().getSimpleName());
                    }
                });
                Thread.sleep(PAUSE_MILLIS);
            }
        }
        BitSet read = read(bootstrap);
        int count = acknowledged.cardinality();
        acknowledged.andNot(read);
        System.out.printf(
                "%d written, %d acknowledged, %d failed %s, longest pause between acknowledgements %.1f s; acknowledged and not read back: %d%n",
                next, count, failed.get(), failures, longest.get() / 1e9, acknowledged.cardinality());
        System.exit(acknowledged.isEmpty() && count > 0 ? 0 : 1);
    }

    private static BitSet read(String bootstrap) {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", bootstrap);
        BitSet read = new BitSet();
        try (KafkaConsumer<Long, Long> consumer =
                new KafkaConsumer<>(properties, new LongDeserializer(), new LongDeserializer())) {
            List<TopicPartition> all = consumer.partitionsFor(TOPIC).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = new TreeMap<>((a, b) -> a.partition() - b.partition());
            ends.putAll(consumer.endOffsets(all));
            while (all.stream().anyMatch(one -> consumer.position(one) < ends.get(one))) {
                for (ConsumerRecord<Long, Long> record : consumer.poll(Duration.ofSeconds(1))) {
                    read.set(record.value().intValue());
                }
            }
        }
        return read;
    }
}
