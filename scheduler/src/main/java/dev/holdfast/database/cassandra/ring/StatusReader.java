package dev.holdfast.database.cassandra.ring;

import dev.holdfast.database.cassandra.CassandraDetails.Compaction;
import dev.holdfast.database.cassandra.CassandraDetails.Disk;
import dev.holdfast.database.cassandra.CassandraDetails.Hints;
import dev.holdfast.database.cassandra.CassandraDetails.Keyspace;
import dev.holdfast.database.cassandra.CassandraDetails.Member;
import dev.holdfast.database.cassandra.CassandraDetails.Mode;
import dev.holdfast.database.cassandra.CassandraDetails.NodeStatus;
import dev.holdfast.database.cassandra.CassandraDetails.Standing;
import dev.holdfast.database.cassandra.CassandraDetails.Stream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads what a companion says. What is missing there is unknown here; what is no such answer is left out. */
final class StatusReader {

    private final JsonMapper json = JsonMapper.builder().build();

    /**
     * An answer taken apart.
     *
     * @param keyspaces as the node knows them; empty while it is starting
     */
    record Answer(NodeStatus status, SortedMap<String, Keyspace> keyspaces) {}

    /** @param cqlAnswered whether the node answered a query in the same look */
    Optional<Answer> read(String text, boolean cqlAnswered) {
        try {
            JsonNode tree = json.readTree(text);
            boolean ours = tree.isObject() && tree.path("database").asString("").equals("cassandra");
            return ours && tree.path("incarnation").isNumber()
                    ? Optional.of(new Answer(status(tree, cqlAnswered), keyspaces(tree.path("replication"))))
                    : Optional.empty();
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private static NodeStatus status(JsonNode tree, boolean cqlAnswered) {
        SortedMap<String, Member> ring = new TreeMap<>();
        tree.path("ring").forEach(member -> {
            Member read = member(member);
            ring.put(read.address(), read);
        });
        List<Stream> streams = new ArrayList<>();
        tree.path("streams")
                .forEach(stream -> streams.add(new Stream(
                        text(stream, "what"), text(stream, "peer"), number(stream, "done"), number(stream, "total"))));
        List<Compaction> compactions = new ArrayList<>();
        tree.path("compactions").forEach(each -> compactions.add(compaction(each)));
        SortedMap<String, Long> bytes = new TreeMap<>();
        for (Map.Entry<String, JsonNode> keyspace : tree.path("keyspaces").properties()) {
            bytes.put(keyspace.getKey(), keyspace.getValue().asLong(0));
        }
        long joinedAt = number(tree, "joinedAt");
        long normalMillis = number(tree, "normalMs");
        return new NodeStatus(
                tree.path("incarnation").asInt(0),
                mode(text(tree, "mode")),
                text(tree, "hostId"),
                text(tree, "address"),
                text(tree, "release"),
                text(tree, "schema"),
                tree.path("nativeRunning").asBoolean(false),
                cqlAnswered,
                Instant.ofEpochMilli(Math.max(0, number(tree, "startedAt"))),
                joinedAt > 0 ? Optional.of(Instant.ofEpochMilli(joinedAt)) : Optional.empty(),
                Duration.ofMillis(Math.max(0, number(tree, "awayMs"))),
                normalMillis < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(normalMillis)),
                ring,
                streams,
                compactions,
                new Disk(number(tree.path("disk"), "free"), number(tree.path("disk"), "total")),
                bytes,
                hints(tree),
                tree.path("oldSstables").asInt(-1));
    }

    private static Hints hints(JsonNode tree) {
        SortedMap<String, Hints.Kept> members = new TreeMap<>();
        tree.path("hintsFor")
                .forEach(kept -> members.put(
                        text(kept, "hostId"),
                        new Hints.Kept(number(kept, "bytes"), Duration.ofMillis(Math.max(0, number(kept, "ageMs"))))));
        return new Hints(number(tree, "hints"), members);
    }

    private static Member member(JsonNode member) {
        List<Long> tokens = new ArrayList<>();
        member.path("tokens").forEach(token -> tokens.add(token.asLong(0)));
        return new Member(
                text(member, "address"),
                text(member, "hostId"),
                standing(text(member, "standing")),
                member.path("up").asBoolean(false),
                Duration.ofMillis(Math.max(0, number(member, "downMs"))),
                text(member, "dc"),
                text(member, "rack"),
                number(member, "load"),
                tokens,
                text(member, "release"),
                text(member, "schema"));
    }

    private static Compaction compaction(JsonNode each) {
        return new Compaction(
                text(each, "type"),
                text(each, "keyspace"),
                text(each, "table"),
                number(each, "done"),
                number(each, "total"),
                text(each, "unit"));
    }

    private static Mode mode(String text) {
        for (Mode mode : Mode.values()) {
            if (mode.name().equals(text.toUpperCase(Locale.ROOT).replace(' ', '_'))) {
                return mode;
            }
        }
        return Mode.UNKNOWN;
    }

    private static Standing standing(String text) {
        for (Standing standing : Standing.values()) {
            if (standing.name().equals(text)) {
                return standing;
            }
        }
        return Standing.OUTSIDE;
    }

    private static SortedMap<String, Keyspace> keyspaces(JsonNode replication) {
        SortedMap<String, Keyspace> keyspaces = new TreeMap<>();
        for (Map.Entry<String, JsonNode> each : replication.properties()) {
            keyspaces.put(each.getKey(), keyspace(each.getKey(), each.getValue().asString("")));
        }
        return keyspaces;
    }

    /** From Cassandra's words: {@code NetworkTopologyStrategy {dc1=3, dc2=2}}, {@code SimpleStrategy {replication_factor=1}}. */
    static Keyspace keyspace(String name, String words) {
        int brace = words.indexOf('{');
        String strategy = (brace < 0 ? words : words.substring(0, brace)).strip();
        SortedMap<String, Integer> replicas = new TreeMap<>();
        String inside = brace < 0 ? "" : words.substring(brace + 1).replace("}", "");
        for (String pair : inside.split(",", -1)) {
            int equals = pair.indexOf('=');
            // Of 3/1, which is three with one transient, only the first counts.
            String count = equals < 0 ? "" : pair.substring(equals + 1).strip().replaceFirst("/.*", "");
            if (count.matches("\\d{1,6}")) {
                String dc = pair.substring(0, equals).strip();
                replicas.put(dc.equals("replication_factor") ? "" : dc, Integer.parseInt(count));
            }
        }
        return new Keyspace(name, strategy.substring(strategy.lastIndexOf('.') + 1), replicas);
    }

    private static String text(JsonNode node, String name) {
        return node.path(name).asString("");
    }

    private static long number(JsonNode node, String name) {
        return node.path(name).asLong(-1);
    }
}
