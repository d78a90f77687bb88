package dev.holdfast.database.cassandra.ring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.cassandra.CassandraDetails.Hints;
import dev.holdfast.database.cassandra.CassandraDetails.Keyspace;
import dev.holdfast.database.cassandra.CassandraDetails.Member;
import dev.holdfast.database.cassandra.CassandraDetails.Mode;
import dev.holdfast.database.cassandra.CassandraDetails.NodeStatus;
import dev.holdfast.database.cassandra.CassandraDetails.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class StatusReaderTest {

    private static final String ANSWER = """
        {"database":"cassandra","incarnation":4,"pid":16434,"startedAt":1795307484715,"joinedAt":1795307000000,
         "awayMs":5000,"normalMs":2500,"mode":"NORMAL","hostId":"h3","address":"127.0.67.3","release":"5.0.9","schema":"d037",
         "nativeRunning":true,"bootstrap":"COMPLETED",
         "ring":[{"address":"127.0.67.1","hostId":"h1","standing":"LEAVING","up":false,"downMs":9000,"dc":"dc1",
                  "rack":"r","load":174232,"tokens":[-5,7],"release":"5.0.8","schema":"d037"}],
         "streams":[{"what":"Bootstrap","peer":"127.0.67.1","done":1,"total":20}],
         "compactions":[{"type":"Cleanup","keyspace":"shop","table":"orders","done":5,"total":10,"unit":"bytes"}],
         "disk":{"free":10,"total":30},"keyspaces":{"shop":99},
         "replication":{"shop":"NetworkTopologyStrategy {dc1=3, dc2=2}"},"hints":17,"hintsFor":[{"hostId":"h1","bytes":12,"ageMs":9000}],"oldSstables":2}
        """;

    private final StatusReader reader = new StatusReader();

    @Test
    void what_a_companion_says_is_read_whole() {
        StatusReader.Answer answer = reader.read(ANSWER, true).orElseThrow();
        NodeStatus node = answer.status();
        assertThat(node.incarnation()).isEqualTo(4);
        assertThat(node.mode()).isEqualTo(Mode.NORMAL);
        assertThat(node.cqlAnswered()).isTrue();
        assertThat(node.startedAt()).isEqualTo(Instant.ofEpochMilli(1795307484715L));
        assertThat(node.joinedAt()).contains(Instant.ofEpochMilli(1795307000000L));
        assertThat(node.away()).isEqualTo(Duration.ofSeconds(5));
        Member other = Objects.requireNonNull(node.ring().get("127.0.67.1"));
        assertThat(other.standing()).isEqualTo(Standing.LEAVING);
        assertThat(other.up()).isFalse();
        assertThat(other.downFor()).isEqualTo(Duration.ofSeconds(9));
        assertThat(other.tokens()).containsExactly(-5L, 7L);
        assertThat(node.streams())
                .singleElement()
                .satisfies(stream -> assertThat(stream.totalBytes()).isEqualTo(20));
        assertThat(node.compactions())
                .singleElement()
                .satisfies(each -> assertThat(each.type()).isEqualTo("Cleanup"));
        assertThat(node.disk().freeBytes()).isEqualTo(10);
        assertThat(node.keyspaceBytes()).containsExactly(Map.entry("shop", 99L));
        assertThat(node.normalFor()).contains(Duration.ofMillis(2500));
        assertThat(node.hints().bytes()).isEqualTo(17);
        assertThat(node.hints().members()).containsExactly(Map.entry("h1", new Hints.Kept(12, Duration.ofSeconds(9))));
        assertThat(node.oldSstables()).isEqualTo(2);
        assertThat(answer.keyspaces().get("shop"))
                .isEqualTo(new Keyspace("shop", Keyspace.NETWORK, new java.util.TreeMap<>(Map.of("dc1", 3, "dc2", 2))));
    }

    @Test
    void what_is_missing_is_unknown_and_what_is_no_such_answer_is_left_out() {
        NodeStatus node = reader.read("{\"database\":\"cassandra\",\"incarnation\":1,\"mode\":\"SOMETHING\"}", false)
                .orElseThrow()
                .status();
        assertThat(node.mode()).isEqualTo(Mode.UNKNOWN);
        assertThat(node.joinedAt()).isEmpty();
        assertThat(node.normalFor()).isEmpty();
        assertThat(node.hints()).isEqualTo(Hints.UNKNOWN);
        assertThat(node.disk().isKnown()).isFalse();
        assertThat(node.oldSstables()).isEqualTo(-1);
        assertThat(reader.read("{\"incarnation\":1,\"state\":3}", true))
                .as("Kafka's")
                .isEmpty();
        assertThat(reader.read("<html>", true)).isEmpty();
    }

    @Test
    void cassandras_words_for_replication_are_understood() {
        assertThat(StatusReader.keyspace("a", "SimpleStrategy {replication_factor=2}")
                        .replicas())
                .containsExactly(Map.entry("", 2));
        assertThat(StatusReader.keyspace("a", "LocalStrategy {}").replicas()).isEmpty();
        assertThat(StatusReader.keyspace("a", "org.apache.cassandra.locator.NetworkTopologyStrategy {dc1=3/1}"))
                .satisfies(keyspace -> {
                    assertThat(keyspace.strategy()).isEqualTo(Keyspace.NETWORK);
                    assertThat(keyspace.replicas()).containsExactly(Map.entry("dc1", 3));
                });
        assertThat(StatusReader.keyspace("a", "").replicas()).isEmpty();
    }
}
