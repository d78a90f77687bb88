package dev.holdfast.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.CompositeDataSupport;
import javax.management.openmbean.CompositeType;
import javax.management.openmbean.OpenType;
import javax.management.openmbean.SimpleType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RingToolTest {

    private FakeCassandra cassandra;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final Progress progress = new Progress(new PrintStream(said, true, StandardCharsets.UTF_8));

    @BeforeEach
    void begin() throws Exception {
        cassandra = new FakeCassandra();
    }

    private int perform(String... words) {
        return RingTool.perform(new RingWork(cassandra.beans(), progress), List.of(words), progress);
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    @Test
    void drain_is_asked_once_and_not_again_when_it_is_done() {
        assertThat(perform("drain")).isZero();
        assertThat(said()).startsWith("{\"result\":\"drained");
        cassandra.storage.set("OperationMode", "DRAINED");
        assertThat(perform("drain")).isZero();
        assertThat(cassandra.called()).containsExactly("drain()");
    }

    @Test
    void decommission_ends_when_cassandra_says_so_itself() {
        cassandra.on("decommission", arguments -> {
            cassandra.storage.set("OperationMode", "DECOMMISSIONED");
            return "";
        });
        assertThat(perform("decommission")).isZero();
        assertThat(perform("decommission"))
                .as("asked again, it is done already")
                .isZero();
        assertThat(cassandra.called()).containsExactly("decommission(false)");
    }

    @Test
    void a_decommission_under_way_is_waited_for_with_progress_and_not_asked_for_again() throws Exception {
        cassandra.storage.set("OperationMode", "LEAVING");
        FakeCassandra.Bean streams =
                cassandra.register("org.apache.cassandra.net:type=StreamManager", cassandra.new Bean());
        streams.set("CurrentStreams", List.of(plan("Unbootstrap", 3 * 1024 * 1024, 12 * 1024 * 1024)));
        Thread later = new Thread(() -> {
            while (!said().contains("progress")) {
                Thread.onSpinWait();
            }
            cassandra.storage.set("OperationMode", "DECOMMISSIONED");
        });
        later.start();
        assertThat(perform("decommission")).isZero();
        later.join();
        assertThat(said()).contains("{\"progress\":\"leaving: 3.0 of 12.0 MB, with 1 nodes\"}");
        assertThat(cassandra.called()).isEmpty();
    }

    @Test
    void a_decommission_that_cassandra_refuses_tells_why() {
        cassandra.on("decommission", arguments -> {
            throw new UnsupportedOperationException("Not enough live nodes to maintain replication factor");
        });
        assertThat(perform("decommission", "--force")).isEqualTo(RingTool.FAILED);
        assertThat(said())
                .contains("{\"result\":\"decommission failed: Not enough live nodes to maintain replication factor\"}");
        assertThat(cassandra.called()).containsExactly("decommission(true)");
        cassandra.on("decommission", arguments -> {
            cassandra.storage.set("OperationMode", "DECOMMISSION_FAILED");
            return "";
        });
        assertThat(perform("decommission")).isEqualTo(RingTool.FAILED);
    }

    @Test
    void an_operation_without_a_keyspace_goes_over_all_that_are_spread() {
        cassandra.on("forceKeyspaceCleanup", arguments -> 0);
        assertThat(perform("cleanup")).isZero();
        assertThat(perform("cleanup", "shop")).isZero();
        assertThat(perform("flush", "shop")).isZero();
        assertThat(perform("upgradesstables")).isZero();
        assertThat(perform("compact", "shop")).isZero();
        assertThat(cassandra.called())
                .containsExactly(
                        "forceKeyspaceCleanup(2 shop [])",
                        "forceKeyspaceCleanup(2 system_auth [])",
                        "forceKeyspaceCleanup(2 shop [])",
                        "forceKeyspaceFlush(shop [])",
                        "upgradeSSTables(shop true 2 [])",
                        "upgradeSSTables(system true 2 [])",
                        "forceKeyspaceCompaction(false shop [])");
        cassandra.on("forceKeyspaceCleanup", arguments -> 1);
        assertThat(perform("cleanup")).as("aborted").isEqualTo(RingTool.FAILED);
    }

    @Test
    void progress_of_a_cleanup_is_told_while_it_goes_on() {
        CountDownLatch enough = new CountDownLatch(1);
        cassandra.compactions.set(
                "Compactions",
                List.of(
                        Map.of("taskType", "Cleanup", "columnfamily", "orders", "completed", "30", "total", "60"),
                        Map.of("taskType", "Validation", "columnfamily", "x", "completed", "1", "total", "2")));
        cassandra.on("forceKeyspaceCleanup", arguments -> enough.await(20, TimeUnit.SECONDS) ? 0 : 1);
        Thread later = new Thread(() -> {
            while (!said().contains("50%")) {
                Thread.onSpinWait();
            }
            enough.countDown();
        });
        later.start();
        assertThat(perform("cleanup", "shop")).isZero();
        assertThat(said())
                .contains("{\"progress\":\"cleanup of shop, 0 of 1 keyspaces done: orders 50%\"}")
                .endsWith("{\"result\":\"cleanup of shop done\"}" + System.lineSeparator());
    }

    @Test
    void a_repair_ends_by_its_own_list_and_tells_what_notifications_say() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        cassandra.register(RepairStatus.NAME, cassandra.new Bean());
        cassandra.on("repairAsync", arguments -> {
            cassandra.storage.say("progress", Map.of("type", 1, "progressCount", 3, "total", 12));
            return 7;
        });
        cassandra.on(
                "status",
                arguments ->
                        asked.incrementAndGet() < 2 ? new String[0] : new String[] {"COMPLETED", "all is repaired"});
        assertThat(perform("repair", "--all", "shop")).isZero();
        assertThat(said())
                .contains("{\"progress\":\"repair of shop, 0 of 1 keyspaces done: 25%\"}")
                .contains("{\"result\":\"repaired shop\"}");
        assertThat(cassandra.called().get(0))
                .startsWith("repairAsync(shop {")
                .contains("primaryRange=false", "incremental=false");
        cassandra.on("status", arguments -> new String[] {"FAILED", "Endpoint not alive: /10.0.0.2\n at x"});
        assertThat(perform("repair", "shop")).isEqualTo(RingTool.FAILED);
        assertThat(said())
                .contains("{\"result\":\"repair failed: repair of shop failed: Endpoint not alive: /10.0.0.2\"}");
    }

    @Test
    void a_keyspace_with_nothing_to_repair_is_done_at_once() {
        cassandra.on("repairAsync", arguments -> 0);
        assertThat(perform("repair")).isZero();
        assertThat(cassandra.called()).hasSize(2).allMatch(call -> call.contains("primaryRange=true"));
    }

    @Test
    void a_snapshot_that_is_there_is_not_taken_again() {
        assertThat(perform("snapshot", "t1")).isZero();
        cassandra.storage.set("SnapshotDetails", Map.of("t1", "details"));
        assertThat(perform("snapshot", "t1")).isZero();
        assertThat(perform("clearsnapshot", "t1")).isZero();
        assertThat(cassandra.called()).containsExactly("takeSnapshot(t1 {} [])", "clearSnapshot(t1 [])");
    }

    @Test
    void what_can_be_stopped_is_stopped_in_cassandra_too() {
        RingWork work = new RingWork(cassandra.beans(), progress);
        work.giveUp("repair");
        work.giveUp("cleanup");
        work.giveUp("upgradesstables");
        work.giveUp("decommission");
        work.giveUp("drain");
        assertThat(cassandra.called())
                .containsExactly(
                        "forceTerminateAllRepairSessions()",
                        "stopCompaction(CLEANUP)",
                        "stopCompaction(UPGRADE_SSTABLES)");
    }

    @Test
    void wrong_words_are_told_from_failures() {
        assertThat(perform("snapshot")).isEqualTo(RingTool.USAGE);
        assertThat(perform("rebuild")).isEqualTo(RingTool.USAGE);
        assertThat(RingWork.isKnown("assassinate")).isFalse();
    }

    @SuppressWarnings("unchecked")
    private static CompositeData plan(String what, long done, long total) throws Exception {
        CompositeData file = composite(Map.of("currentBytes", done), SimpleType.LONG);
        CompositeData summary = composite(Map.of("totalSize", total), SimpleType.LONG);
        OpenType<CompositeData[]> files = (OpenType<CompositeData[]>)
                (OpenType<?>) javax.management.openmbean.ArrayType.getArrayType(file.getCompositeType());
        OpenType<CompositeData[]> summaries = (OpenType<CompositeData[]>)
                (OpenType<?>) javax.management.openmbean.ArrayType.getArrayType(summary.getCompositeType());
        String[] names = {"peer", "sendingFiles", "sendingSummaries"};
        CompositeType type = new CompositeType(
                "session", "s", names, names, new OpenType<?>[] {SimpleType.STRING, files, summaries});
        CompositeData session = new CompositeDataSupport(
                type, names, new Object[] {"10.0.0.2", new CompositeData[] {file}, new CompositeData[] {summary}});
        String[] outer = {"description", "sessions"};
        OpenType<?> sessions = javax.management.openmbean.ArrayType.getArrayType(type);
        return new CompositeDataSupport(
                new CompositeType("plan", "p", outer, outer, new OpenType<?>[] {SimpleType.STRING, sessions}),
                outer,
                new Object[] {what, new CompositeData[] {session}});
    }

    private static CompositeData composite(Map<String, ?> values, OpenType<?> type) throws Exception {
        String[] names = values.keySet().toArray(new String[0]);
        return new CompositeDataSupport(
                new CompositeType("c" + names[0], "c", names, names, new OpenType<?>[] {type}), values);
    }
}
