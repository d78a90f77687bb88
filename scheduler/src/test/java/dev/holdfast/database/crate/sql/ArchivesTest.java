package dev.holdfast.database.crate.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.NodeView;
import dev.holdfast.database.crate.Archive;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What CrateDB tells of repositories, snapshots and restores. */
class ArchivesTest {

    /** As CrateDB 6.4.3 said, but for the failed ones. */
    private static final String REPOSITORIES = "[[\"r\",\"fs\",{\"compress\":\"true\",\"location\":\"/tmp/repo/r\"}]]";

    private static final String SNAPSHOTS = "[[\"slow\",\"r\",\"IN_PROGRESS\",1795273135070,0,6,[]],"
            + "[\"two\",\"r\",\"PARTIAL\",1795273128275,1795273128475,1,[\"shard 3: disk is gone\"]],"
            + "[\"one\",\"r\",\"SUCCESS\",1795273125803,1795273127648,6,[]],"
            + "[\"lost\",\"r\",\"FAILED\",null,null,0,[]]]";
    private static final String RESTORES = "[[\"three\",\"r\",\"INIT\",["
            + "{\"table_schema\":\"doc\",\"partition_ident\":\"\",\"state\":\"INIT\",\"table_name\":\"t\",\"shard_id\":3},"
            + "{\"table_schema\":\"doc\",\"partition_ident\":\"\",\"state\":\"STARTED\",\"table_name\":\"t\",\"shard_id\":0},"
            + "{\"table_schema\":\"doc\",\"partition_ident\":\"\",\"state\":\"SUCCESS\",\"table_name\":\"t\",\"shard_id\":1},"
            + "{\"table_schema\":\"doc\",\"partition_ident\":\"\",\"state\":\"FAILURE\",\"table_name\":\"t\",\"shard_id\":2}]]]";

    private final Replay replay = Replay.of(Replay.HEALTHY);
    private final Questions questions = questions(replay);

    private static Questions questions(Replay replay) {
        NodeView node = replay.view().nodes().values().iterator().next();
        SqlClient client = new SqlClient(node.address(), node.ports().getOrDefault("http", 0), Optional.empty());
        return new Questions(client, Deadline.in(Duration.ofSeconds(20)), Duration.ofSeconds(5));
    }

    @AfterEach
    void close() {
        questions.close();
        replay.close();
    }

    private void says() {
        replay.sayRows("data-0", Archives.REPOSITORIES, REPOSITORIES);
        replay.sayRows("data-0", Archives.SNAPSHOTS, SNAPSHOTS);
        replay.sayRows("data-0", Archives.RESTORES, RESTORES);
    }

    private long times(String statement) {
        return replay.asked.stream()
                .filter(asked -> asked.endsWith(": " + statement))
                .count();
    }

    @Test
    void whatIsUnderWayIsTold() {
        says();
        assertThat(Archives.ask(questions).running().orElseThrow())
                .containsExactly("snapshot r.slow is being made", "snapshot r.three is being restored");
    }

    @Test
    void whatIsKeptIsTold() {
        says();
        Archive archive = Archives.ask(questions).archive().orElseThrow();
        Archive.Repository kept =
                Optional.ofNullable(archive.repositories().get("r")).orElseThrow();
        assertThat(kept.type()).isEqualTo("fs");
        assertThat(kept.settings()).containsEntry("location", "/tmp/repo/r");
        assertThat(kept.snapshots()).extracting(Archive.Snapshot::name).containsExactly("lost", "one", "two", "slow");
        assertThat(kept.snapshots().get(0).isGood()).isFalse();
        assertThat(kept.snapshots().get(1).isGood()).isTrue();
        assertThat(kept.snapshots().get(1).startedAt()).isEqualTo(Instant.ofEpochMilli(1795273125803L));
        assertThat(kept.snapshots().get(2).failures()).isEqualTo(1);
        assertThat(kept.snapshots().get(2).failure()).isEqualTo("shard 3: disk is gone");
        assertThat(kept.snapshots().get(3).isRunning()).isTrue();
        assertThat(archive.restores()).containsExactly(new Archive.Restore("r", "three", "INIT", 4, 1, 1));
    }

    @Test
    void aVersionThatCannotTellOfSnapshotsStillTellsWhichRun() {
        says();
        replay.sayError("data-0", Archives.SNAPSHOTS, 404, 4043, "ColumnUnknownException[Column total_shards unknown]");
        replay.sayRows("data-0", Archives.RUNNING, "[[\"slow\",\"r\"]]");
        Archives archives = Archives.ask(questions);
        assertThat(archives.running().orElseThrow()).contains("snapshot r.slow is being made");
        assertThat(archives.archive()).isEmpty();
    }

    @Test
    void nothingIsConcludedFromWhatWasNotAnswered() {
        says();
        replay.sayError("data-0", Archives.REPOSITORIES, 500, 5000, "NodeNotConnectedException");
        assertThat(Archives.ask(questions).archive()).isEmpty();
        assertThat(Archives.ask(questions).running()).isEmpty();
    }

    /** CrateDB reads every snapshot's description out of its store for it. */
    @Test
    void aListOfSnapshotsThatTakesLongIsAskedForSeldom() {
        says();
        replay.sayRows("data-0", Archives.RESTORES, "[]");
        AtomicLong clock = new AtomicLong();
        Listings slow = new Listings(() -> clock.getAndAdd(1_000_000_000L));
        assertThat(slow.of(Replay.NAME, questions).archive().orElseThrow().restores())
                .isEmpty();
        replay.sayRows("data-0", Archives.RESTORES, RESTORES);
        Archives again = slow.of(Replay.NAME, questions);
        assertThat(again.archive().orElseThrow().restores()).hasSize(1);
        assertThat(again.running().orElseThrow())
                .containsExactly("snapshot r.slow is being made", "snapshot r.three is being restored");
        assertThat(times(Archives.SNAPSHOTS)).isEqualTo(1);
        assertThat(times(Archives.RESTORES)).isEqualTo(2);
        clock.addAndGet(20_000_000_000L);
        assertThat(slow.of(Replay.NAME, questions).archive()).isPresent();
        assertThat(times(Archives.SNAPSHOTS)).isEqualTo(2);
    }

    @Test
    void oneThatComesAtOnceIsAskedForAtEveryLook() {
        says();
        AtomicLong clock = new AtomicLong();
        Listings fast = new Listings(() -> clock.getAndAdd(1_000_000L));
        fast.of(Replay.NAME, questions);
        fast.of(Replay.NAME, questions);
        assertThat(times(Archives.SNAPSHOTS)).isEqualTo(2);
    }
}
