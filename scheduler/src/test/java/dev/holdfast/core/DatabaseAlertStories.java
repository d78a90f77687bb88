package dev.holdfast.core;

import dev.holdfast.database.Observation;
import dev.holdfast.database.cassandra.CassandraDetails;
import dev.holdfast.database.crate.Archive;
import dev.holdfast.database.crate.CrateDetails;
import dev.holdfast.database.kafka.KafkaDetails;
import dev.holdfast.database.kafka.PartitionId;
import dev.holdfast.metrics.Verdicts;
import dev.holdfast.model.NodeId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;

/** For each alert of a database the story of how it comes to fire: what the database says is what its own driver would have made of it. */
final class DatabaseAlertStories {

    private static final long GB = 1_000_000_000L;

    private DatabaseAlertStories() {}

    static SortedMap<String, BiFunction<Path, String, Verdicts.Story>> all() {
        SortedMap<String, BiFunction<Path, String, Verdicts.Story>> all = new TreeMap<>();
        KafkaDetails well = kafka(List.of(1, 2, 3), 1, 1, 50);
        all.put("KafkaOfflinePartitions", turns(well, kafka(List.of(), -1, 1, 50), 3));
        all.put("KafkaUnderMinIsr", turns(well, kafka(List.of(1), 1, 1, 50), 4));
        all.put("KafkaUnderReplicated", turns(well, kafka(List.of(1, 2), 1, 1, 50), 18));
        all.put("KafkaNoController", turns(well, kafka(List.of(1, 2, 3), 1, -1, 50), 3));
        all.put("KafkaDiskFull", turns(well, kafka(List.of(1, 2, 3), 1, 1, 5), 8));
        all.put(
                "KafkaHandlersBusy",
                exporter("kafka-broker", "kafka", "kafka_server_request_handler_idle_ratio", "0.9", "0.05", 0, 13));
        CassandraDetails ring = cassandra(true, "one", "one", 50);
        all.put("CassandraMemberDown", turns(ring, cassandra(false, "one", "one", 50), 8));
        all.put("CassandraSchemaDisagreement", turns(ring, cassandra(true, "one", "two", 50), 13));
        all.put("CassandraDiskFull", turns(ring, cassandra(true, "one", "one", 10), 8));
        all.put(
                "CassandraDropsMessages",
                exporter("cassandra", "cassandra", "cassandra_dropped_messages_total", "0", "0", 600, 13));
        all.put(
                "CassandraUnavailable",
                exporter("cassandra", "cassandra", "cassandra_client_request_unavailables_total", "0", "0", 5, 5));
        CrateDetails green = crate(CrateDetails.Colour.GREEN, true, 50, 1);
        all.put("CrateRed", turns(green, crate(CrateDetails.Colour.RED, true, 50, 1), 3));
        all.put("CrateYellow", turns(green, crate(CrateDetails.Colour.YELLOW, true, 50, 1), 33));
        all.put("CrateNoMaster", turns(green, crate(CrateDetails.Colour.GREEN, false, 50, 1), 3));
        all.put("CrateDiskFull", turns(green, crate(CrateDetails.Colour.GREEN, true, 10, 1), 8));
        all.put("CrateBackupOld", turns(green, crate(CrateDetails.Colour.GREEN, true, 50, 49), 2));
        all.put("CrateBreakerTrips", exporter("crate", "crate", "crate_circuit_breaker_trips_total", "0", "0", 1, 3));
        all.put("ExporterDown", (directory, names) -> {
            String text = AlertStories.recorded("kafka-broker");
            Watched watched = Watched.ready(directory, names);
            watched.pass(2, () -> List.of(AlertStories.node(Optional.of(text), "kafka", "broker-0")));
            watched.well(0);
            watched.pass(8, () -> List.of(AlertStories.node(Optional.empty(), "kafka", "broker-0")));
            return watched.fires();
        });
        return all;
    }

    private static BiFunction<Path, String, Verdicts.Story> turns(
            Observation.Details before, Observation.Details after, int minutes) {
        return (directory, names) -> {
            Watched watched = Watched.ready(directory, names);
            watched.details = Optional.of(before);
            watched.well(2);
            watched.story.line("the database says something else", () -> watched.details = Optional.of(after));
            return watched.pass(minutes).fires();
        };
    }

    /** An exporter's recorded text, one number in it changed: first {@code quiet}, then {@code bad}, which rises by {@code step} a minute. */
    private static BiFunction<Path, String, Verdicts.Story> exporter(
            String recorded, String job, String metric, String quiet, String bad, int step, int minutes) {
        String text = AlertStories.recorded(recorded);
        return (directory, names) -> {
            Watched watched = Watched.ready(directory, names);
            watched.pass(2, () -> List.of(said(text, job, metric, quiet)));
            watched.well(0);
            double[] value = {Double.parseDouble(bad)};
            watched.pass(minutes, () -> {
                value[0] += step;
                return List.of(said(text, job, metric, Double.toString(value[0])));
            });
            return watched.fires();
        };
    }

    private static Watched.Told said(String text, String job, String metric, String value) {
        if (text.lines().noneMatch(line -> line.startsWith(metric))) {
            throw new AssertionError("no exporter ever said " + metric);
        }
        String changed = text.replaceAll("(?m)^(" + metric + "(\\{[^\\n]*})?) \\S+$", "$1 " + value);
        return AlertStories.node(Optional.of(changed), job, "node-0");
    }

    private static KafkaDetails kafka(List<Integer> isr, int leader, int controller, long freePercent) {
        PartitionId id = new PartitionId("orders", 0);
        KafkaDetails.Topic topic = new KafkaDetails.Topic(
                "orders",
                false,
                2,
                List.of(new KafkaDetails.Partition(id, List.of(1, 2, 3), isr, leader, List.of(), List.of())),
                new TreeMap<>());
        SortedMap<Integer, KafkaDetails.Broker> brokers = new TreeMap<>();
        for (int broker = 1; broker <= 3; broker++) {
            brokers.put(
                    broker,
                    new KafkaDetails.Broker(
                            broker,
                            false,
                            "10.0.0." + broker,
                            9092,
                            "",
                            List.of(new KafkaDetails.Directory("/log", "", false, 100 * GB, freePercent * GB)),
                            new TreeMap<>(),
                            new TreeMap<>(),
                            30));
        }
        return new KafkaDetails(
                "id",
                KafkaDetails.Source.BROKERS,
                List.of(KafkaDetails.Part.values()),
                brokers,
                Optional.of(new KafkaDetails.Quorum(controller, 7, 100, new TreeMap<>(), new TreeMap<>())),
                new TreeMap<>(Map.of("orders", topic)),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                KafkaDetails.Moving.NOTHING,
                new TreeSet<>());
    }

    private static CassandraDetails cassandra(boolean up, String schema, String other, long freePercent) {
        SortedMap<NodeId, CassandraDetails.NodeStatus> nodes = new TreeMap<>();
        SortedMap<String, CassandraDetails.Member> ring = new TreeMap<>();
        for (int i = 0; i < 2; i++) {
            ring.put(
                    "10.0.0." + i,
                    new CassandraDetails.Member(
                            "10.0.0." + i,
                            "host-" + i,
                            CassandraDetails.Standing.NORMAL,
                            i == 0 || up,
                            Duration.ZERO,
                            "dc1",
                            "r1",
                            GB,
                            List.of(),
                            "5.0.9",
                            schema));
        }
        for (int i = 0; i < 2; i++) {
            nodes.put(
                    Story.data(i),
                    new CassandraDetails.NodeStatus(
                            1,
                            CassandraDetails.Mode.NORMAL,
                            "host-" + i,
                            "10.0.0." + i,
                            "5.0.9",
                            i == 0 ? schema : other,
                            true,
                            true,
                            Instant.EPOCH,
                            Optional.empty(),
                            Duration.ZERO,
                            Optional.empty(),
                            ring,
                            List.of(),
                            List.of(),
                            new CassandraDetails.Disk(freePercent * GB, 100 * GB),
                            new TreeMap<>(),
                            new CassandraDetails.Hints(0, new TreeMap<>()),
                            0));
        }
        return new CassandraDetails(nodes, new TreeMap<>(), true);
    }

    /** @param backupHours how long before the story begins the last good backup was begun */
    private static CrateDetails crate(CrateDetails.Colour colour, boolean master, long freePercent, long backupHours) {
        Instant backup = Instant.parse("2026-01-01T00:00:00Z").minus(Duration.ofHours(backupHours));
        Archive.Snapshot snapshot = new Archive.Snapshot("daily", "SUCCESS", backup, backup, 3, 0, "");
        Archive archive = new Archive(
                new TreeMap<>(Map.of("holdfast", new Archive.Repository("fs", new TreeMap<>(), List.of(snapshot)))),
                List.of());
        CrateDetails.Member member =
                new CrateDetails.Member("id", "6.4.3", true, 1, new TreeMap<>(), GB, 100 * GB, freePercent * GB);
        return new CrateDetails(
                "data-0",
                new TreeSet<>(EnumSet.allOf(CrateDetails.Part.class)),
                master ? Optional.of("data-0") : Optional.empty(),
                new TreeMap<>(Map.of("data-0", member)),
                Optional.of(new CrateDetails.Health(colour, "", 0, 0, 0)),
                new TreeMap<>(),
                List.of(),
                List.of(),
                new TreeMap<>(),
                List.of(),
                List.of(),
                archive,
                new TreeMap<>());
    }
}
